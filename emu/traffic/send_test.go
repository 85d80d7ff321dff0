package traffic

import (
	"context"
	"testing"
	"time"

	"qanat/emu/port"
)

// virtual is a clock that moves when it is waited for, and a little whenever it is
// read, as long as reading takes.
type virtual struct {
	now  int64
	read int64 // ns per reading
	oversleep,
	stalls int64 // how much later than asked waits end; how long the stall is
	stallAt int64
}

func (v *virtual) Now() int64 {
	v.now += v.read
	if v.stallAt > 0 && v.now >= v.stallAt {
		v.now, v.stallAt = v.now+v.stalls, 0
	}
	return v.now
}

func (v *virtual) Until(at int64) { v.now = max(v.now, at+v.oversleep) }

// wire is a port that hands each frame sent to a sink, after a delay, but for
// those that it loses.
type wire struct {
	t      *testing.T
	sink   *Sink
	clock  *virtual
	delay  int64
	lose   func(k int) bool
	k      int
	counts port.Counts
	refuse int // of the frames to come
}

func (w *wire) Receive([]port.Frame) (int, error) { return 0, nil }
func (w *wire) Counts() port.Counts               { return w.counts }
func (w *wire) Close() error                      { return nil }

func (w *wire) Send(frames []port.Frame) (int, error) {
	accepted := max(len(frames)-w.refuse, 0)
	w.refuse -= len(frames) - accepted
	for k := range frames[:accepted] {
		if w.lose == nil || !w.lose(w.k) {
			w.sink.Take(frames[k:k+1], w.clock.now+w.delay)
		}
		w.k++
	}
	port.Put(frames)
	return accepted, nil
}

// play sends a spec over a wire and returns what both sides say.
func play(t *testing.T, ctx context.Context, s Spec, c *virtual, w *wire) Run {
	t.Helper()
	g, err := NewGenerator(s, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	w.t, w.clock, w.sink = t, c, NewSink(SinkOptions{Interval: 100 * time.Millisecond, PerFlow: true})
	pool := newPool(t)
	sender := Sender{Source: g, Port: w, Pool: pool, Clock: c}
	sent, err := sender.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if pool.Free() != pool.Frames() {
		t.Errorf("%d of %d frames are in the pool", pool.Free(), pool.Frames())
	}
	received := w.sink.Report(sent)
	r := Run{Sent: &sent, Received: &received}
	r.Judge()
	return r
}

func onTime() *virtual { return &virtual{now: 1e15, read: 50} }

func near(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if got < want*(1-share) || got > want*(1+share) {
		t.Errorf("%s is %g, not about %g", what, got, want)
	}
}

func TestWhatIsSentArrives(t *testing.T) {
	for name, s := range variants() {
		t.Run(name, func(t *testing.T) {
			s.Packets = 20_000
			r := play(t, t.Context(), s, onTime(), &wire{delay: 50_000})
			st := r.Received.Streams[0]
			if !r.Verdict.Valid || st.Arrived != 20_000 || st.Lost+st.Doubled+st.Reordered+r.Received.Foreign > 0 || st.Bytes != r.Sent.Bytes {
				t.Errorf("%+v, %+v", r.Verdict, st)
			}
			near(t, "the rate sent", r.Sent.PPS, s.MeanRate(), 0.02)
			near(t, "the median delay", st.Actual.P50, 50, 0.01)
			packets := uint64(0)
			for _, f := range st.FlowList {
				packets += f.Packets
			}
			if packets != st.Arrived || st.Flows < s.Flows/2 {
				t.Errorf("%d packets in %d flows", packets, st.Flows)
			}
		})
	}
}

// TestLossIsCounted wherever it happens, at the end too.
func TestLossIsCounted(t *testing.T) {
	s := example()
	r := play(t, t.Context(), s, onTime(), &wire{lose: func(k int) bool { return k%10 == 3 || k >= 990 }})
	if st := r.Received.Streams[0]; st.Lost != 109 || st.Sent != 1000 || !r.Verdict.Valid { // 990 to 999 hold one of the 100
		t.Errorf("%+v, %+v", st, r.Verdict)
	}
	r = play(t, t.Context(), s, onTime(), &wire{refuse: 40})
	if st := r.Received.Streams[0]; r.Sent.Refused != 40 || st.Lost != r.Sent.Refused || !r.Verdict.Valid || len(r.Verdict.Notes) == 0 {
		t.Errorf("sent %+v; %+v, %+v", r.Sent, st, r.Verdict)
	}
}

// TestDelaysCountFromTheIntendedTime: a sender that stalls must not hide it
// (coordinated omission).
func TestDelaysCountFromTheIntendedTime(t *testing.T) {
	s := example()
	s.Packets, s.PacketsPerSecond = 100_000, 100_000 // 1 s
	c := onTime()
	c.stallAt, c.stalls = c.now+5e8, 2e8 // a fifth of a second
	r := play(t, t.Context(), s, c, &wire{delay: 20_000})
	st := r.Received.Streams[0]
	near(t, "the delay from the actual time, 99%,", st.Actual.P99, 20, 0.01)
	near(t, "the delay from the intended time, 90%,", st.Delay.P90, 100_000, 0.02) // 20% of packets wait up to 200 ms
	near(t, "the largest one", st.Delay.Max, 200_000, 0.02)
	near(t, "how many left late", float64(r.Sent.TooLate), 19_900, 0.01)
	if r.Verdict.Valid {
		t.Error("a run with a fifth of its packets late is valid")
	}
}

func TestSenderThatIsTooSlowIsRejected(t *testing.T) {
	c := onTime()
	c.read = 200_000 // each look at the clock takes as long as 200 packets
	r := play(t, t.Context(), example(), c, &wire{})
	if r.Verdict.Valid || r.Sent.Packets != 1000 {
		t.Errorf("%+v of %+v", r.Verdict, r.Sent)
	}
	c = onTime()
	c.oversleep = 50_000 // late, but within bounds
	s := example()
	s.PacketsPerSecond = 1000
	if r = play(t, t.Context(), s, c, &wire{}); !r.Verdict.Valid {
		t.Errorf("%+v of %+v", r.Verdict, r.Sent)
	}
	near(t, "lateness", r.Sent.Lateness.P50, 50, 0.01)
}

func TestInterruptedSenderSaysWhatItDid(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := example()
	s.Packets = 100_000
	r := play(t, ctx, s, onTime(), &wire{lose: func(k int) bool {
		if k == 5000 {
			cancel()
		}
		return false
	}})
	if !r.Sent.Interrupted || r.Sent.Packets < 5000 || r.Sent.Packets > 5100 || r.Received.Streams[0].Lost != 0 {
		t.Errorf("%+v", r.Sent)
	}
}
