package impair

import (
	"math/rand/v2"
	"time"
)

// Channel is one direction of a link at work. It is told when packets arrive and
// says when they come out; times are nanoseconds on any clock that does not run
// backwards. The same seed gives the same fates to the same arrivals.
type Channel struct {
	m         Impairment
	table     []int16
	rng       *rand.Rand
	duplicate dice
	loss      dice
	reorder   dice
	weather   weather
	jitter    wave
	since     int   // packets since the last that was reordered
	free      int64 // when the sender has sent all that it has
	waiting   fifo  // ends of the transmissions that are not over

	Counts
}

// Counts says what became of the packets so far.
type Counts struct {
	Arrived    uint64
	Delivered  uint64 // or on their way
	Lost       uint64 // as was asked for
	Overflowed uint64 // the queue before the rate was full
	Duplicated uint64
	Reordered  uint64
}

// NewChannel returns a channel at rest.
func NewChannel(m Impairment, rng *rand.Rand) *Channel {
	return &Channel{
		m: m, rng: rng, table: m.Distribution.Table(),
		duplicate: newDice(m.Duplicate, rng), loss: newDice(m.Loss, rng), reorder: newDice(m.Reorder, rng),
		weather: weather{Bursts: m.Bursts}, jitter: newWave(m.DelayCorrelation, rng),
	}
}

// Set replaces what the channel does. Packets on their way keep their times, and
// counts go on.
func (c *Channel) Set(m Impairment) {
	next := NewChannel(m, c.rng)
	next.free, next.waiting, next.Counts = c.free, c.waiting, c.Counts
	*c = *next
}

// Arrive takes a packet of so many bytes that arrives at now and appends the
// times at which it leaves to due: none if it is dropped, two if it is
// duplicated. now must not be less than in an earlier call.
func (c *Channel) Arrive(now int64, size int, due []int64) []int64 {
	c.Arrived++
	copies := 1
	if c.duplicate.hit(c.rng) {
		copies++
		c.Duplicated++
	}
	if c.loss.hit(c.rng) || c.weather.lost(c.rng) {
		copies--
		c.Lost++
	}
	for range copies {
		sent, ok := c.send(now, size)
		if !ok {
			c.Overflowed++
			continue
		}
		c.Delivered++
		due = append(due, sent+c.delay())
	}
	return due
}

// send returns when the packet has been sent at the rate.
func (c *Channel) send(now int64, size int) (at int64, ok bool) {
	if c.m.Rate == 0 {
		return now, true
	}
	c.waiting.drop(now)
	if c.waiting.len() > c.m.QueueLimit() { // the first of them is being sent
		return 0, false
	}
	c.free = max(c.free, now) + int64(size)*8*int64(time.Millisecond)/int64(c.m.Rate)
	c.waiting.add(c.free)
	return c.free, true
}

// delay draws how long the next packet takes over the link.
func (c *Channel) delay() int64 {
	if c.m.Reorder.Share > 0 && c.since >= c.m.ReorderGap-1 && c.reorder.hit(c.rng) {
		c.since = 0
		c.Reordered++
		return 0
	}
	c.since++
	if c.m.Jitter == 0 {
		return int64(c.m.Delay)
	}
	d := float64(c.m.Delay) + float64(c.m.Jitter)*deviation(c.table, c.jitter.next(c.rng))
	return max(0, int64(d))
}

// fifo holds times in ascending order.
type fifo struct {
	times []int64
	first int
}

func (f *fifo) len() int { return len(f.times) - f.first }

func (f *fifo) add(t int64) { f.times = append(f.times, t) }

// drop removes the times up to now. Their memory is used again once they are
// half of it, so that a removal costs a constant on average.
func (f *fifo) drop(now int64) {
	for f.first < len(f.times) && f.times[f.first] <= now {
		f.first++
	}
	if 2*f.first >= len(f.times) {
		f.times = f.times[:copy(f.times, f.times[f.first:])]
		f.first = 0
	}
}
