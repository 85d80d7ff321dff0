package traffic

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// limited is a network that loses what is above its capacity, and a sender that
// falls behind in some trials.
type limited struct {
	capacity float64
	invalid  func(number int, rate float64) bool
}

func (l *limited) run(_ context.Context, number int, rate float64) (Run, error) {
	lost := max(0, 1-l.capacity/rate)
	r := Run{Sent: &Sent{Packets: 1000, Seconds: 1}, Received: &Received{Streams: []Stream{{LossRate: lost}}}}
	if l.invalid != nil && l.invalid(number, rate) {
		r.Sent.Behind = 1
	}
	r.Judge()
	return r, nil
}

func search() Search {
	return Search{Lowest: 1000, Highest: 1e6, Resolution: 0.01, Repeats: 1, MostTrials: 50}
}

func TestSearchFindsTheCapacity(t *testing.T) {
	for _, capacity := range []float64{1000, 1234, 55_555, 999_000} {
		for _, loss := range []float64{0, 0.05} {
			s := search()
			s.MaxLoss = loss
			l := limited{capacity: capacity}
			f, err := s.Do(t.Context(), l.run, nil)
			limit := capacity / (1 - loss)
			if err != nil || !f.Complete || f.PPS > limit || min(limit, s.Highest) > f.PPS*1.0102 || len(f.Trials) > 25 {
				t.Errorf("capacity %g, loss %g: %g after %d trials, %s, %v", capacity, loss, f.PPS, len(f.Trials), f.Ended, err)
			}
		}
	}
}

func TestSearchEnds(t *testing.T) {
	noisy := func(int, float64) bool { return true }
	for name, c := range map[string]struct {
		with     func(*Search)
		net      limited
		pps      float64
		complete bool
		trials   int
		limit    Limit
		says     string
	}{
		"all pass":             {func(s *Search) {}, limited{capacity: 2e6}, 1e6, true, 1, NoLimit, "1Mpps passed (1 trials; the highest rate asked for passed: there may be more)"},
		"none passes":          {func(s *Search) { s.Lowest = 4e5 }, limited{capacity: 1}, 0, true, 3, OfNetwork, "no rate passed, 400kpps did not (3 trials; not even"},
		"trials are used up":   {func(s *Search) { s.MostTrials = 4 }, limited{capacity: 1e5}, 0, false, 4, OfNetwork, "no trials are left"},
		"each passes thrice":   {func(s *Search) { s.Repeats = 3; s.Resolution = 0.6 }, limited{capacity: 5e5}, 5e5, true, 4, OfNetwork, "500kpps passed, 1Mpps did not (4 trials; as close"},
		"nothing can be said":  {func(s *Search) { s.Lowest = 1e6 }, limited{capacity: 2e6, invalid: noisy}, 0, true, 3, OfSender, "no rate passed, 1Mpps could not be measured"},
		"noise is tried again": {func(s *Search) {}, limited{capacity: 2e6, invalid: func(n int, _ float64) bool { return n < 2 }}, 1e6, true, 3, NoLimit, "there may be more"},
		"the sender's limit": {func(s *Search) { s.Resolution = 0.5 }, limited{capacity: 2e6, invalid: func(_ int, rate float64) bool { return rate > 7e5 }},
			5e5, true, 4, OfSender, "500kpps passed, 1Mpps could not be measured (4 trials; as close as was asked)\nthe limit is the sender's, not the network's: the sender fell behind"},
		"the network's below the sender's": {func(s *Search) { s.Resolution = 0.2 }, limited{capacity: 3e5, invalid: func(_ int, rate float64) bool { return rate > 7e5 }},
			2.5e5, true, 7, OfNetwork, "250kpps passed, 312.5kpps did not"},
	} {
		s := search()
		c.with(&s)
		f, err := s.Do(t.Context(), c.net.run, nil)
		var text strings.Builder
		if err == nil {
			err = f.Write(&text)
		}
		if err != nil || f.PPS != c.pps || f.Complete != c.complete || len(f.Trials) != c.trials || f.Limit != c.limit || !strings.Contains(text.String(), c.says) {
			t.Errorf("%s: %g packets/s, complete %t, %d trials, limit %s, %q, %v", name, f.PPS, f.Complete, len(f.Trials), f.Limit, &text, err)
		}
	}
}

// TestRepeatsMustAllPass: one that loses is enough.
func TestRepeatsMustAllPass(t *testing.T) {
	s := search()
	s.Repeats, s.Resolution = 3, 0.5
	f, err := s.Do(t.Context(), func(ctx context.Context, number int, rate float64) (Run, error) {
		l := limited{capacity: 2e6}
		if number == 2 {
			l.capacity = 9e5
		}
		return l.run(ctx, number, rate)
	}, nil)
	if err != nil || f.PPS != 5e5 || f.Above != 1e6 || len(f.Trials) != 6 {
		t.Errorf("%g to %g after %d trials, %v", f.PPS, f.Above, len(f.Trials), err)
	}
}

func TestInterruptedSearchKeepsItsTrials(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, l := search(), limited{capacity: 1e5}
	f, err := s.Do(ctx, l.run, func(trial Trial) {
		if trial.Number == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || len(f.Trials) != 3 || f.Above != 2.5e5 || f.Complete {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestSearchesThatMakeNoSense(t *testing.T) {
	for _, with := range []func(*Search){
		func(s *Search) { s.Lowest = 0 }, func(s *Search) { s.Highest = 10 }, func(s *Search) { s.Resolution = 0 },
		func(s *Search) { s.MaxLoss = 1 }, func(s *Search) { s.Repeats = 0 }, func(s *Search) { s.MostTrials = 0 },
	} {
		s := search()
		if with(&s); s.Check() == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}
