package nf

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/nat"
)

// udp is a frame of 64 bytes, FCS not counted.
func udp(flow uint32) []byte {
	f := make([]byte, 60)
	binary.BigEndian.PutUint16(f[12:], 0x0800)
	ip := f[14:]
	ip[0], ip[8], ip[9] = 0x45, 64, 17
	binary.BigEndian.PutUint16(ip[2:], 46)
	binary.BigEndian.PutUint32(ip[12:], 10<<24|flow>>8)
	binary.BigEndian.PutUint32(ip[16:], 198<<24|51<<16|100<<8|7)
	binary.BigEndian.PutUint16(ip[20:], uint16(1024+flow&255))
	binary.BigEndian.PutUint16(ip[22:], 53)
	binary.BigEndian.PutUint16(ip[24:], 26)
	return f
}

func BenchmarkSimpleNAT(b *testing.B) {
	for _, flows := range []int{1000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(flows), func(b *testing.B) {
			c := nat.DefaultConfig
			c.Sessions, c.Public = flows, netip.MustParsePrefix("203.0.0.0/24")
			box, err := nat.NewSimple(c)
			if err != nil {
				b.Fatal(err)
			}
			t, _ := NewSingle(box, 1)
			const frames = 1 << 10
			r := rand.New(rand.NewPCG(1, 1))
			ring := make([][]byte, frames)
			for k := range ring {
				ring[k] = udp(0)
			}
			numbers := make([]uint32, 1<<20)
			for k := range numbers {
				numbers[k] = uint32(r.IntN(flows))
			}
			at, from := 0, 0
			fill := func(f func() uint32) {
				for i := range middlebox.MaxBatch {
					frame := ring[at]
					at = (at + 1) & (frames - 1)
					n := f()
					binary.BigEndian.PutUint32(frame[26:], 10<<24|n>>8)
					binary.BigEndian.PutUint16(frame[34:], uint16(1024+n&255))
					t.Packets().Packets[i].Parse(frame)
					t.Packets().In[i] = 0
				}
			}
			next := uint32(0)
			for next < uint32(flows) {
				fill(func() uint32 { next++; return (next - 1) % uint32(flows) })
				t.Run(middlebox.MaxBatch, 1)
			}
			pick := func() uint32 { from = (from + 1) & (1<<20 - 1); return numbers[from] }
			b.Run("generator", func(b *testing.B) {
				for range b.N / middlebox.MaxBatch {
					fill(pick)
				}
			})
			b.Run("nat", func(b *testing.B) {
				b.ReportAllocs()
				for range b.N / middlebox.MaxBatch {
					fill(pick)
					t.Run(middlebox.MaxBatch, 1)
				}
			})
		})
	}
}
