package traffic

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

func exampleText() Text {
	return Text{
		Rate: "100kpps", Gaps: "poisson", For: "10s", Flows: 1000, NewFlows: "2k/s", Popularity: "zipf:1.1",
		Sizes: "64,512B", Protocol: "udp", Stream: 3,
		From: EndsText{"02:00:00:00:00:01-02:00:00:00:01:00", "10.1.0.0/16", "1024-2047"},
		To:   EndsText{"02:00:00:00:00:02", "10.2.0.1", "80"},
	}
}

func TestTextIsRead(t *testing.T) {
	text := exampleText()
	s, err := text.Spec()
	if err != nil {
		t.Fatal(err)
	}
	want := Spec{
		PacketsPerSecond: 100_000, Poisson: true, Duration: 10 * time.Second, Flows: 1000, NewFlowsPerSecond: 2000,
		Popularity: Zipf, Exponent: 1.1, Stream: 3,
		From: Ends{[6]byte{2, 0, 0, 0, 0, 1}, 256, netip.MustParseAddr("10.1.0.0"), 65536, 1024, 1024},
		To:   Ends{[6]byte{2, 0, 0, 0, 0, 2}, 1, netip.MustParseAddr("10.2.0.1"), 1, 80, 1},
	}
	sizes := s.Sizes
	s.Sizes = nil
	if !slices.Equal(sizes, []Size{{64, 1}, {512, 1}}) || !equal(s, want) {
		t.Errorf("%+v, %v", s, sizes)
	}
	text.Sizes, text.From.Address, text.To.Address = "imix", "fd00::-fd00::ff", "fd01::/112"
	if s, err = text.Spec(); err != nil || s.Sizes[0] != (Size{80, 7}) || s.From.Addresses != 256 || s.To.Addresses != 65536 {
		t.Errorf("%+v, %v", s, err)
	}
	for rate, want := range map[string][2]float64{"1.5Mpps": {1.5e6, 0}, "500 pps": {500, 0}, "10Mbit": {0, 1e7}, "2 Gbps": {0, 2e9}} {
		if pps, bps, err := ParseRate(rate); err != nil || pps != want[0] || bps != want[1] {
			t.Errorf("%q: %g packets/s, %g bit/s, %v", rate, pps, bps, err)
		}
	}
}

func equal(a, b Spec) bool {
	return a.PacketsPerSecond == b.PacketsPerSecond && a.Poisson == b.Poisson && a.Duration == b.Duration && a.Flows == b.Flows &&
		a.NewFlowsPerSecond == b.NewFlowsPerSecond && a.Popularity == b.Popularity && a.Exponent == b.Exponent && a.Stream == b.Stream &&
		a.From == b.From && a.To == b.To
}

// TestMistakesAreNamed: the flag, what was written, and what to write.
func TestMistakesAreNamed(t *testing.T) {
	for _, c := range []struct {
		with  func(*Text)
		wants string
	}{
		{func(t *Text) { t.Rate = "100" }, `--rate: "100" has no unit: write for example "100pps"`},
		{func(t *Text) { t.Rate = "fast" }, `--rate: "fast" is no rate`},
		{func(t *Text) { t.Rate = "xpps" }, `--rate: "xpps" is no number`},
		{func(t *Text) { t.Rate = "0pps" }, "give one of them, more than 0"},
		{func(t *Text) { t.Rate = "1e9pps" }, "no machine sends that"},
		{func(t *Text) { t.For = "10" }, `--for: "10" has no unit: write for example "10s"`},
		{func(t *Text) { t.For = "0s" }, `--for: "0s" is not more than 0`},
		{func(t *Text) { t.For = "" }, "nothing bounds what is sent"},
		{func(t *Text) { t.For = "48h" }, "must be between 0 and 24h"},
		{func(t *Text) { t.Gaps = "random" }, `--gaps: "random" is neither "constant" nor "poisson"`},
		{func(t *Text) { t.NewFlows = "10" }, `--new-flows: "10" has no unit`},
		{func(t *Text) { t.Popularity = "zipf" }, `--popularity: "zipf" is no popularity`},
		{func(t *Text) { t.Popularity = "zipf:0" }, "the exponent must be more than 0"},
		{func(t *Text) { t.Popularity = "trace" }, "in a trace flows end"},
		{func(t *Text) { t.Flows = 0 }, "0 flows: must be between"},
		{func(t *Text) { t.From = EndsText{t.From.MAC, "10.0.0.1", "5"} }, "1000 flows, but addresses and ports make only 1"},
		{func(t *Text) { t.Sizes = "small" }, `--size: "small" is no size`},
		{func(t *Text) { t.Sizes = "59" }, "packets of 59 bytes: with these headers and the stamp of 18 bytes they have 60 to 4000"},
		{func(t *Text) { t.Protocol = "tcp" }, "packets of 64 bytes: with these headers and the stamp of 18 bytes they have 72 to 4000"},
		{func(t *Text) { t.Protocol = "sctp" }, "--protocol"},
		{func(t *Text) { t.Stream = 200 }, "stream 200: at most 127"},
		{func(t *Text) { t.From.Address = "10.0.0" }, `--from: "10.0.0" is no address`},
		{func(t *Text) { t.From.Address = "fd00::/64" }, `--from: "fd00::/64" is too wide`},
		{func(t *Text) { t.From.Address = "10.0.0.9-10.0.0.1" }, `is no range of addresses`},
		{func(t *Text) { t.From.Address = "fd00::1" }, "both must be IPv4, or both IPv6"},
		{func(t *Text) { t.To.MAC = "02:00" }, `--to-mac: "02:00" is no MAC address`},
		{func(t *Text) { t.To.MAC = "02:00:00:00:00:00-02:00:00:ff:ff:ff" }, "to: 16777216 MAC addresses: must be between 1 and 65536"},
		{func(t *Text) { t.From.MAC = "03:00:00:00:00:00" }, "is one of a group"},
		{func(t *Text) { t.To.Ports = "0" }, `--to-ports: "0" is no port`},
		{func(t *Text) { t.To.Ports = "9-1" }, `--to-ports: "9-1" is no port`},
	} {
		text := exampleText()
		c.with(&text)
		if _, err := text.Spec(); err == nil || !strings.Contains(err.Error(), c.wants) {
			t.Errorf("said %v, not %q", err, c.wants)
		}
	}
}
