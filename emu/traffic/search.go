package traffic

import (
	"context"
	"errors"
	"fmt"
)

// Search looks for the highest rate at which no more is lost than allowed, in the
// manner of RFC 2544, section 26.1: the highest rate is tried first, and then the
// middle between the highest that passed and the lowest that did not.
type Search struct {
	Lowest, Highest float64 // packets/s
	Resolution      float64 // ends when both lie closer than this share of the higher one
	MaxLoss         float64 // share of packets that may be lost; 0 in RFC 2544
	Repeats         int     // trials that a rate must pass, one after another
	MostTrials      int
}

// Check says what is wrong with a search, nil if nothing is.
func (s *Search) Check() error {
	switch {
	case !(s.Lowest > 0) || !(s.Highest >= s.Lowest) || s.Highest > MaxRate:
		return fmt.Errorf("rates from %g to %g packets/s: must be more than 0, the lower one first, and at most %g", s.Lowest, s.Highest, float64(MaxRate))
	case !(s.Resolution > 0) || s.Resolution >= 1:
		return fmt.Errorf("a resolution of %g%%: must be between 0%% and 100%%", 100*s.Resolution)
	case !(s.MaxLoss >= 0) || s.MaxLoss >= 1:
		return fmt.Errorf("a loss of %g%%: must be at least 0%% and less than 100%%", 100*s.MaxLoss)
	case s.Repeats < 1 || s.Repeats > 100:
		return fmt.Errorf("%d repeats: must be between 1 and 100", s.Repeats)
	case s.MostTrials < s.Repeats || s.MostTrials > 10_000:
		return fmt.Errorf("at most %d trials: must be between the repeats, %d, and 10000", s.MostTrials, s.Repeats)
	}
	return nil
}

// Trial is one run at one rate.
type Trial struct {
	Number  int     `json:"number"` // from 0
	PPS     float64 `json:"asked_packets_per_second"`
	Loss    float64 `json:"loss_share"`
	Outcome Outcome `json:"outcome"`
	Limit   Limit   `json:"limit"`         // whose it is that it did not pass
	Why     string  `json:"why,omitempty"` // it could not be measured
	Run     Run     `json:"run"`           // whose verdict is that on delays too
}

// Found is what a search ended with.
type Found struct {
	PPS      float64 `json:"packets_per_second"`        // the highest rate that passed, 0 if none did
	Above    float64 `json:"failed_packets_per_second"` // the lowest that did not, 0 if all passed
	Limit    Limit   `json:"limit"`                     // whose it is that the latter did not
	Why      string  `json:"why,omitempty"`             // the latter could not be measured
	Complete bool    `json:"complete"`                  // both are as close as was asked
	Ended    string  `json:"ended"`                     // why it ended there
	Trials   []Trial `json:"trials"`
}

// retries is how often a trial that measured nothing, such as while the machine was
// busy, is made again.
const retries = 2

var errSpent = errors.New("no trials are left")

// searching is the state of a search.
type searching struct {
	*Search
	run   func(ctx context.Context, number int, packetsPerSecond float64) (Run, error)
	tell  func(Trial)
	found Found
}

// Do searches. run makes one run; tell, which may be nil, is told of each. If ctx
// ends, what was found so far is returned with its error.
func (s *Search) Do(ctx context.Context, run func(ctx context.Context, number int, packetsPerSecond float64) (Run, error), tell func(Trial)) (Found, error) {
	r := &searching{Search: s, run: run, tell: tell, found: Found{Limit: NoLimit, Trials: []Trial{}}}
	if err := s.Check(); err != nil {
		return r.found, err
	}
	rate := s.Highest
	for {
		last, err := r.try(ctx, rate)
		switch {
		case errors.Is(err, errSpent):
			r.found.Ended = fmt.Sprintf("%v after %d: allow more, or a coarser resolution", err, len(r.found.Trials))
			return r.found, nil
		case err != nil:
			r.found.Ended = "it was ended: " + err.Error()
			return r.found, err
		case last.Outcome == Passed:
			r.found.PPS = rate
		default:
			r.found.Above, r.found.Limit, r.found.Why = rate, last.Limit, last.Why
		}
		if r.found.Complete = r.close(); r.found.Complete {
			return r.found, nil
		}
		rate = max(s.Lowest, (r.found.PPS+r.found.Above)/2)
	}
}

// close tells whether the search has ended, and why.
func (r *searching) close() bool {
	f := &r.found
	switch {
	case f.Above == 0:
		f.Ended = "the highest rate asked for passed: there may be more"
	case f.PPS == 0 && f.Above <= r.Lowest:
		f.Ended = "not even the lowest rate asked for passed"
	case f.Above-f.PPS <= r.Resolution*f.Above:
		f.Ended = "as close as was asked"
	default:
		return false
	}
	return true
}

// try makes the trials of one rate, until one does not pass. One that could not be
// measured is made again before it counts. It returns the last.
func (r *searching) try(ctx context.Context, rate float64) (t Trial, err error) {
	left := retries
	for done := 0; done < r.Repeats; {
		if len(r.found.Trials) == r.MostTrials {
			return t, errSpent
		}
		number := len(r.found.Trials)
		run, err := r.run(ctx, number, rate)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return t, err
		}
		t = Trial{Number: number, PPS: rate, Run: run, Loss: lossOf(&run)}
		t.Outcome, t.Limit, t.Why = run.outcome(r.MaxLoss)
		r.found.Trials = append(r.found.Trials, t)
		if r.tell != nil {
			r.tell(t)
		}
		switch {
		case t.Outcome == Passed:
			done++
		case t.Outcome == Unmeasured && left > 0:
			left--
		default:
			return t, nil
		}
	}
	return t, nil
}

// lossOf is the share of a run's packets that were lost.
func lossOf(r *Run) float64 {
	if r.Sent == nil || r.Received == nil || r.Sent.Packets == 0 {
		return 1
	}
	for _, st := range r.Received.Streams {
		if st.Stream == int(r.Sent.Stream) {
			return st.LossRate
		}
	}
	return 1
}
