package nf

import (
	"qanat/middlebox"
	"qanat/replication/transaction"
)

// New returns the threads of a middlebox, which share its state; seed is that of
// its hashes.
func New(box middlebox.Middlebox, threads int, seed uint64) ([]middlebox.Stage, error) {
	if threads == 1 {
		t, err := NewSingle(box, seed)
		if err != nil {
			return nil, err
		}
		return []middlebox.Stage{t}, nil
	}
	all, err := transaction.New(box, transaction.Options{Threads: threads, Seed: seed})
	stages := make([]middlebox.Stage, len(all))
	for k, t := range all {
		stages[k] = t
	}
	return stages, err
}
