//go:build amd64 || arm64

// Package prefetch asks the processor to have memory in its caches soon. Unlike a
// read, of which nothing is used, it is not waited for, whatever comes after it; and
// it is no race if the memory is being written.
package prefetch

// Word asks for the cache line of a word.
//
//go:noescape
func Word(word *uint64)

// Words asks for the cache lines of words, by their indices.
//
//go:noescape
func Words(words []uint64, at []uint32)
