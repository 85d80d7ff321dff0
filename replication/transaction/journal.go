package transaction

import "qanat/middlebox"

// act is what a packet did to state.
type act uint8

const (
	changed  act = iota // a value
	inserted            // an entry that was not there
	removed             // an entry
	taken               // an item
	given               // the same, to be put back at the end
	counted             // in a filter or a sketch, by what the packet declared
)

// entry is one act, with what undoes it.
type entry struct {
	act    act
	object int
	key    middlebox.Key
	item   uint64
	value  []uint64 // where it lies
	from   int      // of the words before, in journal.words
	size   int
}

// journal has a packet's acts in their order.
type journal struct {
	entries []entry
	words   []uint64
}

func (j *journal) clear() { j.entries, j.words = j.entries[:0], j.words[:0] }

// before notes an act, and the words that a value had before it.
func (j *journal) before(e entry, value []uint64) {
	e.value, e.from, e.size = value, len(j.words), len(value)
	j.words = append(j.words, value...)
	j.entries = append(j.entries, e)
}

// undo takes back what the packet did, the last first.
func (t *Thread) undo() {
	for k := len(t.journal.entries) - 1; k >= 0; k-- {
		e := &t.journal.entries[k]
		old := t.journal.words[e.from : e.from+e.size]
		switch e.act {
		case changed:
			// An entry may have come back to another place.
			if table := t.state.Table(e.object); table != nil {
				e.value = table.Peek(e.key)
			}
			copy(e.value, old)
		case inserted:
			t.state.Table(e.object).Remove(e.key)
		case removed:
			t.state.Table(e.object).Insert(e.key, old, t.batch.Now)
		case taken:
			t.state.Pool(e.object).Untake()
		case counted:
			t.state.Count(e.object, e.key, -e.item)
		}
	}
	t.journal.clear()
}

// finish does what waited for the packet's end.
func (t *Thread) finish() {
	for k := range t.journal.entries {
		if e := &t.journal.entries[k]; e.act == given {
			t.state.Pool(e.object).Give(e.item)
		}
	}
	t.journal.clear()
}
