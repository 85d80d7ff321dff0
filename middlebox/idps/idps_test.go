package idps_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/idps"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
	"qanat/replication/nf/nftest"
)

func run(t *testing.T, c idps.Config) *nf.Thread {
	t.Helper()
	return nftest.Open(t, idps.New, c)
}

func small() idps.Config {
	c := idps.DefaultConfig
	c.Tries, c.Services, c.Sources, c.FloodBits, c.FloodWindow = 20, 10_000, 1000, 8*20_000, 10*time.Second
	return c
}

// twin keeps in maps what there is to know.
type twin struct {
	c        idps.Config
	waiting  map[string]int64 // services tried, by who and what; -1 if answered
	tries    map[uint32]int
	blocked  map[uint32]bool
	volumes  map[uint16]int
	window   int64 // of tries
	flooding int64 // window of floods
	flooded  int   // packets
}

func service(six bool, who, whom uint32, port uint16) string {
	return string([]rune{rune(who & 0xffff), rune(whom & 0xffff), rune(who >> 24), rune(whom >> 24), rune(port)}) + map[bool]string{true: "6", false: "4"}[six]
}

// passes decides by the rules of the package comment.
func (w *twin) passes(s boxtest.Sent, now time.Duration) bool {
	if n := int64(now / w.c.TryWindow); n != w.window {
		w.window, w.tries = n, map[uint32]int{}
	}
	if n := int64(now / w.c.FloodWindow); n != w.flooding {
		w.flooding, w.volumes = n, map[uint16]int{}
	}
	source, target := s.Source, s.Target
	if s.Six {
		source, target = source^1<<31, target^1<<31
	}
	hasPorts := s.Protocol == packet.TCP || s.Protocol == packet.UDP
	if w.blocked[source] {
		return false
	}
	if hasPorts && s.Side == middlebox.Outside && s.TargetPort <= w.c.LastPort {
		if limit := int(w.c.FloodBits / 8); w.volumes[s.TargetPort] <= limit {
			w.volumes[s.TargetPort] += s.Length()
		}
		if w.volumes[s.TargetPort] > int(w.c.FloodBits/8) {
			w.flooded++
			return false
		}
	}
	if s.Protocol != packet.TCP {
		return true
	}
	tried, back := service(s.Six, source, target, s.TargetPort), service(s.Six, target, source, s.SourcePort)
	switch {
	case s.Flags&(packet.ACK|packet.RST) == 0:
		if _, known := w.waiting[tried]; known {
			return true
		}
		w.waiting[tried] = w.window
		if w.tries[source]++; w.tries[source] > w.c.Tries {
			w.blocked[source] = true
			return false
		}
	case s.Flags&packet.SYN != 0 && s.Flags&packet.ACK != 0:
		if window, known := w.waiting[back]; known && window >= 0 {
			w.waiting[back] = -1
			if window == w.window {
				w.tries[target]--
			}
		}
	}
	return true
}

func TestAgainstATwin(t *testing.T) {
	blocked, flooded := 0, 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := small()
		thread := run(t, c)
		w := twin{c: c, waiting: map[string]int64{}, tries: map[uint32]int{}, blocked: map[uint32]bool{}, volumes: map[uint16]int{}}
		now := c.TryWindow * 15 / 16 // windows change on the way, but nothing expires
		for range 60 {
			now += time.Duration(r.Int64N(int64(c.TryWindow / 200)))
			var sent []boxtest.Sent
			for range middlebox.MaxBatch {
				s := boxtest.Mix(r)
				if r.IntN(2) == 0 {
					s.Target, s.TargetPort = s.Target&^0xff|uint32(r.IntN(4)), uint16(1+r.IntN(40))
				}
				sent = append(sent, s)
			}
			for i, out := range boxtest.Pass(thread, int64(now), sent...) {
				want := w.passes(sent[i], now)
				if got := out.Side != middlebox.Drop; got != want || got && (!out.Intact || out.Body != sent[i].Body) {
					t.Fatalf("seed %d at %v: %+v became %+v; should pass: %v", seed, now, sent[i], out, want)
				}
			}
		}
		blocked += len(w.blocked)
		flooded += w.flooded
	}
	if blocked == 0 || flooded == 0 {
		t.Errorf("%d sources were blocked, %d packets were too many for their port", blocked, flooded)
	}
}

// segment is one of host number who to a port of a server, or its answer.
func segment(who uint32, server uint32, port uint16, flags uint8, six bool) boxtest.Sent {
	return boxtest.Sent{Frame: boxtest.Frame{
		Tuple: flow.Tuple{Source: who, Target: server, SourcePort: 40000 + port%1000, TargetPort: port, Protocol: packet.TCP}, Flags: flags, Six: six,
	}, Side: middlebox.Outside}
}

func answer(s boxtest.Sent, flags uint8) boxtest.Sent {
	s.Source, s.Target, s.SourcePort, s.TargetPort, s.Flags, s.Side = s.Target, s.Source, s.TargetPort, s.SourcePort, flags, middlebox.Inside
	return s
}

// TestScansAreStopped sends what nmap does for 1000 ports of which 10 are open:
// half-open (-sS), by connecting (-sT), and FIN, null and Xmas scans.
func TestScansAreStopped(t *testing.T) {
	const fin, null, xmas = packet.FIN, 0, packet.FIN | packet.PSH | 32
	for _, kind := range []uint8{packet.SYN, fin, null, xmas} {
		for _, connects := range []bool{false, true} {
			for _, six := range []bool{false, true} {
				thread := run(t, idps.DefaultConfig)
				reached := 0
				for port := uint16(1); port <= 1000; port++ {
					probe := segment(7, 100, port, kind, six)
					now := int64(port) * int64(time.Millisecond)
					if boxtest.Pass(thread, now, probe)[0].Side == middlebox.Drop {
						continue
					}
					reached++
					if kind == packet.SYN && port%100 == 0 {
						boxtest.Pass(thread, now, answer(probe, packet.SYN|packet.ACK))
						if connects {
							boxtest.Pass(thread, now, segment(7, 100, port, packet.ACK, six))
						}
						boxtest.Pass(thread, now, segment(7, 100, port, packet.RST, six))
					} else {
						boxtest.Pass(thread, now, answer(probe, packet.RST|packet.ACK))
					}
				}
				if reached < 100 || reached > 105 {
					t.Errorf("flags %x, connecting %v, IPv6 %v: %d of 1000 ports were reached", kind, connects, six, reached)
				}
				if other := segment(8, 100, 80, packet.SYN, six); boxtest.Pass(thread, 1, other)[0].Side == middlebox.Drop {
					t.Error("another source was blocked too")
				}
			}
		}
	}
}

// TestBrowsingPasses has a browser open thousands of connections to hundreds of
// servers, one in fifty of which never answers.
func TestBrowsingPasses(t *testing.T) {
	thread := run(t, idps.DefaultConfig)
	r := rand.New(rand.NewPCG(3, 3))
	for k := range 20_000 {
		now := int64(k) * int64(10*time.Millisecond)
		server := uint32(1000 + r.IntN(500))
		ask := segment(7, server, 443, packet.SYN, false)
		ask.Side, ask.SourcePort = middlebox.Inside, uint16(20000+k)
		list := []boxtest.Sent{ask}
		if server%50 != 0 {
			back := answer(ask, packet.SYN|packet.ACK)
			back.Side = middlebox.Outside
			data := ask
			data.Flags, data.Body = packet.ACK, "GET / HTTP/1.1\r\n\r\n"
			list = append(list, back, data)
		}
		for i, out := range boxtest.Pass(thread, now, list...) {
			if out.Side == middlebox.Drop {
				t.Fatalf("packet %d of connection %d was dropped", i, k)
			}
		}
	}
}

// TestAnAnswerCountsOnce sends many answers to one try: they must not make room for
// others in vain.
func TestAnAnswerCountsOnce(t *testing.T) {
	c := small()
	thread := run(t, c)
	open := segment(7, 100, 80, packet.SYN, false)
	boxtest.Pass(thread, 0, open)
	for range 10 {
		boxtest.Pass(thread, 0, answer(open, packet.SYN|packet.ACK))
	}
	for port := 1; port <= 30; port++ {
		out := boxtest.Pass(thread, 0, segment(7, 100, uint16(1000+port), packet.SYN, false))[0]
		if passes := out.Side != middlebox.Drop; passes != (port <= c.Tries) {
			t.Fatalf("try %d in vain, of %d, passes: %v", port, c.Tries, passes)
		}
	}
}

func TestBlockingEndsWithSilence(t *testing.T) {
	c := small()
	thread := run(t, c)
	now := int64(0)
	probe := func(port uint16) bool {
		return boxtest.Pass(thread, now, segment(7, 100, port, packet.SYN, false))[0].Side != middlebox.Drop
	}
	for port := range uint16(100) {
		probe(port + 1)
	}
	for range 40 {
		if now += int64(c.Block / 4); probe(5) {
			t.Fatal("a source that was not silent passed")
		}
	}
	for range 40 {
		now += int64(c.Block / 32)
		boxtest.Pass(thread, now)
	}
	if !probe(5) {
		t.Error("still blocked after silence")
	}
}

func TestFloodsEndWithTheirWindow(t *testing.T) {
	c := small()
	thread := run(t, c)
	flood := segment(7, 100, 80, packet.ACK, false)
	flood.Body = string(make([]byte, 960)) // 1000 bytes of IP
	for window := range 5 {
		passed := 0
		for range 500 {
			if boxtest.Pass(thread, int64(window)*int64(c.FloodWindow), flood)[0].Side != middlebox.Drop {
				passed++
			}
		}
		if passed != 20 {
			t.Errorf("window %d: %d packets of 1000 bytes passed a limit of 20,000", window, passed)
		}
	}
	if n := thread.State().Table(3).Len(); n > 3 {
		t.Errorf("counters of %d windows are left", n)
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*idps.Config){
		func(c *idps.Config) { c.Tries = 0 },
		func(c *idps.Config) { c.TryWindow = 0 },
		func(c *idps.Config) { c.FloodWindow = 0 },
		func(c *idps.Config) { c.Block = 0 },
		func(c *idps.Config) { c.FloodBits = 7 },
		func(c *idps.Config) { c.FirstPort = 0 },
		func(c *idps.Config) { c.LastPort = 0 },
		func(c *idps.Config) { c.Services = 0 },
		func(c *idps.Config) { c.Sources = 0 },
	} {
		c := small()
		change(&c)
		if _, err := idps.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
