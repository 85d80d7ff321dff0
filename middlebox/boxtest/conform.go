package boxtest

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// Suite is what every middlebox must keep to, whatever it does.
type Suite struct {
	// New returns a middlebox, of the same configuration each time.
	New func() middlebox.Middlebox
	// Stage returns one under a framework, for one thread.
	Stage func(middlebox.Middlebox) middlebox.Stage
	// Mix returns frames that make the middlebox do all that it can.
	Mix func(*rand.Rand) Sent
	// Observes tells of a middlebox that lets packets pass that it has no room to
	// note, rather than dropping them.
	Observes bool
}

// Run runs the suite.
func (s Suite) Run(t *testing.T) {
	t.Run("any frame", s.anyFrame)
	t.Run("no allocation", s.noAllocation)
	t.Run("same each time", s.sameEachTime)
	t.Run("no other state", s.noOtherState)
	t.Run("run again", s.runAgain)
}

// raw is a frame as bytes and the side it comes from.
type raw struct {
	data []byte
	side uint8
}

func (s Suite) frames(seed uint64, n int) []raw {
	r := rand.New(rand.NewPCG(seed, 1))
	list := make([]raw, n)
	for k := range list {
		sent := s.Mix(r)
		list[k] = raw{sent.Bytes(), sent.Side}
	}
	return list
}

// pass passes frames in batches of a size, and returns what became of them; what
// does not parse is left out.
func pass(run middlebox.Stage, now int64, size int, frames []raw) (out []raw) {
	b := run.Packets()
	n := 0
	flush := func() {
		if n == 0 {
			return
		}
		run.Run(n, now)
		for i := range n {
			out = append(out, raw{b.Packets[i].Data, b.Out[i]})
		}
		n = 0
	}
	for _, f := range frames {
		if b.Packets[n].Parse(append(make([]byte, 0, frameMemory), f.data...)) != packet.None {
			continue
		}
		b.In[n] = f.side
		if n++; n == size {
			flush()
		}
	}
	flush()
	return out
}

// anyFrame passes what no honest stack sends: the middlebox must not panic, nor
// make of a frame what would not parse.
func (s Suite) anyFrame(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	frames := s.frames(2, 4000)
	for k := range frames {
		f := &frames[k].data
		frames[k].side = uint8(r.IntN(2))
		switch r.IntN(4) {
		case 0:
			*f = (*f)[:r.IntN(len(*f)+1)]
		case 1: // random behind a header of IP
			for at := 15 + r.IntN(30); at < len(*f); at++ {
				(*f)[at] = byte(r.Uint32())
			}
		default:
			for range 1 + r.IntN(4) {
				(*f)[r.IntN(len(*f))] = byte(r.Uint32() >> r.IntN(32))
			}
		}
	}
	for _, run := range []middlebox.Stage{s.Stage(s.New()), NewState(s.New())} {
		for _, f := range pass(run, 1, middlebox.MaxBatch, frames) {
			var p packet.Packet
			if fault := p.Parse(f.data); fault != packet.None {
				t.Fatalf("made a frame that is %v: %x", fault, f.data)
			}
		}
	}
}

// noAllocation passes the same frames again and again.
func (s Suite) noAllocation(t *testing.T) {
	run, frames := s.Stage(s.New()), s.frames(3, 16*middlebox.MaxBatch)
	buffers := make([][]byte, middlebox.MaxBatch)
	for k := range buffers {
		buffers[k] = make([]byte, frameMemory)
	}
	all := func() {
		for at := 0; at < len(frames); at += middlebox.MaxBatch {
			for i := range middlebox.MaxBatch {
				f := frames[at+i]
				run.Packets().Packets[i].Parse(buffers[i][:copy(buffers[i], f.data)])
				run.Packets().In[i] = f.side
			}
			run.Run(middlebox.MaxBatch, 1)
		}
	}
	all()
	if n := testing.AllocsPerRun(20, all); n != 0 {
		t.Errorf("%v allocations for %d packets", n, len(frames))
	}
}

// sameEachTime compares runs with each other: twice the same, in batches of all
// sizes, packet by packet, and on another state.
func (s Suite) sameEachTime(t *testing.T) {
	frames := s.frames(4, 2000)
	want := pass(s.Stage(s.New()), 1, middlebox.MaxBatch, frames)
	for name, got := range map[string][]raw{
		"again":        pass(s.Stage(s.New()), 1, middlebox.MaxBatch, frames),
		"batches of 1": pass(s.Stage(s.New()), 1, 1, frames),
		"batches of 7": pass(s.Stage(s.New()), 1, 7, frames),
	} {
		if k := differ(want, got); k >= 0 {
			t.Errorf("%s: frame %d differs", name, k)
		}
	}
	twin, oneByOne := NewState(s.New()), NewState(s.New())
	oneByOne.OneByOne = true
	got := pass(twin, 1, middlebox.MaxBatch, frames)
	// Tables have room for some entries more than they promise.
	if k := differ(want, got); k >= 0 && !twin.full {
		t.Errorf("a twin's state: frame %d differs", k)
	}
	if k := differ(got, pass(oneByOne, 1, middlebox.MaxBatch, frames)); k >= 0 {
		t.Errorf("one by one: frame %d differs", k)
	}
}

// differ returns where two runs differ first, -1 if they do nowhere.
func differ(a, b []raw) int {
	for k := range a {
		if k >= len(b) || a[k].side != b[k].side || string(a[k].data) != string(b[k].data) {
			return k
		}
	}
	return -1
}

// noOtherState lets two states share one middlebox, and others have their own.
func (s Suite) noOtherState(t *testing.T) {
	shared := s.New()
	runs := []middlebox.Stage{s.Stage(shared), s.Stage(shared)}
	own := []middlebox.Stage{s.Stage(s.New()), s.Stage(s.New())}
	for round := range uint64(60) {
		for k := range runs {
			frames := s.frames(10+2*round+uint64(k), middlebox.MaxBatch)
			if at := differ(pass(own[k], 1, middlebox.MaxBatch, frames), pass(runs[k], 1, middlebox.MaxBatch, frames)); at >= 0 {
				t.Fatalf("frame %d of round %d differs for state %d", at, round, k)
			}
		}
	}
}

// runAgain lets slow operations fail, and runs the same packet again from the
// state before: as if nothing had failed.
func (s Suite) runAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	box := s.New()
	state, control := NewState(box), NewState(s.New())
	failed := 0
	for k, f := range s.frames(5, 2500) {
		if k < 50 || r.IntN(3) == 0 {
			try := state.Clone(box)
			try.FailAfter = max(0, r.IntN(5)-2)
			out := pass(try, 1, 1, []raw{f})[0]
			if try.Failed {
				failed++
				if string(out.data) != string(f.data) || out.side != middlebox.Drop && !s.Observes {
					t.Fatalf("frame %d went to %d, rewritten %v, though its transaction failed", k, out.side, string(out.data) != string(f.data))
				}
			}
		}
		if differ(pass(control, 1, 1, []raw{f}), pass(state, 1, 1, []raw{f})) >= 0 {
			t.Fatalf("frame %d differs when it is run again", k)
		}
	}
	if !reflect.DeepEqual(state.objects, control.objects) {
		t.Error("the state differs after packets were run again")
	}
	if control.slow > 100 && failed == 0 {
		t.Error("no transaction failed, though there were slow operations")
	}
}
