package traffic

import (
	"errors"
	"fmt"
	"io"
	"time"

	"qanat/emu/port"
)

// Recording is captured traffic, such as a port.Capture. Next reads the next frame
// into an empty one and says when it was captured, until io.EOF; port.ErrCut says
// that it is not whole.
type Recording interface {
	Next(f *port.Frame) (at time.Time, err error)
}

// Pace says when the packets of a recording are sent.
type Pace struct {
	// Speed is how many times faster than recorded; 1 is the recorded pace.
	Speed float64
	// PacketsPerSecond or BitsPerSecond, if not 0, is a constant rate instead.
	PacketsPerSecond float64
	BitsPerSecond    float64
	// Duration and Packets bound what is sent, 0 by the recording only.
	Duration time.Duration
	Packets  uint64
}

func (p *Pace) check() error {
	given := 0
	for _, v := range []float64{p.Speed, p.PacketsPerSecond, p.BitsPerSecond} {
		if v != 0 {
			given++
		}
		if !(v >= 0) {
			return fmt.Errorf("a pace of %g: must be more than 0", v)
		}
	}
	if given != 1 {
		return errors.New("give either a speed or a rate, more than 0")
	}
	return nil
}

// Replay is a Source of recorded packets. They are sent as they are: they bear no
// stamps, so that a sink counts them as foreign.
type Replay struct {
	from    Recording
	pace    Pace
	ahead   port.Frame // the next one
	at      float64    // when it is due, ns after the start
	begin   time.Time  // when the first one was captured
	done    bool
	err     error
	packets uint64
	bytes   uint64
	cut     uint64
}

// NewReplay reads the first packet.
func NewReplay(from Recording, pace Pace) (*Replay, error) {
	if err := pace.check(); err != nil {
		return nil, err
	}
	r := &Replay{from: from, pace: pace, ahead: port.Frame{Data: make([]byte, 0, longestRecorded)}}
	r.read()
	switch {
	case r.err != nil:
		return nil, r.err
	case r.done:
		return nil, errors.New("the recording has no whole packet: choose another one")
	}
	return r, nil
}

// longestRecorded is the size of the largest packets that are replayed.
const longestRecorded = 4096

// Err is what ended the recording, nil if it was its end.
func (r *Replay) Err() error { return r.err }

// Cut is how many packets were left out, since they were not recorded whole.
func (r *Replay) Cut() uint64 { return r.cut }

// read reads the next packet that is whole and decides when it is due: never
// before the one that stands before it in the recording.
func (r *Replay) read() {
	gap := 0.0
	switch {
	case r.packets == 0:
	case r.pace.PacketsPerSecond > 0:
		gap = 1e9 / r.pace.PacketsPerSecond
	case r.pace.BitsPerSecond > 0:
		gap = 8e9 * float64(len(r.ahead.Data)) / r.pace.BitsPerSecond
	}
	r.at += gap
	for {
		r.ahead.Data = r.ahead.Data[:0]
		captured, err := r.from.Next(&r.ahead)
		switch {
		case errors.Is(err, port.ErrCut):
			r.cut++
			continue
		case errors.Is(err, io.EOF):
			r.done = true
		case err != nil:
			r.done, r.err = true, fmt.Errorf("recording: %w", err)
		}
		if r.begin.IsZero() {
			r.begin = captured
		}
		if r.pace.Speed > 0 && !r.done {
			r.at = max(r.at, float64(captured.Sub(r.begin))/r.pace.Speed)
		}
		return
	}
}

// Due implements Source.
func (r *Replay) Due() (at int64, more bool) {
	over := r.pace.Packets > 0 && r.packets >= r.pace.Packets || r.pace.Duration > 0 && r.at >= float64(r.pace.Duration)
	return int64(r.at), !r.done && !over
}

// Build implements Source.
func (r *Replay) Build(f *port.Frame, _, _ int64) bool {
	if !r.ahead.CopyTo(f) {
		return false
	}
	r.Skip()
	return true
}

// Skip implements Source.
func (r *Replay) Skip() {
	r.packets++
	r.bytes += uint64(len(r.ahead.Data))
	r.read()
}

// Made implements Source.
func (r *Replay) Made() (packets, bytes uint64) { return r.packets, r.bytes }

// Asked implements Source.
func (r *Replay) Asked() (stream uint8, packetsPerSecond float64) { return 0, r.pace.PacketsPerSecond }
