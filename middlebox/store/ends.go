package store

import "qanat/middlebox"

// ExpiryPerBatch is how many slots of each table are judged after a batch: twice as
// many as a batch can add, so that the wheel does not fall behind.
const ExpiryPerBatch = 2 * 2 * middlebox.MaxBatch

// End decides on an idle entry: false if it stays.
type End func(k middlebox.Key, value []uint64) bool

// Ends returns, per object of a batch, what decides on its idle entries; nil for
// those that do not expire. A middlebox that is no Expirer keeps none.
func Ends(b *middlebox.Batch, box middlebox.Middlebox) []End {
	list := make([]End, len(b.Columns))
	expirer, asks := box.(middlebox.Expirer)
	for o := range b.Columns {
		if b.Columns[o].Object.Idle == 0 {
			continue
		}
		list[o] = func(k middlebox.Key, value []uint64) bool {
			return !asks || expirer.Expire(b, 0, o, k, value)
		}
	}
	return list
}
