package port

// Batch is how many frames are worth moving at a time: enough to spread the cost
// of a system call, few enough to stay in the first-level cache.
const Batch = 32

// Port receives and sends frames in batches. One goroutine may receive while
// another sends; two may not do the same at a time.
type Port interface {
	// Receive hands over frames that have arrived, at most len(frames), the
	// earliest first, and returns how many. It does not wait; 0 means that
	// nothing was there. After an error the port is of no more use, but for
	// closing; io.EOF says that nothing will come any more.
	Receive(frames []Frame) (n int, err error)
	// Send takes all frames over and sends them in their order. It returns how
	// many were accepted; the others, for which there was no room or which are
	// too large, are dropped and counted, like a network card's. What the slice
	// holds afterwards means nothing.
	Send(frames []Frame) (n int, err error)
	// Counts says what became of frames so far. Any goroutine may ask.
	Counts() Counts
	// Close ends the port. Nobody may be receiving or sending on it any more.
	// Frames on their way in it are lost, and their memory is the pool's again.
	Close() error
}

// Counts is what became of a port's frames since it was opened.
type Counts struct {
	Received uint64 `json:"received"` // handed over by Receive
	Sent     uint64 `json:"sent"`     // accepted by Send
	Refused  uint64 `json:"refused"`  // not accepted by Send, for lack of room
	Missed   uint64 `json:"missed"`   // dropped before Receive, which came too late
	Invalid  uint64 `json:"invalid"`  // larger than a frame of the pool or than the interface carries, or cut short
}

// Plus adds two ports' counts up.
func (c Counts) Plus(d Counts) Counts {
	return Counts{
		Received: c.Received + d.Received, Sent: c.Sent + d.Sent, Refused: c.Refused + d.Refused,
		Missed: c.Missed + d.Missed, Invalid: c.Invalid + d.Invalid,
	}
}
