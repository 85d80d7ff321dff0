package traffic

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"qanat/emu/port"
)

// pair returns a pool and two ports that face each other.
func pair(t *testing.T) (*port.Pool, port.Port, port.Port) {
	t.Helper()
	pool, err := port.NewPool(port.DefaultShape)
	if err != nil {
		t.Fatal(err)
	}
	a, b, err := port.Pair(pool, 8192) // room for all, however late the sink is
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Close()
		b.Close()
		if pool.Free() != pool.Frames() {
			t.Errorf("%d of %d frames are in the pool", pool.Free(), pool.Frames())
		}
		pool.Close()
	})
	return pool, a, b
}

func TestRunsInRealTime(t *testing.T) {
	pool, a, b := pair(t)
	between := Between{Out: a, In: b, Pool: pool, Wait: time.Millisecond}
	for stream := range uint8(3) {
		s := example()
		s.Packets, s.Stream = 5000, stream
		g, err := NewGenerator(s, Seeded(1))
		if err != nil {
			t.Fatal(err)
		}
		r, err := between.Run(t.Context(), g, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Received.Streams) != 1 || r.Received.Streams[0].Stream != int(stream) {
			t.Fatalf("run %d: %+v", stream, r.Received.Streams)
		}
		if st := r.Received.Streams[0]; st.Arrived != 5000 || st.Lost+st.Reordered+st.Doubled > 0 || !st.Ended || r.Received.Ahead > 0 {
			t.Errorf("run %d: %+v", stream, st)
		}
		var text bytes.Buffer
		if err := r.Write(&text); err != nil || !strings.Contains(text.String(), "lost      0 of 5000 (0%)") {
			t.Errorf("%v, %s", err, &text)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
	}
}

// TestMarksEndASink: one that knows nothing of the sender learns how many packets
// there were.
func TestMarksEndASink(t *testing.T) {
	pool, a, b := pair(t)
	s := example()
	s.Packets, s.PacketsPerSecond = 300, 1e5
	g, err := NewGenerator(s, Seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Send(t.Context(), g, a, pool, nil); err != nil {
		t.Fatal(err)
	}
	r, err := Collect(t.Context(), b, SinkOptions{}, Limits{Wait: time.Millisecond}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if st := r.Received.Streams[0]; !st.Ended || st.Sent != 300 || st.Arrived != 300 || r.Received.Interrupted {
		t.Errorf("%+v", st)
	}
}

func TestInterruptedRunsSaySo(t *testing.T) {
	pool, a, b := pair(t)
	s := example()
	s.Packets, s.Duration, s.PacketsPerSecond = 0, time.Hour, 1e4
	g, err := NewGenerator(s, Seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	between := Between{Out: a, In: b, Pool: pool, Wait: time.Millisecond}
	r, err := between.Run(ctx, g, func(packets uint64, _ time.Duration) { cancel() })
	if err != nil || !r.Sent.Interrupted || !r.Received.Interrupted || r.Received.Streams[0].Lost > 0 || r.Sent.Packets == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = Collect(ctx, b, SinkOptions{}, Limits{}, nil)
	if err != nil || !r.Received.Interrupted || r.Verdict.Valid {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestSearchOverARing finds where a port that carries a share only is overrun.
func TestSearchOverARing(t *testing.T) {
	pool, a, b := pair(t)
	between := Between{Out: &halving{Port: a}, In: b, Pool: pool, Wait: time.Millisecond}
	s := Search{Lowest: 1000, Highest: 1e5, Resolution: 0.5, MaxLoss: 0.4, Repeats: 1, MostTrials: 3}
	f, err := s.Do(t.Context(), func(ctx context.Context, number int, pps float64) (Run, error) {
		spec := example()
		spec.Packets, spec.PacketsPerSecond, spec.Stream = 100, pps, uint8(number)
		g, err := NewGenerator(spec, Seeded(1))
		if err != nil {
			return Run{}, err
		}
		r, err := between.Run(ctx, g, nil)
		r.Sent.Behind, r.Sent.TooLate, r.Stolen = 0, 0, 0 // how busy this machine is does not matter here
		return r, err
	}, nil)
	if err != nil || f.PPS != 0 || len(f.Trials) != 3 || f.Trials[2].PPS != 25_000 || f.Trials[0].Loss < 0.49 {
		t.Errorf("%+v, %v", f, err)
	}
}

// halving drops every second batch, or half of one.
type halving struct {
	port.Port
	odd int
}

func (h *halving) Send(frames []port.Frame) (int, error) {
	n := 0
	for k := range frames {
		if h.odd++; h.odd%2 == 1 {
			frames[n], frames[k] = frames[k], frames[n]
			n++
		}
	}
	port.Put(frames[n:])
	return h.Port.Send(frames[:n])
}

// TestASinkThatWasAwayHasLostNothing as long as its port had room: delays are
// worth nothing then, and loss is exact.
func TestASinkThatWasAwayHasLostNothing(t *testing.T) {
	pool, a, b := pair(t)
	s := example()
	s.Packets = 5000
	g, err := NewGenerator(s, Seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	c := onTime()
	sender := Sender{Source: g, Port: a, Pool: pool, Clock: c}
	sent, err := sender.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.read = 20e6 // it looks every 20 ms
	rested := 0
	sink := NewSink(SinkOptions{Rest: func() { rested++ }})
	if err := sink.Receive(t.Context(), b, c, func(int64) bool { return rested == 3 }); err != nil {
		t.Fatal(err)
	}
	received := sink.Report(sent)
	r := Run{Sent: &sent, Received: &received}
	r.Judge()
	if is, whose, why := r.outcome(0); is != Passed || r.Verdict.Valid || received.Away < 0.9 {
		t.Errorf("%s, limit %s: %s; away %g, %+v", is, whose, why, received.Away, r.Verdict)
	}
	received.Port.Missed, received.Streams[0].LossRate = 100, 100.0/5000
	if is, whose, why := r.outcome(0.01); is != Unmeasured || whose != OfSink || why == "" {
		t.Errorf("%s, limit %s: %s", is, whose, why)
	}
}
