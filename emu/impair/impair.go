package impair

import (
	"time"

	"qanat/topo"
)

// Impairment is what one direction of a link does. Its zero value does nothing.
// Shares are from 0 to 1.
type Impairment struct {
	// Delay is one-way: a round trip over a link whose directions are alike
	// takes twice as long.
	Delay  time.Duration
	Jitter time.Duration // scale of the deviates: half their range if uniform, else their standard deviation
	Distribution
	DelayCorrelation float64 // of a deviate with the one before
	Loss             Chance
	Bursts           Bursts
	Duplicate        Chance
	Reorder          Chance
	ReorderGap       int // only every so manieth packet may be reordered; 1 if 0
	Rate             topo.Rate
	Queue            int // packets that may wait for Rate; DefaultQueue if 0
}

// Chance is something that happens to a share of the packets.
type Chance struct {
	Share       float64
	Correlation float64 // with the packet before
}

// Bursts is loss that comes in bursts: a link is in a good or a bad state, and
// changes with each packet (Gilbert 1960, Elliott 1963). The zero value has none.
type Bursts struct {
	Enter    float64 // chance per packet to turn bad, p in the literature
	Leave    float64 // to turn good again, r
	LossBad  float64 // share lost while bad, 1-h
	LossGood float64 // share lost while good, 1-k
}

// Any tells whether bursts are asked for.
func (b Bursts) Any() bool { return b != Bursts{} }

// Mean is the share of packets lost in the long run.
func (b Bursts) Mean() float64 {
	if b.Enter+b.Leave == 0 {
		return b.LossGood // as it begins
	}
	bad := b.Enter / (b.Enter + b.Leave)
	return bad*b.LossBad + (1-bad)*b.LossGood
}

// None tells whether a direction is left alone.
func (m *Impairment) None() bool { return *m == Impairment{} }

// FullSize is the largest frame of interfaces with the usual MTU, in bytes.
const FullSize = 1514

// queuedAtLeast and queuedFor give DefaultQueue: the larger of so many packets
// and those of FullSize that Rate sends in that time, about what routers have.
const (
	queuedAtLeast = 100
	queuedFor     = 50 * time.Millisecond
)

// DefaultQueue is the queue before the rate where none is given, in packets.
func (m *Impairment) DefaultQueue() int {
	bits := float64(m.Rate) * 1000 * queuedFor.Seconds()
	return max(queuedAtLeast, int(bits/8/FullSize))
}

// QueueLimit is the queue before the rate, in packets.
func (m *Impairment) QueueLimit() int {
	if m.Queue > 0 {
		return m.Queue
	}
	return m.DefaultQueue()
}

// mostPerSecond is more packets than a veth link of one processor carries, and
// smallest the least frame on a link, in bytes.
const (
	mostPerSecond = 1.2e6
	smallest      = 60
)

// InFlight bounds how many packets are on their way at a time, not counting the
// queue: as many as can be sent within the longest delay.
func (m *Impairment) InFlight() int {
	perSecond := mostPerSecond
	if m.Rate > 0 {
		perSecond = min(perSecond, float64(m.Rate)*1000/8/smallest)
	}
	return int(perSecond*m.longest().Seconds()) + queuedAtLeast
}

// Earliest is the shortest delay of packets that are not reordered.
func (m *Impairment) Earliest() time.Duration {
	return max(0, m.Delay+time.Duration(m.Distribution.earliest()*float64(m.Jitter)))
}

// longest is the longest delay that happens.
func (m *Impairment) longest() time.Duration { return m.Delay + mostDeviation*m.Jitter }
