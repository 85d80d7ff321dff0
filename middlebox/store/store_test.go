package store

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qanat/middlebox"
)

// keyFrom draws from few keys, so that operations meet.
func keyFrom(r *rand.Rand, few int) middlebox.Key {
	k := uint64(r.IntN(few))
	if k%3 == 0 {
		return middlebox.Key{High: 1 << (k / 3 % 64), Low: 1 << (k / 3 / 64)} // differ in few bits
	}
	return middlebox.Key{High: k << 32, Low: k * 7}
}

// fresh returns an empty store, and a batch that works on it.
func fresh(t *testing.T, objects []middlebox.Object) (*Store, *middlebox.Batch) {
	t.Helper()
	s, err := New(objects, Options{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	b := middlebox.NewBatch(objects, Direct{s})
	s.Attach(b)
	return s, b
}

// TestTableIsAMap drives a table and a Go map with the same operations.
func TestTableIsAMap(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		capacity := 1 << (2 + r.IntN(10))
		table := newTable(capacity, 2, 0, middlebox.Key{High: mix(seed), Low: mix(1)})
		twin := map[middlebox.Key][2]uint64{}
		for range 20000 {
			k := keyFrom(r, 2*capacity)
			switch _, known := twin[k]; {
			case r.IntN(2) == 0 && (known || len(twin) < capacity):
				v := [2]uint64{r.Uint64(), r.Uint64()}
				if table.Insert(k, v[:], 0) == 0 {
					t.Fatalf("seed %d: no room for one of %d, with %d of them", seed, capacity, len(twin))
				}
				twin[k] = v
			case r.IntN(3) == 0:
				if (table.Remove(k) != 0) != known {
					t.Fatalf("seed %d: removal of %v", seed, k)
				}
				delete(twin, k)
			}
			k = keyFrom(r, 2*capacity)
			v := table.Find(k, 0)
			if want, known := twin[k]; known != (v != nil) || known && [2]uint64(v) != want {
				t.Fatalf("seed %d: %v is %v, not %v", seed, k, v, want)
			}
		}
		if table.Len() != len(twin) {
			t.Fatalf("seed %d: %d entries, not %d", seed, table.Len(), len(twin))
		}
		all := map[middlebox.Key][2]uint64{}
		table.All(func(k middlebox.Key, v []uint64) bool { all[k] = [2]uint64(v); return true })
		if !maps.Equal(all, twin) {
			t.Fatalf("seed %d: All differs", seed)
		}
		for k := range twin {
			table.Remove(k)
		}
		for b := range table.buckets {
			if over := table.words[table.at(b)] >> overShift; over != 0 {
				t.Fatalf("seed %d: bucket %d of an empty table says that %d went past it", seed, b, over)
			}
		}
	}
}

// TestTableHoldsItsCapacity fills tables of many shapes.
func TestTableHoldsItsCapacity(t *testing.T) {
	for _, capacity := range []int{1, 3, 64, 1000, 4096, 100_000} {
		for _, segments := range []int{0, 1, 16, 256} {
			table := newTable(capacity, 1, segments, middlebox.Key{High: mix(5), Low: mix(9)})
			for k := range capacity {
				if table.Insert(middlebox.Key{Low: uint64(k)}, []uint64{1}, 0) == 0 {
					t.Errorf("capacity %d, %d segments: full with %d", capacity, segments, k)
					break
				}
			}
		}
	}
}

// TestBatchesFindWhatSingleSearchesDo compares the two ways to an entry.
func TestBatchesFindWhatSingleSearchesDo(t *testing.T) {
	objects := []middlebox.Object{{Name: "m", Kind: middlebox.Map, Words: 1, Capacity: 500}, {Name: "v", Kind: middlebox.Register, Words: 3, Capacity: 10}}
	s, b := fresh(t, objects)
	r := rand.New(rand.NewPCG(3, 3))
	for i := range s.Vector(1) {
		s.Vector(1)[i] = uint64(i)
	}
	for range 300 {
		s.Table(0).Insert(keyFrom(r, 600), []uint64{r.Uint64()}, 0)
		b.Begin(1+r.IntN(middlebox.MaxBatch), 0)
		for i := range b.N {
			if r.IntN(4) > 0 {
				b.Key(0, i, keyFrom(r, 600))
			}
			b.Index(1, i, uint64(r.IntN(12)))
		}
		s.Lookup(b)
		for i := range b.N {
			var want []uint64
			if b.IsDeclared(0, i) {
				want = s.Table(0).Find(b.KeyOf(0, i), 0)
			}
			if got := b.Read(0, i); (got == nil) != (want == nil) || got != nil && got[0] != want[0] {
				t.Fatalf("%v, not %v", got, want)
			}
			at := b.KeyOf(1, i).Low
			if got := b.Read(1, i); (got != nil) != (at < 10) || got != nil && (got[0] != 3*at || len(got) != 3) {
				t.Fatalf("index %d: %v", at, got)
			}
		}
	}
}

// TestExpiry lets a twin without a wheel say what must be gone, and what must not,
// whenever time begins: at zero, today, and just before ticks need a 33rd bit.
func TestExpiry(t *testing.T) {
	for _, begin := range []int64{0, 1_800_000_000 * int64(time.Second), 1<<60 - int64(time.Hour)} {
		expiry(t, begin)
	}
}

func expiry(t *testing.T, now int64) {
	t.Helper()
	const idle = 32 * time.Second
	table := newTable(300, 1, 0, middlebox.Key{High: mix(1), Low: mix(2)})
	table.wheel = newWheel(300, idle)
	used := map[middlebox.Key]int64{}
	var due DueSlots
	r := rand.New(rand.NewPCG(4, 4))
	for range 30000 {
		now += r.Int64N(int64(time.Second))
		if r.IntN(2000) == 0 {
			now += r.Int64N(int64(100 * time.Second)) // nobody came for long
		}
		k := keyFrom(r, 300)
		switch r.IntN(4) {
		case 0:
			table.Insert(k, []uint64{1}, now)
			used[k] = now
		case 1:
			table.Remove(k)
			delete(used, k)
		default:
			if table.Find(k, now) != nil {
				used[k] = now
			}
		}
		for table.Expire(now, &due, func(k middlebox.Key, _ []uint64) bool {
			if now-used[k] < int64(idle) {
				t.Fatalf("expired after %v", time.Duration(now-used[k]))
			}
			delete(used, k)
			return true
		}) > 0 {
		}
		for _, last := range used {
			if now-last > int64(idle)*17/16 {
				t.Fatalf("not expired after %v", time.Duration(now-last))
			}
		}
	}
	if table.Len() != len(used) {
		t.Errorf("%d entries, not %d", table.Len(), len(used))
	}
}

func TestPool(t *testing.T) {
	p := newPool(50000, 100)
	taken := map[uint64]bool{}
	r := rand.New(rand.NewPCG(5, 5))
	for range 10000 {
		if r.IntN(2) == 0 {
			next, known := p.Upcoming(0)
			item, ok := p.Take()
			if known != ok || next != item {
				t.Fatalf("took %d, %v, where %d, %v was upcoming", item, ok, next, known)
			}
			if ok != (len(taken) < 100) || ok && (taken[item] || item < 50000 || item >= 50100) {
				t.Fatalf("took %d, %v, with %d taken", item, ok, len(taken))
			}
			if ok {
				taken[item] = true
			}
		} else {
			item := 49990 + uint64(r.IntN(120))
			if p.Give(item) != taken[item] {
				t.Fatalf("gave %d", item)
			}
			delete(taken, item)
		}
		if p.Left()+len(taken) != 100 {
			t.Fatal("items were lost")
		}
	}
	for item := range taken {
		p.Give(item)
	}
	var next []uint64
	for k := range p.Left() {
		item, _ := p.Upcoming(k)
		next = append(next, item)
	}
	for _, want := range next {
		if item, ok := p.Take(); !ok || item != want {
			t.Fatalf("took %d, %v, where %d was upcoming", item, ok, want)
		}
	}
	if _, ok := p.Upcoming(0); ok {
		t.Error("an empty pool has more")
	}
}

// TestUntakenItemsWereNeverTaken compares a pool with one where nobody tried.
func TestUntakenItemsWereNeverTaken(t *testing.T) {
	one, other := newPool(50000, 5), newPool(50000, 5)
	r := rand.New(rand.NewPCG(6, 5))
	for range 10000 {
		tries := 0
		for range r.IntN(7) {
			if _, ok := one.Take(); ok {
				tries++
			}
		}
		for range tries {
			one.Untake()
		}
		if item := 50000 + uint64(r.IntN(5)); r.IntN(2) == 0 && one.Give(item) != other.Give(item) {
			t.Fatalf("%d can be given to one only", item)
		}
		got, ok := one.Take()
		if want, is := other.Take(); got != want || ok != is || one.Left() != other.Left() {
			t.Fatalf("took %d, not %d; %d are left, not %d", got, want, one.Left(), other.Left())
		}
	}
}

// TestEntriesThatComeAreFound inserts and removes among packets that declared the
// same keys: at any time they read what is there.
func TestEntriesThatComeAreFound(t *testing.T) {
	objects := []middlebox.Object{{Name: "m", Kind: middlebox.Map, Words: 1, Capacity: 50}, {Name: "set", Kind: middlebox.Set, Capacity: 50}}
	s, b := fresh(t, objects)
	r := rand.New(rand.NewPCG(8, 8))
	for range 500 {
		b.Begin(middlebox.MaxBatch, 0)
		for i := range b.N {
			if r.IntN(4) > 0 {
				b.Key(0, i, keyFrom(r, 20))
				b.Key(1, i, keyFrom(r, 20))
			}
		}
		s.Lookup(b)
		for range 40 {
			object, k := r.IntN(2), keyFrom(r, 20)
			if r.IntN(2) == 0 {
				b.Remove(object, 0, k)
			} else if !b.Insert(object, 0, k, []uint64{r.Uint64()}[object:]) {
				t.Fatal("there was no room")
			}
			for i := range b.N {
				var want []uint64
				if b.IsDeclared(object, i) {
					want = s.Table(object).Peek(b.KeyOf(object, i))
				}
				if got := b.Read(object, i); (got == nil) != (want == nil) || !slices.Equal(got, want) {
					t.Fatalf("packet %d of object %d: %v, not %v", i, object, got, want)
				}
			}
		}
	}
}

// TestUndeclaredCountsAreDeclaredOnes counts the same both ways.
func TestUndeclaredCountsAreDeclaredOnes(t *testing.T) {
	objects := []middlebox.Object{
		{Name: "c", Kind: middlebox.Counters, Words: 1, Capacity: 50},
		{Name: "s", Kind: middlebox.Sketch, Words: 1, Rows: 3, Capacity: 40},
	}
	s, b := fresh(t, objects)
	r := rand.New(rand.NewPCG(9, 9))
	twin := map[middlebox.Key]uint64{}
	for range 3000 {
		k, by := keyFrom(r, 50), uint64(r.IntN(9))-4
		b.Begin(1, 0)
		b.Key(0, 0, k)
		b.Key(1, 0, k)
		s.Lookup(b)
		estimate := b.Estimate(1, 0)
		twin[k] += by
		if r.IntN(2) == 0 {
			b.Count(1, 0, by+4)
			if got, ok := b.Add(0, 0, by); !ok || got != twin[k] {
				t.Fatalf("%d, %v, not %d", got, ok, twin[k])
			}
			continue
		}
		if got, ok := b.AddKey(0, 0, k, by); !ok || got != twin[k] {
			t.Fatalf("%d, %v, not %d", got, ok, twin[k])
		}
		if got, ok := b.AddKey(1, 0, k, by+4); !ok || got != b.Estimate(1, 0) || got < estimate+by+4 {
			t.Fatalf("%d, %v, after %d and %d more", got, ok, estimate, by+4)
		}
	}
	b.Begin(1, 0)
	for k := range uint64(1000) {
		if _, ok := b.AddKey(0, 0, middlebox.Key{High: k, Low: 1}, 1); !ok {
			return
		}
	}
	t.Error("there was room for 1000 counters more in an object for 50")
}

// TestSketchesNeverCountTooLittle compares with exact counts.
func TestSketchesNeverCountTooLittle(t *testing.T) {
	objects := []middlebox.Object{{Name: "s", Kind: middlebox.Sketch, Words: 1, Rows: 4, Capacity: 2048}}
	s, b := fresh(t, objects)
	r := rand.New(rand.NewPCG(6, 6))
	exact := map[middlebox.Key]uint64{}
	total := uint64(0)
	for range 2000 {
		b.Begin(middlebox.MaxBatch, 0)
		for i := range b.N {
			b.Key(0, i, keyFrom(r, 1+r.IntN(5000)))
		}
		s.Lookup(b)
		for i := range b.N {
			b.Count(0, i, 3)
			exact[b.KeyOf(0, i)] += 3
			total += 3
			if got, least := b.Estimate(0, i), exact[b.KeyOf(0, i)]; got < least {
				t.Fatalf("%d, less than %d", got, least)
			}
		}
	}
	// Cormode and Muthukrishnan 2005: too much by more than e/width of all in one
	// of e^rows.
	wrong, bound := 0, 2.72/2048*float64(total)
	for k, count := range exact {
		b.Begin(1, 0)
		b.Key(0, 0, k)
		s.Lookup(b)
		if float64(b.Estimate(0, 0)-count) > bound {
			wrong++
		}
	}
	if float64(wrong) > 2*float64(len(exact))/54 {
		t.Errorf("%d of %d estimates are too large by more than %.0f", wrong, len(exact), bound)
	}
}
