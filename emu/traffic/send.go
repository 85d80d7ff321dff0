package traffic

import (
	"context"
	"fmt"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"qanat/emu/port"
)

// Source is what a Sender sends: a Generator or a Replay.
type Source interface {
	// Due is when the next packet should be sent, in ns after the start; false if
	// there is none.
	Due() (at int64, more bool)
	// Build writes the next packet into an empty frame, sent at a time of the clock,
	// in ns, and so much after it was due; false if the frame has no room.
	Build(f *port.Frame, sent, late int64) bool
	// Skip leaves a packet out, as if it were lost.
	Skip()
	// Made is how many packets there were, those left out included, and their bytes.
	Made() (packets, bytes uint64)
	// Asked is what the packets' stamps call their stream, and the rate asked for in
	// packets/s, 0 if it is not known before.
	Asked() (stream uint8, packetsPerSecond float64)
}

// Sender sends the packets of a source through a port, on time.
type Sender struct {
	Source Source
	Port   port.Port
	Pool   *port.Pool
	Clock  Clock
	// Tell is called now and then, at most every tenth of a second, with how many
	// packets there were and the time since the start. It may be nil.
	Tell func(packets uint64, passed time.Duration)
}

// Sent is what a sender did.
type Sent struct {
	Stream      uint8   `json:"stream"`
	Packets     uint64  `json:"packets"` // that were due, and so numbered
	Bytes       uint64  `json:"bytes"`
	Unsent      uint64  `json:"unsent"`  // of these packets, those for which no frame was free
	Refused     uint64  `json:"refused"` // and those for which the port had no room
	Seconds     float64 `json:"seconds"` // from the start to the last
	PPS         float64 `json:"packets_per_second"`
	AskedPPS    float64 `json:"asked_packets_per_second"` // 0: as recorded
	Lateness    Delays  `json:"lateness"`                 // from the intended to the actual time
	TooLate     uint64  `json:"too_late"`                 // sent more than LateBound after the intended time
	Behind      float64 `json:"behind_s"`                 // how late the last packet was
	Interrupted bool    `json:"interrupted"`              // ended before its time
}

// sending is the state of one run.
type sending struct {
	*Sender
	began    int64
	lateness *hdr.Histogram
	sent     Sent
	last     int64 // when the last packet was sent
	told     int64
	frames   [port.Batch]port.Frame
}

// Run sends until the source has no more packets or ctx ends; the latter is no
// error, but noted. Packets that are due at the same time, or while the sender was
// late, leave in one batch, and bear the time at which the batch was begun.
func (s *Sender) Run(ctx context.Context) (Sent, error) {
	r := &sending{Sender: s, lateness: newHistogram(), began: s.Clock.Now() + int64(time.Millisecond)}
	r.last, r.told = r.began, r.began
	var err error
	for err == nil {
		due, more := s.Source.Due()
		if !more {
			break
		}
		if ctx.Err() != nil {
			r.sent.Interrupted = true
			break
		}
		now := s.Clock.Now()
		for now < r.began+due {
			s.Clock.Until(min(r.began+due, now+int64(longestNap)))
			if now = s.Clock.Now(); ctx.Err() != nil {
				break
			}
		}
		if now >= r.began+due {
			err = r.batch(now)
		}
	}
	return r.result(), err
}

// longestNap is how long a sender waits at most before it looks whether it should
// end.
const longestNap = 100 * time.Millisecond

// batch sends what is due, at most a batch.
func (r *sending) batch(now int64) error {
	from := r.Source
	free := r.Pool.Get(r.frames[:])
	n := 0
	for n < port.Batch {
		due, more := from.Due()
		late := now - r.began - due
		if !more || late < 0 {
			break
		}
		if n == free {
			if n > 0 {
				break // those that were free go first
			}
			from.Skip()
			r.sent.Unsent++
			continue
		}
		if !from.Build(&r.frames[n], now, late) {
			port.Put(r.frames[:free])
			return fmt.Errorf("packets of up to %d bytes do not fit the port's frames: send smaller ones", MaxBytes)
		}
		record(r.lateness, late)
		if late > int64(LateBound) {
			r.sent.TooLate++
		}
		r.sent.Behind = float64(late) / 1e9
		n++
	}
	port.Put(r.frames[n:free])
	accepted, err := r.Port.Send(r.frames[:n])
	r.sent.Refused += uint64(n - accepted)
	r.last = now
	if r.Tell != nil && now-r.told >= int64(tellEvery) {
		r.told = now
		packets, _ := from.Made()
		r.Tell(packets, time.Duration(now-r.began))
	}
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// tellEvery is how often progress is told.
const tellEvery = 100 * time.Millisecond

func (r *sending) result() Sent {
	s := &r.sent
	s.Stream, s.AskedPPS = r.Source.Asked()
	s.Packets, s.Bytes = r.Source.Made()
	s.Seconds = float64(r.last-r.began) / 1e9
	if s.Seconds > 0 && s.Packets > 1 {
		s.PPS = float64(s.Packets-1) / s.Seconds
	}
	s.Lateness = delays(r.lateness)
	return *s
}

// End sends the mark that a stream has ended, several times for the case that some
// are lost, so that a sink elsewhere knows how many packets of the
// generator there were.
func (s *Sender) End(g *Generator) error {
	for range endMarks {
		var frame [1]port.Frame
		if s.Pool.Get(frame[:]) == 0 {
			return fmt.Errorf("end of the stream: no frame is free")
		}
		if !g.End(&frame[0], s.Clock.Now()) {
			port.Put(frame[:])
			return fmt.Errorf("end of the stream: its mark does not fit the port's frames")
		}
		if _, err := s.Port.Send(frame[:]); err != nil {
			return fmt.Errorf("end of the stream: %w", err)
		}
	}
	return nil
}

// endMarks is how many marks end a stream.
const endMarks = 3
