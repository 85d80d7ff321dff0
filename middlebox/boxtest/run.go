package boxtest

import "qanat/middlebox"

// frameMemory is what frames have room for, as those of ports do.
const frameMemory = 2048

// Sent is a frame on its way into a middlebox, or out of it.
type Sent struct {
	Frame
	Side uint8 // it comes from or goes to; middlebox.Drop if it went nowhere
	// Intact tells of a frame that came out whether its checksums are right.
	Intact bool
}

// Pass passes frames, at most MaxBatch, and returns what became of each.
func Pass(r middlebox.Stage, now int64, frames ...Sent) []Sent {
	b := r.Packets()
	for i := range frames {
		b.Packets[i].Parse(append(make([]byte, 0, frameMemory), frames[i].Bytes()...))
		b.In[i] = frames[i].Side
	}
	r.Run(len(frames), now)
	out := make([]Sent, len(frames))
	for i := range frames {
		if out[i].Side = b.Out[i]; out[i].Side != middlebox.Drop {
			out[i].Frame, out[i].Intact = Read(b.Packets[i].Data)
		}
	}
	return out
}
