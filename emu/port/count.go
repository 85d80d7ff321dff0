package port

import "sync/atomic"

// counters are a port's counts. Who receives and who sends write to lines of
// memory of their own.
type counters struct {
	_                     [64]byte
	received, missed, cut atomic.Uint64 // by Receive
	_                     [64]byte
	sent, refused, large  atomic.Uint64 // by Send
	_                     [64]byte
}

// gave counts what Send did with its frames, and returns how many were accepted.
func (c *counters) gave(sent, refused, large int) int {
	add(&c.sent, sent)
	add(&c.refused, refused)
	add(&c.large, large)
	return sent
}

func add(to *atomic.Uint64, n int) {
	if n > 0 {
		to.Add(uint64(n))
	}
}

// Counts is what was counted so far.
func (c *counters) Counts() Counts {
	return Counts{
		Received: c.received.Load(), Sent: c.sent.Load(), Refused: c.refused.Load(),
		Missed: c.missed.Load(), Invalid: c.cut.Load() + c.large.Load(),
	}
}
