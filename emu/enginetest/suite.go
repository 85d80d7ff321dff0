//go:build linux

package enginetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	_ "qanat/emu/agent" // the test's program is the labs' agent
	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
	"qanat/topo"
)

// pair is a lab of two nodes that are joined by one link.
type pair struct {
	*live.Run
	t *testing.T
}

// up brings a lab up, for the time of the test.
func up(t *testing.T, engine string, there, back impair.Impairment, events ...lab.Event) *pair {
	t.Helper()
	return upLab(t, engine, &lab.Lab{
		Name: "conformance", Nodes: []lab.Node{{Name: "a"}, {Name: "b"}}, Events: events, Seed: 1,
		Links: []lab.Link{{Name: "link", Ends: [2]string{"a", "b"}, Directions: [2]impair.Impairment{there, back}}},
	})
}

// upLab brings any lab up, for the time of the test.
func upLab(t *testing.T, engine string, l *lab.Lab) *pair {
	t.Helper()
	p, err := l.Plan()
	if err != nil {
		t.Fatal(err)
	}
	r, err := live.Up(t.Context(), p, live.Options{Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Remove(r.ID); err != nil {
			t.Error(err)
		}
	})
	return &pair{r, t}
}

// send probes one way: from node 0 to node 1, or back.
func (p *pair) send(way int, s probe.Spec) *probe.Report {
	p.t.Helper()
	return p.between(way, 1-way, s)
}

// between probes the way from a node to a neighbour, whose first interfaces join
// them. Nothing but the probes crosses it.
func (p *pair) between(from, to int, s probe.Spec) *probe.Report {
	p.t.Helper()
	s.From, s.To, s.Address = p.Space(from), p.Space(to), p.Plan.Address(to)
	s.Via = p.Plan.Spaces[from].Interfaces[0].Name
	if s.Wait == 0 {
		s.Wait = 300 * time.Millisecond
	}
	r, err := probe.Run(p.t.Context(), s)
	if err != nil {
		p.t.Fatal(err)
	}
	if r.Overrun > 0 {
		p.t.Fatalf("the receiver was too slow for %d packets", r.Overrun)
	}
	return r
}

// Run runs the suite. slack is how far off this machine's clocks and scheduling
// may be in the median.
func Run(t *testing.T, engine string, slack time.Duration) {
	s := suite{engine, slack}
	t.Run("DelaysEachWayAsAsked", s.delays)
	t.Run("JitterHasItsShape", s.jitter)
	t.Run("ChancesAreMet", s.chances)
	t.Run("CorrelationsAreMetOrRefused", s.correlations)
	t.Run("BurstsAreAsLongAsAsked", s.bursts)
	t.Run("LossesInsideAndOutsideOfBursts", s.partialBursts)
	t.Run("ReorderedPacketsSkipTheDelay", s.reorder)
	t.Run("RateIsKeptAndItsQueueBounded", s.rate)
	t.Run("DelaysOfMoreThanAThousandPacketsLoseNone", s.inFlight)
	t.Run("EventsChangeAndCut", s.events)
	t.Run("StreamsArriveUnharmed", s.stream)
	t.Run("FramesArriveAsTheyWere", s.frames)
	t.Run("LANsDelayAndLoseOnTheWayIn", s.lan)
	t.Run("MulticastReachesAllOfALAN", s.multicast)
	t.Run("CountsSayWhatBecameOfPackets", s.counts)
	t.Run("SeedsRepeatChances", s.seeds)
}

type suite struct {
	engine string
	slack  time.Duration
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %g, want %g within %g", what, got, want, tolerance)
	}
}

// delays: constant delays that differ by direction; nothing is lost, doubled or
// overtaken.
func (s suite) delays(t *testing.T) {
	delay := []time.Duration{5 * time.Millisecond, 25 * time.Millisecond}
	p := up(t, s.engine, impair.Impairment{Delay: delay[0]}, impair.Impairment{Delay: delay[1]})
	for way, want := range delay {
		r := p.send(way, probe.Spec{Packets: 500, PerSecond: 1000})
		got := r.Delays()
		slices.Sort(got)
		if len(got) != 500 || r.Overtaken > 0 {
			t.Errorf("of 500 packets %d arrive, %d overtaken", len(got), r.Overtaken)
		}
		if early := got[0]; early < want {
			t.Errorf("a packet takes %v, less than the delay of %v", early, want)
		}
		if off := got[len(got)/2] - want; off > s.slack {
			t.Errorf("the median delay is %v too long, of %v", off, want)
		}
	}
}

// find returns the engine.
func (s suite) find(t *testing.T) engine.Engine {
	t.Helper()
	for _, e := range live.Engines() {
		if e.Name() == s.engine {
			return e
		}
	}
	t.Fatalf("there is no engine %s", s.engine)
	return nil
}

// distance is Kolmogorov and Smirnov's: the largest difference between two
// distribution functions.
func distance(a, b []time.Duration) (most float64) {
	slices.Sort(a)
	slices.Sort(b)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if a[i] <= b[j] {
			i++
		} else {
			j++
		}
		most = max(most, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return most
}

// reference is what the channel of package impair does to the same packets.
func reference(m impair.Impairment, packets int) (delays []time.Duration) {
	c := impair.NewChannel(m, rand.New(rand.NewPCG(1, 2)))
	var due []int64
	for k := range int64(packets) {
		now := k * int64(time.Second)
		due = c.Arrive(now, 106, due[:0])
		for _, at := range due {
			delays = append(delays, time.Duration(at-now))
		}
	}
	return delays
}

func (s suite) jitter(t *testing.T) {
	for _, m := range []impair.Impairment{
		{Delay: 20 * time.Millisecond, Jitter: 8 * time.Millisecond},
		{Delay: 40 * time.Millisecond, Jitter: 8 * time.Millisecond, Distribution: impair.Normal},
		{Delay: 20 * time.Millisecond, Jitter: 8 * time.Millisecond, Distribution: impair.Pareto},
		{Delay: 40 * time.Millisecond, Jitter: 8 * time.Millisecond, Distribution: impair.Normal, DelayCorrelation: 0.6},
	} {
		if err := s.find(t).Refuse(&m); err != nil {
			refusal(t, "delay_correlation", err)
			continue
		}
		const packets = 1500
		r := up(t, s.engine, m, impair.Impairment{}).send(0, probe.Spec{Packets: packets, PerSecond: 1500})
		got := r.Delays()
		near(t, fmt.Sprintf("%v, correlation %g: correlation", m, m.DelayCorrelation), autocorrelation(got, func(d time.Duration) float64 { return float64(d) }), m.DelayCorrelation, 0.12)
		if r.Overtaken == 0 {
			t.Errorf("%v: no packet overtakes another", m)
		}
		// With correlation neighbours say little new: fewer independent packets.
		independent := packets * (1 - m.DelayCorrelation) / (1 + m.DelayCorrelation)
		allowed := 1.95/math.Sqrt(independent) + s.slack.Seconds()/m.Jitter.Seconds() // 1.95: once in a thousand
		if d := distance(got, reference(m, 40_000)); d > allowed {
			t.Errorf("%v: distribution is %.3f off, more than %.3f", m, d, allowed)
		}
	}
}

func (s suite) rate(t *testing.T) {
	const size, queue, delay = 1000, 50, 10 * time.Millisecond
	const rate = 8 * topo.Mbps // a byte takes a microsecond
	p := up(t, s.engine, impair.Impairment{Rate: rate, Queue: queue, Delay: delay}, impair.Impairment{})
	r := p.send(0, probe.Spec{Packets: 1500, PerSecond: 1500, Size: size})
	near(t, "rate in Mbit/s", float64(r.Received-1)*size*8e3/float64(r.Last-r.First), rate.InMbps(), 0.03*rate.InMbps())
	near(t, "share dropped", float64(r.Lost())/1500, 1.0/3, 0.06)
	delays := r.Delays()
	slices.Sort(delays)
	full := delay + queue*time.Millisecond
	if d := delays[len(delays)*9/10]; d < full*9/10 || d > full*12/10+s.slack {
		t.Errorf("packets that waited take %v, want about %v", d, full)
	}
}

// inFlight: netem's default queue holds 1,000 packets.
func (s suite) inFlight(t *testing.T) {
	r := up(t, s.engine, impair.Impairment{Delay: 300 * time.Millisecond}, impair.Impairment{}).
		send(0, probe.Spec{Packets: 6000, PerSecond: 10_000, Wait: time.Second})
	if lost := r.Lost(); lost > 0 {
		t.Errorf("%d of 6000 packets are lost on a link that loses none", lost)
	}
}
