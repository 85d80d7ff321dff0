package port_test

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"qanat/emu/port"
)

// BenchmarkInterface sends batches into a virtual pair and receives them, on one
// thread. What counts is that thread's processor time, in which the kernel's part
// of both is included: it says the same on a busy machine.
func BenchmarkInterface(b *testing.B) {
	for _, kind := range []string{"af_packet", "tpacket", "af_xdp"} {
		b.Run(kind, func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			e := across("af_packet", kind, port.Options{})(b)
			defer e.Pool.Close()
			defer e.From.Close()
			defer e.To.Close()
			var frames [port.Batch]port.Frame
			received := 0
			b.ResetTimer()
			began := threadTime()
			for range b.N {
				n := e.Pool.Get(frames[:])
				for k := range frames[:n] {
					frames[k].Reserve(60)
				}
				e.From.Send(frames[:n])
				n, _ = e.To.Receive(frames[:])
				received += n
				port.Put(frames[:n])
			}
			b.ReportMetric(float64(threadTime()-began)/float64(received), "cpu-ns/frame")
		})
	}
}

// threadTime is the processor time of the calling thread, in nanoseconds.
func threadTime() int64 {
	var at unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &at) != nil {
		return 0
	}
	return at.Nano()
}
