package traffic

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"qanat/emu/port"
)

// tape is a recording in memory.
type tape struct {
	packets []recorded
	next    int
}

type recorded struct {
	at   time.Duration
	data []byte
	err  error
}

func (p *tape) Next(f *port.Frame) (time.Time, error) {
	if p.next == len(p.packets) {
		return time.Time{}, io.EOF
	}
	r := p.packets[p.next]
	p.next++
	if r.err == nil {
		f.Reserve(len(r.data))
		copy(f.Data, r.data)
	}
	return time.Unix(1e9, 0).Add(r.at), r.err
}

// keeper is a port that keeps what is sent, and when.
type keeper struct {
	wire
	data [][]byte
	at   []int64
}

func (k *keeper) Send(frames []port.Frame) (int, error) {
	for i := range frames {
		k.data = append(k.data, bytes.Clone(frames[i].Data))
		k.at = append(k.at, k.clock.now)
	}
	port.Put(frames)
	return len(frames), nil
}

func replay(t *testing.T, from *tape, pace Pace) (Sent, *Replay, *keeper) {
	t.Helper()
	r, err := NewReplay(from, pace)
	if err != nil {
		t.Fatal(err)
	}
	c := onTime()
	k := &keeper{wire: wire{clock: c}}
	s := Sender{Source: r, Port: k, Pool: newPool(t), Clock: c}
	sent, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range k.at {
		k.at[i] -= 1e15 + int64(time.Millisecond)
	}
	return sent, r, k
}

func TestReplayKeepsThePace(t *testing.T) {
	data := all(t, example(), 1)[:4]
	packets := []recorded{{0, data[0], nil}, {10 * time.Millisecond, data[1], nil}, {5 * time.Millisecond, data[2], nil}, {30 * time.Millisecond, data[3], nil}}
	for _, c := range []struct {
		pace Pace
		at   []float64 // ms
	}{
		{Pace{Speed: 1}, []float64{0, 10, 10, 30}}, // the third one's time is before the second one's
		{Pace{Speed: 10}, []float64{0, 1, 1, 3}},
		{Pace{PacketsPerSecond: 500}, []float64{0, 2, 4, 6}},
		{Pace{BitsPerSecond: 64 * 8 * 100}, []float64{0, 10, 20, 30}},
		{Pace{Speed: 1, Packets: 2}, []float64{0, 10}},
		{Pace{PacketsPerSecond: 500, Duration: 5 * time.Millisecond}, []float64{0, 2, 4}},
	} {
		sent, _, k := replay(t, &tape{packets: packets}, c.pace)
		if int(sent.Packets) != len(c.at) || len(k.at) != len(c.at) || sent.TooLate > 0 {
			t.Fatalf("%+v: %+v", c.pace, sent)
		}
		for i, at := range k.at {
			if d := float64(at)/1e6 - c.at[i]; d < 0 || d > 0.01 {
				t.Errorf("%+v: packet %d left after %d ns", c.pace, i, at)
			}
			if !bytes.Equal(k.data[i], data[i]) {
				t.Errorf("%+v: packet %d is another one", c.pace, i)
			}
		}
	}
}

func TestReplayOfBadRecordings(t *testing.T) {
	data := all(t, example(), 1)[0]
	sent, r, _ := replay(t, &tape{packets: []recorded{{0, nil, port.ErrCut}, {1, data, nil}, {2, nil, port.ErrCut}, {3, data, nil}}}, Pace{Speed: 1})
	if sent.Packets != 2 || r.Cut() != 2 || r.Err() != nil {
		t.Errorf("%+v, %d cut, %v", sent, r.Cut(), r.Err())
	}
	broken := errors.New("the disk is gone")
	sent, r, _ = replay(t, &tape{packets: []recorded{{0, data, nil}, {0, nil, broken}}}, Pace{Speed: 1})
	if sent.Packets != 1 || !errors.Is(r.Err(), broken) {
		t.Errorf("%+v, %v", sent, r.Err())
	}
	if _, err := NewReplay(&tape{packets: []recorded{{0, nil, port.ErrCut}}}, Pace{Speed: 1}); err == nil {
		t.Error("a recording without whole packets is replayed")
	}
	for _, pace := range []Pace{{}, {Speed: 1, PacketsPerSecond: 1}, {Speed: -1}} {
		if _, err := NewReplay(&tape{packets: []recorded{{0, data, nil}}}, pace); err == nil {
			t.Errorf("%+v is accepted", pace)
		}
	}
}
