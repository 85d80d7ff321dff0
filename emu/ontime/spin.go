package ontime

import "time"

// The bounds of Spin's window.
const (
	shortest = 130 * time.Microsecond
	longest  = 2 * time.Millisecond
)

// Spin is how long before a time a thread stops sleeping and waits actively: about
// as long as it has lately been woken up late, which is some 30 us on a machine of
// its own and a millisecond in an emulated one. The zero value is ready.
type Spin struct{ window float64 } // ns

// Window returns the time.
func (s *Spin) Window() time.Duration {
	return min(longest, max(shortest, time.Duration(s.window)))
}

// Woke tells how late the thread was woken up. The window rises and falls by steps
// that do not depend on how much, so that one wake-up which is very late changes
// little: in the long run one in a hundred is later than the window.
func (s *Spin) Woke(late time.Duration) {
	const rise, fall = 0.02, 0.0002
	s.window = float64(s.Window())
	if late > time.Duration(s.window) {
		s.window *= 1 + rise
	} else {
		s.window *= 1 - fall
	}
}
