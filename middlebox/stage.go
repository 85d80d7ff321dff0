package middlebox

// Stage is a middlebox under some framework, as one of its threads sees it.
type Stage interface {
	// Packets is the batch that Run processes: packets lie in its first places,
	// with the sides they came from.
	Packets() *Batch
	// Run processes the first n packets of Packets at a time in nanoseconds.
	Run(n int, now int64)
}
