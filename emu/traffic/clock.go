package traffic

// Clock is the time that senders and receivers go by, in ns. All that meet must
// share it.
type Clock interface {
	Now() int64
	// Until waits until about a time, and may return before.
	Until(at int64)
}
