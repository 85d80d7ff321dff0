package store

import "qanat/middlebox"

// Store is the state of one middlebox instance. Objects are named by their index.
type Store struct {
	Objects []middlebox.Object
	tables  []*Table   // of keyed objects
	vectors [][]uint64 // of those with an index, and the cells of filters and sketches
	pools   []*Pool
	seed    middlebox.Key
}

// Options are what a framework chooses.
type Options struct {
	// Seed of hashes; the same on all replicas, unknown to who sends packets.
	Seed uint64
	// Alone tells that one goroutine uses the state, so that it needs no locks.
	Alone bool
}

// New returns the empty state of a middlebox.
func New(objects []middlebox.Object, o Options) (*Store, error) {
	s := &Store{
		Objects: objects, tables: make([]*Table, len(objects)), vectors: make([][]uint64, len(objects)), pools: make([]*Pool, len(objects)),
		seed: middlebox.Key{High: mix(o.Seed), Low: mix(o.Seed + 1)},
	}
	for k := range objects {
		object := &objects[k]
		if err := object.Check(); err != nil {
			return nil, err
		}
		switch {
		case object.Kind.Keyed():
			t := newTable(object.Capacity, object.Words, 0, s.seed)
			if object.Idle > 0 {
				t.wheel = newWheel(object.Capacity, object.Idle)
				t.wheel.alone = o.Alone
			}
			s.tables[k] = t
		case object.Kind == middlebox.Pool:
			s.pools[k] = newPool(object.First, object.Capacity)
		default:
			s.vectors[k] = make([]uint64, leadIn+object.Capacity*object.Words*max(1, object.Rows))
		}
	}
	return s, nil
}

// mix spreads a seed over 64 bits (SplitMix64, Steele et al. 2014); never zero,
// since products with zero would lose the other factor.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x ^ x>>31) | 1
}

// Attach gives a batch the memory of the objects.
func (s *Store) Attach(b *middlebox.Batch) {
	for k := range s.Objects {
		if t := s.tables[k]; t != nil {
			b.Columns[k].Words = t.words
		} else {
			b.Columns[k].Words = s.vectors[k]
		}
	}
}

// Table returns a keyed object, nil for the others.
func (s *Store) Table(object int) *Table { return s.tables[object] }

// Pool returns a pool, nil for the others.
func (s *Store) Pool(object int) *Pool { return s.pools[object] }

// Vector returns the values of an object with an index, or the cells of a filter
// or sketch, row by row; nil for the others.
func (s *Store) Vector(object int) []uint64 {
	if s.vectors[object] == nil {
		return nil
	}
	return s.vectors[object][leadIn:]
}
