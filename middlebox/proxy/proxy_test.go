package proxy_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
	"qanat/middlebox/proxy"
	"qanat/replication/nf"
)

func newBox(t *testing.T, c proxy.Config) *proxy.Proxy {
	t.Helper()
	box, err := proxy.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func segment(body string, six bool) boxtest.Sent {
	return boxtest.Sent{Frame: boxtest.Frame{
		Tuple: flow.Tuple{Source: 1, Target: 2, SourcePort: 20000, TargetPort: 80, Protocol: packet.TCP}, Flags: packet.PSH | packet.ACK, Body: body, Six: six,
	}}
}

// classes passes segments and returns the class that each left with.
func classes(t *testing.T, r middlebox.Stage, now time.Duration, sent ...boxtest.Sent) (list []uint8) {
	t.Helper()
	for i, out := range boxtest.Pass(r, int64(now), sent...) {
		if out.Side != sent[i].Side^1 || !out.Intact || out.Body != sent[i].Body {
			t.Fatalf("%+v became %+v", sent[i], out)
		}
		list = append(list, r.Packets().Packets[i].Class())
	}
	return list
}

// TestWhatIsARequest says of texts whether they name the same object as a request
// before them, another, or none.
func TestWhatIsARequest(t *testing.T) {
	const first = "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n"
	for body, same := range map[string]bool{
		first: true,
		"GET /a HTTP/1.0\r\nAccept: */*\r\nhOsT:Example.COM \r\nX: y\r\n\r\n": true,
		"GET http://example.com/a HTTP/1.1\r\nHost: other\r\n\r\n":            true,
		"GET /a HTTP/1.1\r\nHost: example.com\r\nCookie: cut o":               true,
		"GET /b HTTP/1.1\r\nHost: example.com\r\n\r\n":                        false,
		"GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n":                        false,
		"GET /a HTTP/1.1\r\nHost: example.com":                                false,
		"GET /a HTTP/1.1\r\n\r\nHost: example.com\r\n":                        false,
		"GET /a HTTP/1.1\r\nHost: \r\n\r\n":                                   false,
		"GET /a SIP/2.0\r\nHost: example.com\r\n\r\n":                         false,
		"GET  HTTP/1.1\r\nHost: example.com\r\n\r\n":                          false,
		"HEAD /a HTTP/1.1\r\nHost: example.com\r\n\r\n":                       false,
		"GET /a":     false,
		"GET /a\r\n": false,
		"":           false,
	} {
		for _, six := range []bool{false, true} {
			state := boxtest.NewState(newBox(t, proxy.DefaultConfig))
			got := classes(t, state, 0, segment(first, six), segment(body, six))
			if got[0] != 0 || (got[1] == proxy.Here) != same || !same && got[1] != 0 {
				t.Errorf("%q: classes %v", body, got)
			}
		}
	}
}

// TestPeersShareDigests runs three caches whose digests meet now and then, beside
// twins that keep sets.
func TestPeersShareDigests(t *testing.T) {
	const caches = 3
	r := rand.New(rand.NewPCG(1, 1))
	c := proxy.Config{Instances: caches, Stored: 500, Keep: time.Minute, Cells: 1000, Rows: 4}
	var states []*boxtest.State
	used := make([]map[int]time.Duration, caches) // what each has stored, and when it was used
	digests := make([]map[int]bool, caches)       // as the others know it
	for k := range caches {
		c.Self = k
		states = append(states, boxtest.NewState(newBox(t, c)))
		used[k], digests[k] = map[int]time.Duration{}, map[int]bool{}
	}
	seen := map[uint8]int{}
	now := time.Duration(0)
	for range 3000 {
		now += time.Duration(r.Int64N(int64(time.Second)))
		self, object := r.IntN(caches), r.IntN(120)
		got := classes(t, states[self], now, segment(fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: h\r\n\r\n", object), false))[0]
		want := uint8(0)
		if _, have := used[self][object]; have {
			want = proxy.Here
		}
		for k := caches - 1; k >= 0; k-- {
			if k != self && want != proxy.Here && digests[k][object] {
				want = proxy.ClassOf(k)
			}
		}
		if got != want {
			t.Fatalf("cache %d marked object %d with %d, not %d", self, object, got, want)
		}
		seen[got]++
		if got == 0 || got == proxy.Here {
			used[self][object] = now
		}
		for k := range caches {
			boxtest.Pass(states[k], int64(now))
			for o, at := range used[k] {
				if now-at >= c.Keep {
					delete(used[k], o)
				}
			}
		}
		if r.IntN(20) == 0 {
			share(states, digests, used)
		}
	}
	if len(seen) != caches+2 {
		t.Errorf("classes were seen so often: %v", seen)
	}
}

// share gives each cache the digests of the others as they are.
func share(states []*boxtest.State, digests []map[int]bool, used []map[int]time.Duration) {
	for k := range states {
		digests[k] = map[int]bool{}
		for object := range used[k] {
			digests[k][object] = true
		}
		own := states[k].Counts(1 + k)
		for other, state := range states {
			if other == k {
				continue
			}
			had := state.Counts(1 + k)
			for key, n := range own { // what was ever counted, zero if it is no more
				state.AddKey(state.Packets(), 1+k, 0, key, n-had[key])
			}
		}
	}
}

// TestDigestFollowsTheCache stores and lets expire in a real filter: it must be
// empty in the end, and never miss what is stored.
func TestDigestFollowsTheCache(t *testing.T) {
	c := proxy.Config{Instances: 1, Stored: 200, Keep: time.Minute, Cells: 400, Rows: 3}
	thread, err := nf.NewSingle(newBox(t, c), 1)
	if err != nil {
		t.Fatal(err)
	}
	sum := func() (n uint64) {
		for _, cell := range thread.State().Vector(1) {
			n += cell
		}
		return n
	}
	r := rand.New(rand.NewPCG(2, 2))
	now := time.Duration(0)
	for range 3000 {
		now += time.Duration(r.Int64N(int64(time.Second)))
		classes(t, thread, now, segment(fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: h\r\n\r\n", r.IntN(150)), false))
		if stored := thread.State().Table(0).Len(); sum() != 3*uint64(stored) {
			t.Fatalf("%d objects are stored, and cells add up to %d", stored, sum())
		}
	}
	if thread.State().Table(0).Len() < 20 {
		t.Errorf("only %d objects were stored", thread.State().Table(0).Len())
	}
	for range 100 {
		now += 2 * time.Second
		boxtest.Pass(thread, int64(now))
	}
	if thread.State().Table(0).Len() != 0 || sum() != 0 {
		t.Errorf("%d objects and %d counts are left", thread.State().Table(0).Len(), sum())
	}
}

// TestTheOwnDigestIsForOthers has a digest of one cell, which errs for everything.
func TestTheOwnDigestIsForOthers(t *testing.T) {
	c := proxy.DefaultConfig
	c.Instances, c.Cells = 1, 1
	thread, err := nf.NewSingle(newBox(t, c), 1)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 5 {
		if got := classes(t, thread, 0, segment(fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: h\r\n\r\n", k), false))[0]; got != 0 {
			t.Errorf("object %d, which nobody has, was marked with %d", k, got)
		}
	}
}

func TestOnlyRequestsFromInsideCount(t *testing.T) {
	state := boxtest.NewState(newBox(t, proxy.DefaultConfig))
	s := segment("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", false)
	s.Side = middlebox.Outside
	if got := classes(t, state, 0, s, s); got[0] != 0 || got[1] != 0 || len(state.Entries(0)) != 0 {
		t.Errorf("classes %v, %d objects", got, len(state.Entries(0)))
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*proxy.Config){
		func(c *proxy.Config) { c.Instances = 0 },
		func(c *proxy.Config) { c.Instances = 9 },
		func(c *proxy.Config) { c.Self = 2 },
		func(c *proxy.Config) { c.Self = -1 },
		func(c *proxy.Config) { c.Stored = 0 },
		func(c *proxy.Config) { c.Cells = 0 },
		func(c *proxy.Config) { c.Rows = 9 },
		func(c *proxy.Config) { c.Keep = 0 },
	} {
		c := proxy.DefaultConfig
		change(&c)
		if _, err := proxy.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
