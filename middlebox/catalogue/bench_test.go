package catalogue_test

import (
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/catalogue"
	"qanat/middlebox/packet"
)

// BenchmarkSteady measures packets of a thousand TCP connections that stand, from
// those who began them, through each middlebox; "frames" is what it costs to make
// and parse them.
func BenchmarkSteady(b *testing.B) {
	const flows = 1024
	run := func(b *testing.B, name string, through func(n int), batch *middlebox.Batch) {
		frames := make([][]byte, flows)
		buffers := make([][]byte, flows)
		for _, flags := range []uint8{packet.SYN, packet.ACK} {
			for k := range frames {
				s := first(name, k)
				s.Flags = flags
				frames[k] = s.Bytes()
				buffers[k] = append([]byte{}, frames[k]...)
				batch.Packets[0].Parse(buffers[k])
				batch.In[0] = s.Side
				through(1)
			}
		}
		side, at := first(name, 0).Side, 0
		b.ReportAllocs()
		for b.Loop() {
			for i := range middlebox.MaxBatch {
				copy(buffers[at], frames[at])
				batch.Packets[i].Parse(buffers[at])
				batch.In[i] = side
				at = (at + 1) % flows
			}
			through(middlebox.MaxBatch)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/middlebox.MaxBatch, "ns/packet")
	}
	b.Run("frames", func(b *testing.B) { run(b, "", func(int) {}, middlebox.NewBatch(nil, nil)) })
	for _, e := range catalogue.Entries() {
		b.Run(e.Name, func(b *testing.B) {
			thread := single(b, newBox(b, e.Name))
			run(b, e.Name, func(n int) { thread.Run(n, 1) }, thread.Packets())
		})
	}
}
