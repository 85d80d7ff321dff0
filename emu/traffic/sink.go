package traffic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"qanat/emu/port"
)

// Sink measures what arrives: the packets of any senders, found by their stamps,
// whatever was done to their headers. The zero value is not ready: see NewSink.
type Sink struct {
	options   SinkOptions
	streams   [MaxStream + 1]*stream
	last      *stream // of the last packet, which mostly is that of the next
	lastID    uint8
	first     int64 // arrival of the first packet
	intervals []Interval
	ends      int64 // of the interval at hand
	latest    int64 // arrival of the last packet
	foreign   uint64
	ahead     uint64 // packets that seem to have arrived before they were sent

	watched, away, longest int64 // time in Receive, of it in gaps longer than LateBound, the longest gap
}

// SinkOptions say what is measured besides.
type SinkOptions struct {
	Interval time.Duration // of throughput; 1 s if 0
	PerFlow  bool          // packets and order of each flow
	// Rest, if any, is called where nothing came, instead of looking again at once:
	// others get the processor, and delays are longer.
	Rest func()
}

// stream is what is known of one.
type stream struct {
	order
	bytes    uint64
	actual   *hdr.Histogram // delays from when packets were sent
	intended *hdr.Histogram // and from when they should have been
	flows    map[uint32]*flowSeen
	ended    bool
	total    uint64 // packets that were sent, once it has ended
	begin    int64
	end      int64 // arrival of the first and the last packet
}

// flowSeen is what is known of a flow: the stream's numbers grow in each flow too.
type flowSeen struct {
	packets, reordered uint64
	highest            uint32
}

// mostIntervals bounds the list of intervals; the last one takes what comes later.
const mostIntervals = 100_000

// NewSink returns an empty sink.
func NewSink(o SinkOptions) *Sink {
	if o.Interval <= 0 {
		o.Interval = time.Second
	}
	return &Sink{options: o, lastID: 0xff}
}

// Take measures frames that arrived at a time of the clock. They stay the
// caller's.
func (s *Sink) Take(frames []port.Frame, now int64) {
	for k := range frames {
		var mark stamp
		data := frames[k].Data
		if !mark.read(payloadOf(data)) {
			s.foreign++
			continue
		}
		if mark.stream != s.lastID {
			s.last, s.lastID = s.stream(mark.stream), mark.stream
		}
		if mark.stream&endBit != 0 {
			s.last.finish(mark.sequence)
			continue
		}
		s.packet(s.last, &mark, len(data), now)
	}
}

// stream returns the state of a stream, which begins with its first packet.
func (s *Sink) stream(id uint8) *stream {
	at := &s.streams[id&^endBit]
	if *at == nil {
		*at = &stream{order: *newOrder(), actual: newHistogram(), intended: newHistogram()}
		if s.options.PerFlow {
			(*at).flows = map[uint32]*flowSeen{}
		}
	}
	return *at
}

// finish notes that a stream has ended, after a number of packets.
func (st *stream) finish(low uint32) {
	st.ended = true
	st.total = st.next + uint64(int64(int32(low-uint32(st.next))))
}

func (s *Sink) packet(st *stream, mark *stamp, bytes int, now int64) {
	s.latest = now
	fresh, _ := st.take(mark.sequence)
	if !fresh {
		return
	}
	delay := since(now, mark.sent)
	if delay < 0 {
		s.ahead++
	}
	record(st.actual, delay)
	record(st.intended, delay+mark.late)
	st.bytes += uint64(bytes)
	if st.arrived == 1 {
		st.begin = now
	}
	st.end = now
	if now >= s.ends {
		s.nextInterval(now)
	}
	i := &s.intervals[len(s.intervals)-1]
	i.Packets++
	i.Bytes += uint64(bytes)
	if st.flows != nil {
		st.flow(mark)
	}
}

func (st *stream) flow(mark *stamp) {
	f := st.flows[mark.flow]
	if f == nil {
		f = &flowSeen{highest: mark.sequence}
		st.flows[mark.flow] = f
	}
	f.packets++
	if int32(mark.sequence-f.highest) < 0 {
		f.reordered++
	} else {
		f.highest = mark.sequence
	}
}

// nextInterval goes to the interval of a time.
func (s *Sink) nextInterval(now int64) {
	every := int64(s.options.Interval)
	if len(s.intervals) == 0 {
		s.first, s.ends = now, now
	}
	for now >= s.ends && len(s.intervals) < mostIntervals {
		s.intervals = append(s.intervals, Interval{Begin: float64(s.ends-s.first) / 1e9})
		s.ends += every
	}
	if now >= s.ends {
		s.ends = 1<<63 - 1
	}
}

// Ended tells whether marks have ended all streams that began, and there are any.
func (s *Sink) Ended() bool {
	any := false
	for _, st := range s.streams {
		if st != nil && !st.ended {
			return false
		}
		any = any || st != nil
	}
	return any
}

// Arrived is how many different packets there were.
func (s *Sink) Arrived() (n uint64) {
	for _, st := range s.streams {
		if st != nil {
			n += st.arrived
		}
	}
	return n
}

// Receive takes frames from a port until done says so, ctx ends or nothing can
// come any more. done is asked after each batch, empty ones included.
func (s *Sink) Receive(ctx context.Context, p port.Port, c Clock, done func(now int64) bool) error {
	var frames [port.Batch]port.Frame
	var idle port.Idle
	last := c.Now()
	for ctx.Err() == nil {
		n, err := p.Receive(frames[:])
		now := c.Now()
		s.looked(now - last)
		last = now
		s.Take(frames[:n], now)
		port.Put(frames[:n])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		if done(now) {
			return nil
		}
		switch {
		case n == 0 && s.options.Rest != nil:
			s.options.Rest()
		default:
			idle.Found(n)
		}
	}
	return nil
}

// looked notes how long nobody looked at the port: packets that came meanwhile
// seem later than they were.
func (s *Sink) looked(gap int64) {
	s.watched += gap
	if gap > int64(LateBound) {
		s.away += gap
		s.longest = max(s.longest, gap)
	}
}

// Quiet is how long no packet with a stamp has come, at a time.
func (s *Sink) Quiet(now int64) time.Duration { return time.Duration(now - s.latest) }
