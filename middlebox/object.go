package middlebox

import (
	"fmt"
	"time"
)

// Object declares a piece of a middlebox's state.
type Object struct {
	Name string
	Kind Kind
	// Words is the size of a value in words of 64 bits; 0 for a Set, 1 for what
	// counts.
	Words int
	// Capacity is how many entries a keyed object can hold, the length of a
	// vector, or the items of a pool. Of filters and sketches it is the cells of
	// a row.
	Capacity int
	// Rows is how many hash functions a filter or a sketch has.
	Rows int
	// First is the first item of a pool.
	First uint64
	// Idle is how long an entry of a keyed object stays without use; 0 for ever.
	Idle time.Duration
	// Local tells that instances do not share the object (Table 3.2's crosses).
	Local bool
	// Wins chooses between two values that instances put at the same time: true
	// if the first does. nil compares them as numbers, the larger winning, as
	// section 3.4 has it by default.
	Wins func(key Key, one, other []uint64) bool
}

// Kind is an abstract data type (Table 3.2).
type Kind uint8

// The kinds of objects.
const (
	Map      Kind = iota // values by key: a flow table
	Set                  // keys
	Counters             // counters by key
	Counter              // a vector of counters, by index
	Register             // a vector of values, by index
	Pool                 // items that are taken and given back
	Bloom                // a counting Bloom filter
	Sketch               // a count-min sketch
	kinds
)

// Keyed tells whether entries are found by key; those of the others by index.
func (k Kind) Keyed() bool { return k <= Counters }

// Counts tells whether Add is the only way to change an entry.
func (k Kind) Counts() bool { return k == Counters || k == Counter || k == Bloom || k == Sketch }

// String returns the kind as documentation calls it.
func (k Kind) String() string {
	return [...]string{"map", "set", "counters by key", "counter vector", "register vector", "pool", "counting Bloom filter", "count-min sketch"}[k]
}

// Check returns what is wrong with a declaration, nil if nothing is.
func (o *Object) Check() error {
	switch {
	case o.Kind >= kinds:
		return fmt.Errorf("object %s: there is no kind %d", o.Name, o.Kind)
	case o.Capacity < 1 || o.Capacity > 1<<28:
		return fmt.Errorf("object %s: a capacity of %d; must be between 1 and %d", o.Name, o.Capacity, 1<<28)
	case o.Kind == Set && o.Words != 0:
		return fmt.Errorf("object %s: a set has no values", o.Name)
	case o.Kind.Counts() && o.Words != 1:
		return fmt.Errorf("object %s: a %s counts in values of 1 word, not %d", o.Name, o.Kind, o.Words)
	case (o.Kind == Map || o.Kind == Register) && (o.Words < 1 || o.Words > 512):
		return fmt.Errorf("object %s: values of %d words; must be between 1 and 512", o.Name, o.Words)
	case (o.Kind == Bloom || o.Kind == Sketch) && (o.Rows < 1 || o.Rows > MaxRows):
		return fmt.Errorf("object %s: %d hash functions; must be between 1 and %d", o.Name, o.Rows, MaxRows)
	case o.Idle != 0 && (!o.Kind.Keyed() || o.Idle < time.Millisecond):
		return fmt.Errorf("object %s: entries expire after %v; must be at least 1ms, and only keyed objects have entries", o.Name, o.Idle)
	}
	return nil
}

// MaxRows is the most hash functions a filter or a sketch may have.
const MaxRows = 8
