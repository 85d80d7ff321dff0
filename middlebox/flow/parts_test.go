package flow_test

import (
	"math/rand/v2"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

func parse(t *testing.T, f boxtest.Frame) *packet.Packet {
	t.Helper()
	var p packet.Packet
	if fault := p.Parse(f.Bytes()); fault != packet.None {
		t.Fatal(fault)
	}
	return &p
}

// turned is a frame that answers.
func turned(f boxtest.Frame) boxtest.Frame {
	f.Source, f.Target, f.SourcePort, f.TargetPort, f.Reply = f.Target, f.Source, f.TargetPort, f.SourcePort, true
	return f
}

// TestBothDirections wants one key of two directions, and that an answer is served
// what was asked.
func TestBothDirections(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		f := boxtest.Mix(r).Frame
		f.Reply = false
		forth, back := parse(t, f), parse(t, turned(f))
		if flow.Both(forth) != flow.Both(back) {
			t.Fatalf("%+v and its answer have two keys", f)
		}
		if flow.Service(forth) != flow.Served(back) {
			t.Fatalf("%+v asks for %v, its answer is to %v", f, flow.Service(forth), flow.Served(back))
		}
		if flow.Source(forth) != flow.Target(back) || flow.Source(back) != flow.Target(forth) {
			t.Fatalf("%+v has other ends than its answer", f)
		}
	}
}

// TestWhatKeysTellApart compares equality of keys with that of what they stand for.
func TestWhatKeysTellApart(t *testing.T) {
	type parts struct {
		six            bool
		source, target uint32
		port           uint16
		protocol       packet.Protocol
	}
	for name, test := range map[string]struct {
		key func(*packet.Packet) middlebox.Key
		of  func(boxtest.Frame) parts
	}{
		"pair": {flow.Pair, func(f boxtest.Frame) parts { return parts{six: f.Six, source: f.Source, target: f.Target} }},
		"service": {flow.Service, func(f boxtest.Frame) parts {
			p := parts{f.Six, f.Source, f.Target, f.TargetPort, f.Protocol}
			if f.Protocol != packet.TCP && f.Protocol != packet.UDP {
				p.port = 0
			}
			return p
		}},
		"source": {flow.Source, func(f boxtest.Frame) parts { return parts{six: f.Six, source: f.Source} }},
	} {
		r := rand.New(rand.NewPCG(2, 2))
		keyOf, partsOf := map[parts]middlebox.Key{}, map[middlebox.Key]parts{}
		for range 5000 {
			f := boxtest.Mix(r).Frame
			k, p := test.key(parse(t, f)), test.of(f)
			if before, known := keyOf[p]; known && before != k {
				t.Fatalf("%s: %+v has two keys", name, p)
			}
			if before, known := partsOf[k]; known && before != p {
				t.Fatalf("%s: %+v and %+v have one key", name, before, p)
			}
			keyOf[p], partsOf[k] = k, p
		}
	}
}

// TestWindowsTellKeysApart for as many windows as it promises, and of any keys.
func TestWindowsTellKeysApart(t *testing.T) {
	seen := map[middlebox.Key]int64{}
	six := boxtest.Frame{Tuple: flow.Tuple{Source: 1, Target: 2, Protocol: packet.UDP}, Six: true}
	keys := []middlebox.Key{flow.Host(1), flow.Host(2), flow.Port(80), flow.Port(81), flow.Source(parse(t, six))}
	for _, k := range keys {
		for w := range int64(1 << 16) {
			in := flow.Within(k, w)
			if _, twice := seen[in]; twice {
				t.Fatalf("window %d of %v has the key of another", w, k)
			}
			seen[in] = w
		}
		if flow.Within(k, 3) != flow.Within(k, 3+1<<16) {
			t.Errorf("windows of %v do not repeat as they should", k)
		}
	}
}

// TestTextTellsPartsApart digests names of parts.
func TestTextTellsPartsApart(t *testing.T) {
	name := func(parts ...string) (k middlebox.Key) {
		for _, part := range parts {
			k = flow.Text(k, []byte(part))
		}
		return k
	}
	seen := map[middlebox.Key][]string{}
	for _, parts := range [][]string{{"host", "/a"}, {"host", "/b"}, {"host/", "a"}, {"host/a"}, {"host", "", "/a"}, {""}, {}} {
		k := name(parts...)
		if other, twice := seen[k]; twice {
			t.Errorf("%q and %q have one key", parts, other)
		}
		if seen[k] = parts; name(parts...) != k {
			t.Errorf("%q has two keys", parts)
		}
	}
}
