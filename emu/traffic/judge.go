package traffic

import (
	"fmt"
	"time"
)

// When a run counts.
const (
	// LateBound is how much later than intended a packet may be sent.
	LateBound = time.Millisecond
	// LateShare is the share of packets that may be sent later, and of the time in
	// which a sink may not have looked at its port for LateBound.
	LateShare = 0.01
	// PaceShare is how late the last packet may be, beyond LateBound, as a share of
	// the time that sending took.
	PaceShare = 0.01
	// StealShare is the share of the processor time wanted that others may have
	// taken away.
	StealShare = 0.02
)

// Verdict says whether a run measured what it was to.
type Verdict struct {
	Valid   bool     `json:"valid"`
	Reasons []string `json:"reasons"` // why it is not valid
	Notes   []string `json:"notes"`   // what a reader should know besides
}

// Run is all that is known of a run. What did not take place in it is nil.
type Run struct {
	Sent     *Sent     `json:"sent,omitempty"`
	Received *Received `json:"received,omitempty"`
	Stolen   float64   `json:"stolen_share"` // of processor time; -1 if the machine does not tell
	Verdict  Verdict   `json:"verdict"`
}

// Judge fills in the verdict.
func (r *Run) Judge() {
	v := Verdict{Reasons: []string{}, Notes: []string{}}
	no := func(bad bool, format string, args ...any) {
		if bad {
			v.Reasons = append(v.Reasons, fmt.Sprintf(format, args...))
		}
	}
	note := func(is bool, format string, args ...any) {
		if is {
			v.Notes = append(v.Notes, fmt.Sprintf(format, args...))
		}
	}
	if s := r.Sent; s != nil {
		judgeSent(s, no, note)
	}
	if s := r.Received; s != nil {
		judgeReceived(s, no, note)
	}
	judgeStolen(r.Stolen, no)
	note(r.Stolen < 0, "the machine does not tell whether others took processor time")
	v.Valid = len(v.Reasons) == 0
	r.Verdict = v
}

// say adds a sentence if a condition holds.
type say func(is bool, format string, args ...any)

func judgeSent(s *Sent, no, note say) {
	judgePace(s, no)
	judgeBursts(s, no)
	note(s.Refused > 0, "the sending port refused %d packets: what is behind it was too slow; they count as lost", s.Refused)
	note(s.Interrupted, "interrupted after %.1f s", s.Seconds)
}

// judgePace says why less was sent than asked.
func judgePace(s *Sent, no say) {
	no(s.Packets == 0, "nothing was sent")
	no(s.Behind > LateBound.Seconds()+PaceShare*s.Seconds, "the sender fell behind: its last packet left %.3f s late, after %.3f s; ask for less", s.Behind, s.Seconds)
	no(s.Unsent > 0, "%d packets were not sent, since all frames of the pool were on their way; make the pool larger or the queues shorter", s.Unsent)
}

// judgeBursts says why it was not sent evenly, though perhaps in time as a whole.
func judgeBursts(s *Sent, no say) {
	late := float64(s.TooLate) / float64(max(s.Packets, 1))
	no(late > LateShare, "the sender could not keep its pace: %.1f%% of the packets left more than %v late (at most %.0f%%), half of all more than %.0f us; ask for less", 100*late, LateBound, 100*LateShare, s.Lateness.P50)
}

func judgeReceived(s *Received, no, note say) {
	arrived := uint64(0)
	for _, st := range s.Streams {
		arrived += st.Arrived
		note(!st.Ended, "stream %d: how many packets were sent is not known; those after the last that arrived are not counted as lost", st.Stream)
		note(st.Joined > 0, "stream %d had begun before: its first %d packets are not counted", st.Stream, st.Joined)
	}
	no(arrived == 0, "no packet arrived")
	judgeMissed(s, no)
	no(s.Away > LateShare, "the sink was not running %.1f%% of the time (at most %.0f%%), once for %.1f ms: delays are longer than the network's", 100*s.Away, 100*LateShare, 1e3*s.LongestAway)
	note(s.LongestAway > 0 && s.Away <= LateShare, "the sink was not running for up to %.1f ms: the longest delays are its own", 1e3*s.LongestAway)
	no(s.Ahead > 0, "%d packets arrived before they were sent: sender and receiver do not share a clock", s.Ahead)
	note(s.Port.Invalid > 0, "%d frames were too large for the receiving port", s.Port.Invalid)
	note(s.Interrupted, "interrupted")
}

func judgeMissed(s *Received, no say) {
	no(s.Port.Missed > 0, "the receiving port missed %d packets, since they were taken too slowly: what is lost is not the network's", s.Port.Missed)
}

func judgeStolen(stolen float64, no say) {
	no(stolen > StealShare, "the machine was busy with others: they took %.1f%% of the processor time wanted (at most %.0f%%)", 100*stolen, 100*StealShare)
}
