//go:build amd64 || arm64

package prefetch

// Word asks for the cache line of a word.
//
//go:noescape
func Word(word *uint64)

// Words asks for the cache lines of words, by their indices.
//
//go:noescape
func Words(words []uint64, at []uint32)
