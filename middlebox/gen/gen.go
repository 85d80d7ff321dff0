package gen

import (
	"fmt"

	"qanat/middlebox"
)

// Config is what a Gen is told.
type Config struct {
	// Threads is how many an instance has at most.
	Threads int
	// Size of the value in bytes: a multiple of 8, from 8 to 4096. The thesis has
	// 16 to 256.
	Size int
}

// DefaultConfig writes what a session of a NAT or a load balancer takes, 32 bytes
// (section 4.6.2), on up to eight threads.
var DefaultConfig = Config{Threads: 8, Size: 32}

// value is the only object, by index.
const value = 0

const (
	wordSize = 8  // bytes
	lineSize = 64 // bytes of a cache line
)

// Gen writes state.
type Gen struct {
	Config
	objects []middlebox.Object
	apart   uint64 // registers from one thread's to the next
}

// New returns a Gen, or says what is wrong with its configuration.
func New(c Config) (*Gen, error) {
	switch {
	case c.Threads < 1 || c.Threads > 1024:
		return nil, fmt.Errorf("%d threads: must be between 1 and 1024", c.Threads)
	case c.Size < wordSize || c.Size > 4096 || c.Size%wordSize != 0:
		return nil, fmt.Errorf("a state of %d bytes: must be a multiple of 8 between 8 and 4096", c.Size)
	}
	// A value ends at least a line, less a word, before the next begins.
	apart := (c.Size + lineSize - wordSize + c.Size - 1) / c.Size
	return &Gen{Config: c, apart: uint64(apart), objects: []middlebox.Object{
		value: {Name: "value", Kind: middlebox.Register, Words: c.Size / wordSize, Capacity: c.Threads * apart},
	}}, nil
}

// Objects returns the vector of values.
func (g *Gen) Objects() []middlebox.Object { return g.objects }

// Index is where in the vector a thread writes.
func (g *Gen) Index(thread int) uint64 { return uint64(thread) * g.apart }

// Declare says where packets write.
func (g *Gen) Declare(b *middlebox.Batch) {
	at := g.Index(b.Thread)
	for i := range b.N {
		b.Index(value, i, at)
	}
}

// Process writes a value for each packet: its place in the batch, its time and its
// length, spread over all words.
func (g *Gen) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		written := b.Update(value, i)
		word := uint64(b.Now)<<5 ^ uint64(i) ^ uint64(len(b.Packets[i].Data))<<48
		for k := range written {
			word = word*0x9e3779b97f4a7c15 + 1
			written[k] = word
		}
	}
}
