package nf

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/nat"
)

func newZZ(flows int, idle time.Duration) *Thread {
	c := nat.DefaultConfig
	c.Sessions, c.Public, c.Idle = flows, netip.MustParsePrefix("203.0.0.0/24"), idle
	box, err := nat.NewSimple(c)
	if err != nil {
		panic(err)
	}
	t, _ := NewSingle(box, 1)
	return t
}

func BenchmarkNewSession(b *testing.B) {
	const flows = 1 << 18
	ring := make([][]byte, 1024)
	for k := range ring {
		ring[k] = udp(0)
	}
	at := 0
	fill := func(t *Thread, next *uint32) {
		for i := range middlebox.MaxBatch {
			frame := ring[at]
			at = (at + 1) & 1023
			*next++
			n := *next
			binary.BigEndian.PutUint32(frame[26:], 10<<24|n>>8)
			binary.BigEndian.PutUint16(frame[34:], uint16(1024+n&255))
			t.Packets().Packets[i].Parse(frame)
			t.Packets().In[i] = 0
		}
	}
	for b.Loop() {
		b.StopTimer()
		t := newZZ(flows, 5*time.Minute)
		next := uint32(0)
		b.StartTimer()
		for range flows / 2 / middlebox.MaxBatch {
			fill(t, &next)
			t.Run(middlebox.MaxBatch, 1)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(flows/2), "ns/session")
	}
}
