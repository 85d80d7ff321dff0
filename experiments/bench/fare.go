package bench

import (
	"errors"
	"fmt"
)

// delays is how many frames had a delay of so many times 1.024 us.
type delays []uint64

// bucketMicro is the width of a bucket.
const bucketMicro = 1.024

func (d delays) total() (n uint64) {
	for _, one := range d {
		n += one
	}
	return n
}

// since returns what came after an earlier count.
func (d delays) since(before delays) delays {
	after := make(delays, len(d))
	for k := range d {
		after[k] = d[k] - before[k]
	}
	return after
}

// quantile is a delay in us that a share of all frames does not exceed.
func (d delays) quantile(share float64) float64 {
	seen, all := uint64(0), float64(d.total())
	for k, n := range d {
		if seen += n; n > 0 && float64(seen) >= share*all {
			return float64(k+1) * bucketMicro
		}
	}
	return 0
}

// fare is how a chain fared at one offered load.
type fare struct {
	asked, seconds float64 // frames/s; how long they were sent for
	offered        uint64  // frames that the generator's port took
	warming        uint64  // and those before
	inTime         uint64  // that came out before the last was sent
	passed         uint64  // that came out at all, with those before
	dropped        drops
	delays         delays
	waited         float64 // share of the time in which the chain waited for its processor
}

// drops are frames that somebody counted as dropped.
type drops struct {
	links  uint64 // by the links' queues
	missed uint64 // by the queue of the port that receives
	chain  uint64 // by the chain and its gateway
	sent   uint64 // by the port that sends
}

func (d drops) total() uint64 { return d.links + d.missed + d.chain + d.sent }

// offeredRate and throughput are frames/s while frames were sent.
func (f *fare) offeredRate() float64 { return float64(f.offered) / f.seconds }
func (f *fare) throughput() float64  { return float64(f.inTime) / f.seconds }

// kept tells whether the generator offered what was asked.
func (f *fare) kept() bool {
	const share = 0.97
	return f.offeredRate() >= share*f.asked
}

// unaccounted is the share of offered frames, in percent, that neither came out
// nor were counted as dropped, or that came out or were counted twice.
func (f *fare) unaccounted() float64 {
	known := f.passed + f.dropped.total()
	all := f.offered + f.warming
	gap := max(all, known) - min(all, known)
	return 100 * float64(gap) / float64(max(all, 1))
}

// disturbed is the share of the time in which a chain may wait for its processor.
// Threads of the kernel alone take 1 to 3%.
const disturbed = 0.03

// calm tells whether a trial counts: the generator offered what was asked, and
// nobody else wanted the chain's processor.
func (f *fare) calm() bool { return f.kept() && f.waited <= disturbed }

// bound is the longest delay, in us, that a queue of so many frames makes at the
// throughput that there was.
func (f *fare) bound(queue int) float64 { return 1e6 * float64(queue) / f.throughput() }

// peak is the highest throughput over loads that rise until half as much again as
// comes out is offered.
func peak(try func(perSecond float64) (*fare, error)) (highest float64, err error) {
	const first, step, enough = 100e3, 1.15, 1.5
	for load := first; ; load *= step {
		f, err := try(load)
		if err != nil {
			return 0, err
		}
		highest = max(highest, f.throughput())
		switch {
		case f.offeredRate() >= enough*highest:
			return highest, nil
		case !f.kept():
			return 0, fmt.Errorf("the generator offers no more than %.3g of %.3g frames/s, of which %.3g come out: %w", f.offeredRate(), load, f.throughput(), errTooFast)
		}
	}
}

var errTooFast = errors.New("the chain is too fast for it")

// calmest tries until a trial is calm, at most twice, and returns the one in which
// the chain waited least for its processor.
func calmest(try func() (*fare, error)) (best *fare, err error) {
	const tries = 2
	for range tries {
		f, err := try()
		if err != nil {
			return nil, err
		}
		if best == nil || f.kept() && (!best.kept() || f.waited < best.waited) {
			best = f
		}
		if best.calm() {
			break
		}
	}
	return best, nil
}
