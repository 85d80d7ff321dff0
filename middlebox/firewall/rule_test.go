package firewall_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/firewall"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
	"qanat/replication/nf/nftest"
)

func TestParse(t *testing.T) {
	rules, err := firewall.Parse(`
# mail leaves by one host
allow tcp from 10.0.0.25 to any port 25 # this one
deny tcp from 10.0.0.0/8 to any port 25
allow 47 from any to 2001:db8::/32
deny udp from any port 1024-65535 to any port 53

default allow`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"allow tcp from 10.0.0.25/32 to any port 25", "deny tcp from 10.0.0.0/8 to any port 25",
		"allow 47 from any to 2001:db8::/32", "deny udp from any port 1024-65535 to any port 53",
	}
	var got []string
	for _, r := range rules.List {
		got = append(got, r.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || !rules.Allow {
		t.Errorf("read %q, default %v", got, rules.Allow)
	}
}

// TestParseErrors wants the line, what is wrong and the cure.
func TestParseErrors(t *testing.T) {
	for text, want := range map[string][]string{
		"allow ip from any to any\npermit ip from any to any": {"line 2", `"permit"`, "allow or deny"},
		"allow":                                           {"line 1", "protocol is missing", "a rule is"},
		"allow tpc from any to any":                       {`"tpc"`, "tcp"},
		"allow 256 from any to any":                       {`"256"`, "0 to 255"},
		"allow tcp any to any":                            {`"from"`, "a rule is"},
		"allow tcp from any":                              {`"to"`, "a rule is"},
		"allow tcp from 10.0.0.1/8 to any":                {"10.0.0.0/8"},
		"allow tcp from 10.0.0 to any":                    {`"10.0.0"`, "prefix such as"},
		"allow tcp from fe80::1%eth0 to any":              {"fe80::1%eth0", "prefix such as"},
		"allow tcp from any port to any":                  {`"to"`, "1 to 65535"},
		"allow tcp from any to any port":                  {"port is missing"},
		"allow tcp from any port 0 to any":                {`"0"`, "1 to 65535"},
		"allow tcp from any port 9-2 to any":              {"9-2", "lower one first"},
		"allow icmp from any to any port 80":              {"icmp", "only tcp and udp"},
		"allow ip from any to any port 80":                {"ip", "a rule for each"},
		"allow ip from 10.0.0.0/8 to 2001:db8::/32":       {"one version"},
		"allow ip from any to any again":                  {`"again"`, "too much"},
		"default":                                         {`"default allow"`},
		"default drop":                                    {`"drop"`, "allow or deny"},
		"default allow\n\nallow ip from any to any":       {"line 3", "line 1", "last"},
		strings.Repeat("deny ip from any to any\n", 4097): {"line 4097", "4096 rules"},
	} {
		_, err := firewall.Parse(text)
		for _, part := range want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%.60q: %v does not say %q", text, err, part)
			}
		}
	}
	if _, err := firewall.NewStateless(firewall.Rules{List: []firewall.Rule{{Protocol: 300}}}); err == nil {
		t.Error("compiled a rule for protocol 300")
	}
	if _, err := firewall.NewStateless(firewall.Rules{List: make([]firewall.Rule, 5000)}); err == nil {
		t.Error("compiled 5000 rules")
	}
}

// FuzzParse wants every rule to be read back as it was, and compiled.
func FuzzParse(f *testing.F) {
	f.Add("allow tcp from 10.0.0.25 to any port 25 # this one\ndeny 47 from ::/0 to any\ndefault allow")
	f.Add("deny udp from any port 1024-65535 to any port 53")
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := firewall.Parse(text)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, r := range rules.List {
			fmt.Fprintln(&again, r)
		}
		back, err := firewall.Parse(again.String())
		if err != nil || fmt.Sprint(back.List) != fmt.Sprint(rules.List) {
			t.Errorf("%q was read back as %v, %v", text, back.List, err)
		}
		if _, err := firewall.NewStateless(rules); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// randomRule has fields near those of boxtest.Mix.
func randomRule(r *rand.Rand) firewall.Rule {
	rule := firewall.Rule{Allow: r.IntN(2) == 0, Protocol: []int{firewall.AnyProtocol, 6, 6, 17, 1, 58}[r.IntN(6)]}
	six := r.IntN(4) == 0
	for _, prefix := range []*netip.Prefix{&rule.Source, &rule.Target} {
		if r.IntN(2) == 0 {
			continue
		}
		f := boxtest.Mix(r).Frame
		f.Six = six
		var p packet.Packet
		p.Parse(f.Bytes())
		address, length := p.Data[p.Network+12:p.Network+16], 20+r.IntN(13)
		if p.Version == 6 {
			address, length = p.Addresses6()[:16], 60+r.IntN(69)
		}
		a, _ := netip.AddrFromSlice(address)
		*prefix = netip.PrefixFrom(a, length).Masked()
	}
	if rule.Protocol == 6 || rule.Protocol == 17 {
		for _, ports := range []*firewall.Ports{&rule.SourcePorts, &rule.TargetPorts} {
			if r.IntN(3) == 0 {
				first := []uint16{1, 25, 26, 53, 80, 20000, 20001, 20002, 65535}[r.IntN(9)]
				*ports = firewall.Ports{First: first, Last: first + uint16(r.IntN(int(min(60, 65536-uint32(first)))))}
			}
		}
	}
	return rule
}

// matches judges a frame by one rule, from what was sent.
func matches(rule firewall.Rule, f boxtest.Frame) bool {
	var p packet.Packet
	p.Parse(f.Bytes())
	source, target := p.Data[p.Network+12:p.Network+16], p.Data[p.Network+16:p.Network+20]
	if f.Six {
		source, target = p.Addresses6()[:16], p.Addresses6()[16:]
	}
	in := func(prefix netip.Prefix, address []byte) bool {
		a, _ := netip.AddrFromSlice(address)
		return !prefix.IsValid() || prefix.Contains(a)
	}
	hasPorts := f.Protocol == packet.TCP || f.Protocol == packet.UDP
	port := func(ports firewall.Ports, port uint16) bool {
		return ports == firewall.Ports{} || hasPorts && port >= ports.First && port <= ports.Last
	}
	return (rule.Protocol == firewall.AnyProtocol || rule.Protocol == int(f.Protocol)) &&
		in(rule.Source, source) && in(rule.Target, target) && port(rule.SourcePorts, f.SourcePort) && port(rule.TargetPorts, f.TargetPort)
}

// TestStatelessAgainstATwin lets a loop over the rules say what must pass.
func TestStatelessAgainstATwin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	decided := 0
	for range 300 {
		rules := firewall.Rules{Allow: r.IntN(2) == 0}
		for range r.IntN(150) {
			rules.List = append(rules.List, randomRule(r))
		}
		box, err := firewall.NewStateless(rules)
		thread := nftest.Run(t, box, err)
		var sent []boxtest.Sent
		for range middlebox.MaxBatch {
			sent = append(sent, boxtest.Mix(r))
		}
		for i, out := range boxtest.Pass(thread, 0, sent...) {
			want, by := rules.Allow, -1
			for k, rule := range rules.List {
				if matches(rule, sent[i].Frame) {
					want, by = rule.Allow, k
					decided++
					break
				}
			}
			if got := out.Side != middlebox.Drop; got != want {
				t.Fatalf("%+v passes %v; rule %d of %v", sent[i], got, by, rules.List)
			}
			if want && (!out.Intact || out.Side == sent[i].Side) {
				t.Fatalf("%+v became %+v", sent[i], out)
			}
		}
	}
	if decided < 2000 {
		t.Errorf("only %d packets matched a rule", decided)
	}
}

// TestNeighboursPass lets hosts of a link find each other whatever the rules.
func TestNeighboursPass(t *testing.T) {
	stateless, err := firewall.NewStateless(firewall.Rules{})
	stateful, other := firewall.NewStateful(firewall.DefaultConfig)
	for _, thread := range []*nf.Thread{nftest.Run(t, stateless, err), nftest.Run(t, stateful, other)} {
		arp := append(make([]byte, 12), 8, 6, 0, 1, 8, 0)
		other := append(make([]byte, 12), 0x88, 0xcc, 0, 1, 8, 0)
		discovery := boxtest.Frame{Tuple: flow.Tuple{Source: 1, Target: 2, Protocol: packet.ICMPv6}, Six: true}.Bytes()
		discovery[14+7], discovery[14+40] = 255, 135
		b := thread.Packets()
		for i, frame := range [][]byte{arp, discovery, other} {
			b.Packets[i].Parse(frame)
			b.In[i] = middlebox.Outside
		}
		thread.Run(3, 0)
		if b.Out[0] != middlebox.Inside || b.Out[1] != middlebox.Inside || b.Out[2] != middlebox.Drop {
			t.Errorf("ARP went to %d, neighbour discovery to %d, LLDP to %d", b.Out[0], b.Out[1], b.Out[2])
		}
	}
}

// TestLaterFragmentsMatchNoPorts has a fragment whose data look like a header that
// a rule is for.
func TestLaterFragmentsMatchNoPorts(t *testing.T) {
	rules, err := firewall.Parse("deny tcp from any to any port 25\nallow tcp from any to any")
	if err != nil {
		t.Fatal(err)
	}
	box, err := firewall.NewStateless(rules)
	thread := nftest.Run(t, box, err)
	for _, later := range []bool{false, true} {
		frame := boxtest.Frame{Tuple: flow.Tuple{Source: 1, Target: 2, TargetPort: 25, Protocol: packet.TCP}}.Bytes()
		if later {
			frame[14+7] = 100 // fragment offset
		}
		b := thread.Packets()
		b.Packets[0].Parse(frame)
		b.In[0] = middlebox.Inside
		thread.Run(1, 0)
		if passes := b.Out[0] != middlebox.Drop; passes != later {
			t.Errorf("later fragment %v passes: %v", later, passes)
		}
	}
}

// TestShortPrefixesOfIPv6 has addresses that differ in their first half.
func TestShortPrefixesOfIPv6(t *testing.T) {
	rules, err := firewall.Parse("deny ip from 2001:db8::/36 to any\ndefault allow")
	if err != nil {
		t.Fatal(err)
	}
	box, err := firewall.NewStateless(rules)
	thread := nftest.Run(t, box, err)
	for third, passes := range map[byte]bool{0: false, 0x0f: false, 0x10: true, 0xff: true} {
		frame := boxtest.Frame{Tuple: flow.Tuple{Source: 1, Target: 2, Protocol: packet.UDP}, Six: true}.Bytes()
		frame[14+8+4], frame[14+8+7] = third, 77
		b := thread.Packets()
		b.Packets[0].Parse(frame)
		b.In[0] = middlebox.Inside
		thread.Run(1, 0)
		if got := b.Out[0] != middlebox.Drop; got != passes {
			t.Errorf("from 2001:db8:%x00:: passes: %v", third, got)
		}
	}
}

// BenchmarkStateless measures lists of rules of which the last match.
func BenchmarkStateless(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			rules := firewall.Rules{Allow: true}
			for range n {
				rules.List = append(rules.List, firewall.Rule{Protocol: 6, Source: netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())}), 24), TargetPorts: firewall.Ports{First: 80, Last: uint16(80 + r.IntN(1000))}})
			}
			box, err := firewall.NewStateless(rules)
			thread := nftest.Run(b, box, err)
			for i := range middlebox.MaxBatch {
				thread.Packets().Packets[i].Parse(boxtest.Mix(r).Bytes())
			}
			b.ResetTimer()
			for range b.N / middlebox.MaxBatch {
				thread.Run(middlebox.MaxBatch, 1)
			}
		})
	}
}
