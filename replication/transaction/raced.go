//go:build race

package transaction

// raced leaves out what the race detector rightly calls a race: memory that is read
// without locks, only to have it in the cache.
const raced = true
