package transaction

import "qanat/middlebox"

// expire looks at entries that are due, each in a transaction.
func (t *Thread) expire(now int64) {
	for o, end := range t.ends {
		if end == nil {
			continue
		}
		table := t.state.Table(o)
		for _, slot := range table.Due(now, &t.due) {
			t.transact(func() bool {
				if !t.take(&t.locks.of[o][table.SegmentOf(slot)]) {
					return false
				}
				table.Judge(slot, now, func(k middlebox.Key, value []uint64) bool { return end(k, value) && !t.aborted })
				if t.aborted {
					// The wheel comes to it again, so this is not repeated.
					t.undo()
					t.aborted = false
				}
				return true
			})
		}
	}
}
