package traffic

import "fmt"

// Outcome is what a trial says of its rate.
type Outcome string

// The outcomes.
const (
	Passed Outcome = "passed" // no more was lost than allowed
	Lost   Outcome = "lost"   // more was, on the way
	// Unmeasured is that the rate was not offered, or that who measures lost packets
	// itself, or that others held up the machine.
	Unmeasured Outcome = "not measurable"
)

// Limit is whose a bound on the rate is.
type Limit string

// The limits.
const (
	NoLimit   Limit = "none"    // the highest rate passed
	OfNetwork Limit = "network" // what was sent was lost
	OfSender  Limit = "sender"  // it could not keep its pace
	OfSink    Limit = "sink"    // it took packets too slowly
	OfMachine Limit = "machine" // others took processor time
)

// outcome judges loss alone. What a sink does not look at waits in the queue of
// its port: packets seem later, but are lost only if the port counts them as
// missed. So delays may be worthless where loss is not. And that packets left late,
// in bursts, which are harder to take, matters only where no more was lost than
// that explains.
func (r *Run) outcome(most float64) (is Outcome, whose Limit, why string) {
	if r.Sent == nil || r.Received == nil {
		return Unmeasured, OfMachine, "nothing was sent and received"
	}
	if reason := first(func(no say) { judgePace(r.Sent, no) }); reason != "" {
		return Unmeasured, OfSender, reason
	}
	loss := lossOf(r)
	if loss <= most {
		return Passed, NoLimit, ""
	}
	share := func(n uint64) float64 { return float64(n) / float64(r.Sent.Packets) }
	if reason := first(func(no say) { judgeBursts(r.Sent, no) }); reason != "" && loss-share(r.Sent.TooLate) <= most {
		return Unmeasured, OfSender, reason
	}
	if loss-share(r.Received.Port.Missed) <= most {
		return Unmeasured, OfSink, first(func(no say) { judgeMissed(r.Received, no) })
	}
	if reason := first(func(no say) { judgeStolen(r.Stolen, no) }); reason != "" {
		return Unmeasured, OfMachine, reason
	}
	return Lost, OfNetwork, ""
}

// first is the first reason that a judge gives, if any.
func first(judge func(no say)) (reason string) {
	judge(func(bad bool, format string, args ...any) {
		if bad && reason == "" {
			reason = fmt.Sprintf(format, args...)
		}
	})
	return reason
}
