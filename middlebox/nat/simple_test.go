package nat_test

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/nat"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
	"qanat/replication/nf/nftest"
)

func run(t *testing.T, c nat.Config) *nf.Thread {
	t.Helper()
	return nftest.Open(t, nat.NewSimple, c)
}

func small() nat.Config {
	return nat.Config{Public: netip.MustParsePrefix("203.0.113.4/31"), FirstPort: 50000, LastPort: 50019, Sessions: 1000, Idle: time.Minute}
}

const publicAddress = 203<<24 | 113<<8 | 4

// inside is a random packet of one of few hosts to one of few servers.
func inside(r *rand.Rand) boxtest.Sent {
	f := boxtest.Frame{Tuple: flow.Tuple{
		Source: 10<<24 | uint32(r.IntN(4)), Target: 192<<24 | 2<<8 | uint32(r.IntN(3)), SourcePort: uint16(1000 + r.IntN(8)), TargetPort: 80,
		Protocol: []packet.Protocol{packet.TCP, packet.UDP, packet.ICMP}[r.IntN(3)],
	}, Body: "question"}
	if f.Protocol == packet.ICMP {
		f.TargetPort = f.SourcePort
	}
	return boxtest.Sent{Frame: f, Side: middlebox.Inside}
}

// answer is what a server sends back.
func answer(f boxtest.Frame) boxtest.Sent {
	f.Source, f.Target, f.SourcePort, f.TargetPort = f.Target, f.Source, f.TargetPort, f.SourcePort
	f.Reply, f.Body = true, "answer"
	return boxtest.Sent{Frame: f, Side: middlebox.Outside}
}

type end struct {
	address uint32
	port    uint16
}

// twin is a translator of two maps, which leaves the choice of ports to ours and
// checks that nobody else has them.
type twin struct {
	public  map[flow.Tuple]end  // of sessions, by what they begin with
	holder  map[end]flow.Tuple  // who has a public port
	answers []boxtest.Sent      // that servers could send
	expect  map[flow.Tuple]bool // those that have a session
}

// next is a packet that may come in.
func (w *twin) next(r *rand.Rand) boxtest.Sent {
	switch {
	case len(w.answers) > 0 && r.IntN(2) == 0:
		return w.answers[r.IntN(len(w.answers))]
	case r.IntN(10) == 0: // a stranger's
		f := answer(inside(r).Frame)
		f.Target, f.TargetPort = publicAddress, uint16(50000+r.IntN(20))
		f.Source = 77
		if f.Protocol == packet.ICMP {
			f.SourcePort = f.TargetPort
		}
		return f
	}
	return inside(r)
}

// judge says what is wrong with what became of a packet.
func (w *twin) judge(t *testing.T, in, out boxtest.Sent) {
	t.Helper()
	switch {
	case out.Side == middlebox.Drop:
		if in.Side == middlebox.Inside && len(w.holder) < 40 || in.Side == middlebox.Outside && w.expect[in.Tuple] {
			t.Fatalf("dropped %+v with %d of 40 ports in use", in, len(w.holder))
		}
	case !out.Intact || out.Body != in.Body || out.Side == in.Side:
		t.Fatalf("%+v became %+v", in, out)
	case in.Side == middlebox.Inside:
		e, known := w.public[in.Tuple]
		got := end{out.Source, out.SourcePort}
		if other, taken := w.holder[got]; known && got != e || !known && taken {
			t.Fatalf("%+v got %v, which %v has", in, got, other)
		}
		w.public[in.Tuple], w.holder[got] = got, in.Tuple
		back := answer(out.Frame)
		w.answers, w.expect[back.Tuple] = append(w.answers, back), true
	default:
		want, known := w.holder[end{in.Target, in.TargetPort}]
		if !known || out.Target != want.Source || out.TargetPort != want.SourcePort {
			t.Fatalf("the answer %+v went to %+v, not to %+v", in, out, want)
		}
	}
}

func TestAgainstATwin(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	thread := run(t, small())
	w := twin{public: map[flow.Tuple]end{}, holder: map[end]flow.Tuple{}, expect: map[flow.Tuple]bool{}}
	for range 2000 {
		var batch []boxtest.Sent
		for range 1 + r.IntN(middlebox.MaxBatch) {
			batch = append(batch, w.next(r))
		}
		for i, out := range boxtest.Pass(thread, 0, batch...) {
			w.judge(t, batch[i], out)
		}
	}
	if len(w.holder) != 40 {
		t.Errorf("%d of 40 ports were used", len(w.holder))
	}
}

// TestSessionsEnd lets sessions expire, but none that one direction still uses.
func TestSessionsEnd(t *testing.T) {
	c := small()
	thread := run(t, c)
	r := rand.New(rand.NewPCG(8, 8))
	first := inside(r)
	second := first
	second.SourcePort += 20
	if second.Protocol == packet.ICMP {
		second.TargetPort = second.SourcePort
	}
	out := boxtest.Pass(thread, 0, first, second)
	back := answer(out[0].Frame)
	for at := time.Duration(0); at < 3*c.Idle; at += c.Idle / 8 {
		if got := boxtest.Pass(thread, int64(at), back)[0]; got.Side != middlebox.Inside {
			t.Fatalf("a session that answers use was gone after %v", at)
		}
	}
	if n := thread.State().Table(0).Len(); n != 2 {
		t.Errorf("%d entries, of one session", n)
	}
	if left := thread.State().Pool(1).Left(); left != 39 {
		t.Errorf("%d of 40 ports are free, with one session", left)
	}
	for at := 3 * c.Idle; at < 5*c.Idle; at += c.Idle / 8 {
		boxtest.Pass(thread, int64(at))
	}
	if n, left := thread.State().Table(0).Len(), thread.State().Pool(1).Left(); n != 0 || left != 40 {
		t.Errorf("%d entries and %d of 40 ports free after all sessions ended", n, left)
	}
}

func TestOnlyWhatCanBeTranslatedPasses(t *testing.T) {
	thread := run(t, small())
	b := thread.Packets()
	later := boxtest.Frame{Tuple: flow.Tuple{Source: 1, Target: 2, Protocol: packet.UDP}, Body: "the rest of it"}.Bytes()
	later[14+6] = 1
	b.Packets[0].Parse(later)
	arp := append(make([]byte, 12), 8, 6, 0, 1)
	b.Packets[1].Parse(append(arp, make([]byte, 44)...))
	thread.Run(2, 0)
	if b.Out[0] != middlebox.Drop || b.Out[1] != middlebox.Drop {
		t.Errorf("a later fragment went to %d, something that is not IP to %d", b.Out[0], b.Out[1])
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*nat.Config){
		func(c *nat.Config) { c.Public = netip.MustParsePrefix("2001:db8::/64") },
		func(c *nat.Config) { c.Public = netip.Prefix{} },
		func(c *nat.Config) { c.Public = netip.MustParsePrefix("10.0.0.0/8") },
		func(c *nat.Config) { c.FirstPort = 0 },
		func(c *nat.Config) { c.LastPort = 49999 },
		func(c *nat.Config) { c.Sessions = 0 },
		func(c *nat.Config) { c.Idle = 1 },
	} {
		c := small()
		change(&c)
		if _, err := nat.NewSimple(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
