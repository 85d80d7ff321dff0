package transaction

import "qanat/middlebox"

// expirers returns, per object that expires, what decides on an idle entry.
func (t *Thread) expirers() []func(middlebox.Key, []uint64) bool {
	list := make([]func(middlebox.Key, []uint64) bool, len(t.batch.Columns))
	expirer, asks := t.box.(middlebox.Expirer)
	for o := range t.batch.Columns {
		if t.batch.Columns[o].Object.Idle == 0 {
			continue
		}
		list[o] = func(k middlebox.Key, value []uint64) bool {
			return (!asks || expirer.Expire(t.batch, 0, o, k, value)) && !t.aborted
		}
	}
	return list
}

// expire looks at entries that are due, each in a transaction.
func (t *Thread) expire(now int64) {
	for o, end := range t.ends {
		if end == nil {
			continue
		}
		table := t.state.Table(o)
		for range expiryPerBatch {
			slot, due := table.Due(now)
			if !due {
				break
			}
			t.transact(func() bool {
				if !t.take(&t.locks.of[o][table.SegmentOf(slot)]) {
					return false
				}
				if table.Judge(slot, now, end); t.aborted {
					// The wheel comes to it again, so this is not repeated.
					t.undo()
					t.aborted = false
				}
				return true
			})
		}
	}
}
