package nf

import (
	"qanat/middlebox"
	"qanat/replication/transaction"
)

// Stage is a middlebox as one of its threads sees it.
type Stage interface {
	// Packets is the batch that Run processes.
	Packets() *middlebox.Batch
	// Run processes the first n packets of Packets at a time in nanoseconds.
	Run(n int, now int64)
}

// New returns the threads of a middlebox, which share its state; seed is that of
// its hashes.
func New(box middlebox.Middlebox, threads int, seed uint64) ([]Stage, error) {
	if threads == 1 {
		t, err := NewSingle(box, seed)
		return []Stage{t}, err
	}
	all, err := transaction.New(box, transaction.Options{Threads: threads, Seed: seed})
	stages := make([]Stage, len(all))
	for k, t := range all {
		stages[k] = t
	}
	return stages, err
}
