package firewall_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/firewall"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
	"qanat/replication/nf/nftest"
)

func small() firewall.Config {
	return firewall.Config{Connections: 1000, Opening: 2 * time.Minute, Established: time.Hour, Closing: time.Minute, Other: 3 * time.Minute}
}

// connection is what a twin knows of one, in words.
type connection struct{ answered, finInside, finOutside, reset bool }

func (c *connection) ended() bool { return c.reset || c.finInside && c.finOutside }

// ends names a connection by its ends, sorted.
func ends(f boxtest.Frame) string {
	if f.Protocol == packet.ICMPv6 {
		f.SourcePort, f.TargetPort = 0, 0
	}
	list := []string{fmt.Sprint(f.Source, ":", f.SourcePort), fmt.Sprint(f.Target, ":", f.TargetPort)}
	slices.Sort(list)
	return fmt.Sprint(list, f.Protocol, f.Six)
}

// twin decides from the story of each connection.
type twin map[string]*connection

func (w twin) passes(s boxtest.Sent) bool {
	inside, c := s.Side == middlebox.Inside, w[ends(s.Frame)]
	has := func(flags uint8) bool { return s.Flags&flags == flags }
	if s.Protocol != packet.TCP {
		isEcho := s.Protocol != packet.UDP
		switch {
		case isEcho && inside == s.Reply: // nobody inside answers, nobody outside asks
			return inside && c != nil
		case inside && c == nil:
			w[ends(s.Frame)] = &connection{}
		}
		return inside || c != nil
	}
	begins := has(packet.SYN) && s.Flags&(packet.ACK|packet.RST|packet.FIN) == 0
	switch {
	case begins && !inside:
		return false
	case begins && (c == nil || c.ended()):
		w[ends(s.Frame)] = &connection{}
		return true
	case c == nil:
		return false
	case begins:
		return true
	case c.ended() && s.Body != "":
		return false
	case has(packet.RST):
		c.reset = true
		return true
	case !c.answered && !inside:
		c.answered = has(packet.SYN | packet.ACK)
		return c.answered
	}
	if has(packet.FIN) {
		c.finInside, c.finOutside = c.finInside || inside, c.finOutside || !inside
	}
	return true
}

func TestStatefulAgainstATwin(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	box, err := firewall.NewStateful(small())
	thread := nftest.Run(t, box, err)
	w := twin{}
	passed := [2]int{}
	for range 3000 {
		var sent []boxtest.Sent
		for range 1 + r.IntN(middlebox.MaxBatch) {
			sent = append(sent, boxtest.Mix(r))
		}
		for i, out := range boxtest.Pass(thread, 0, sent...) {
			if want, got := w.passes(sent[i]), out.Side != middlebox.Drop; want != got {
				t.Fatalf("%+v passes %v", sent[i], got)
			}
			if out.Side != middlebox.Drop {
				passed[sent[i].Side]++
				if !out.Intact || out.Body != sent[i].Body {
					t.Fatalf("%+v became %+v", sent[i], out)
				}
			}
		}
	}
	if passed[0] < 1000 || passed[1] < 1000 {
		t.Errorf("only %v packets passed", passed)
	}
}

// conversation is a TCP connection from its first segment to its last.
func conversation(six bool) []boxtest.Sent {
	var list []boxtest.Sent
	for _, s := range []struct {
		side  uint8
		flags uint8
		body  string
	}{
		{0, packet.SYN, ""}, {1, packet.SYN | packet.ACK, ""}, {0, packet.ACK, ""},
		{0, packet.PSH | packet.ACK, "question"}, {1, packet.PSH | packet.ACK, "answer"},
		{1, packet.FIN | packet.ACK, ""}, {0, packet.ACK, "late"}, {0, packet.FIN | packet.ACK, ""}, {1, packet.ACK, ""},
	} {
		f := boxtest.Frame{Tuple: flow.Tuple{Source: 10, Target: 20, SourcePort: 999, TargetPort: 80, Protocol: packet.TCP}, Six: six, Flags: s.flags, Body: s.body}
		if s.side == middlebox.Outside {
			f.Source, f.Target, f.SourcePort, f.TargetPort = f.Target, f.Source, f.TargetPort, f.SourcePort
		}
		list = append(list, boxtest.Sent{Frame: f, Side: s.side})
	}
	return list
}

// TestAnswersByAnotherInstance has questions pass one instance and answers a
// second, which shares its state (Fig. 3.2).
func TestAnswersByAnotherInstance(t *testing.T) {
	for _, six := range []bool{false, true} {
		box, err := firewall.NewStateful(small())
		if err != nil {
			t.Fatal(err)
		}
		first, alone := boxtest.NewState(box), boxtest.NewState(box)
		for k, s := range conversation(six) {
			here := first
			if s.Side == middlebox.Outside {
				if boxtest.Pass(alone, 0, s)[0].Side != middlebox.Drop {
					t.Errorf("segment %d passed an instance that knows nothing", k)
				}
				here = first.Clone(box)
			}
			if out := boxtest.Pass(here, 0, s)[0]; out.Side == middlebox.Drop {
				t.Errorf("segment %d, IPv6 %v, was dropped", k, six)
			}
			first = here
		}
	}
}

// TestTimes lets connections of every kind wait until just before they end, and
// until they have.
func TestTimes(t *testing.T) {
	c, talk := small(), conversation(false)
	datagram := talk[0]
	datagram.Protocol = packet.UDP
	back := talk[1]
	back.Protocol = packet.UDP
	for name, test := range map[string]struct {
		before []boxtest.Sent
		probe  boxtest.Sent
		stays  time.Duration
	}{
		"opening":     {talk[:1], talk[1], c.Opening},
		"established": {talk[:5], talk[4], c.Established},
		"closing":     {talk, talk[8], c.Closing},
		"other":       {[]boxtest.Sent{datagram}, back, c.Other},
	} {
		for _, wait := range []time.Duration{test.stays * 15 / 16, test.stays*5/4 + c.Closing/4} {
			box, err := firewall.NewStateful(c)
			thread := nftest.Run(t, box, err)
			for _, s := range test.before {
				boxtest.Pass(thread, 0, s)
			}
			for at := time.Duration(0); at < wait; at += c.Closing / 16 {
				boxtest.Pass(thread, int64(at))
			}
			passes := boxtest.Pass(thread, int64(wait), test.probe)[0].Side != middlebox.Drop
			if want := wait < test.stays; passes != want {
				t.Errorf("%s: after %v of %v a packet passes: %v", name, wait, test.stays, passes)
			}
			if left := thread.State().Table(0).Len(); !passes && left != 0 {
				t.Errorf("%s: %d connections left", name, left)
			}
		}
	}
}

// TestErrorsPassThatAreAboutAConnection has a router outside complain about what
// was sent, and about what never was.
func TestErrorsPassThatAreAboutAConnection(t *testing.T) {
	box, err := firewall.NewStateful(small())
	thread := nftest.Run(t, box, err)
	known := conversation(false)[0]
	boxtest.Pass(thread, 0, known)
	strange := known
	strange.SourcePort++
	for _, about := range []boxtest.Sent{known, strange} {
		quoted := about.Bytes()[14:]
		frame := boxtest.Frame{Tuple: flow.Tuple{Source: 77, Target: about.Source, Protocol: packet.ICMP}, Body: string(quoted)}.Bytes()
		frame[14+20] = 3 // unreachable
		b := thread.Packets()
		b.Packets[0].Parse(frame)
		b.In[0] = middlebox.Outside
		thread.Run(1, 0)
		if passes := b.Out[0] == middlebox.Inside; passes != (about == known) {
			t.Errorf("an error about port %d passes: %v", about.SourcePort, passes)
		}
	}
}

func TestAFullTableDrops(t *testing.T) {
	c := small()
	c.Connections = 10
	box, err := firewall.NewStateful(c)
	if err != nil {
		t.Fatal(err)
	}
	state := boxtest.NewState(box)
	for k := range uint16(20) {
		s := conversation(false)[0]
		s.SourcePort = k
		if out := boxtest.Pass(state, 0, s)[0]; (out.Side == middlebox.Drop) != (k >= 10) {
			t.Errorf("connection %d of at most 10 went to %d", k, out.Side)
		}
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*firewall.Config){
		func(c *firewall.Config) { c.Connections = 0 },
		func(c *firewall.Config) { c.Connections = 1 << 40 },
		func(c *firewall.Config) { c.Opening = 0 },
		func(c *firewall.Config) { c.Other = -time.Second },
	} {
		c := small()
		change(&c)
		if _, err := firewall.NewStateful(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
