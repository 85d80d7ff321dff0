package limiter

import (
	"fmt"
	"math/bits"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// By is what has a rate of its own.
type By uint8

// What rates can be of.
const (
	All By = iota
	Source
	Target
	Flow
)

// String returns what a rate is of, as options have it.
func (y By) String() string { return [...]string{"all", "source", "target", "flow"}[y] }

// Config is what a limiter is told.
type Config struct {
	// Rate in bits per second, counted from the IP header on.
	Rate uint64
	// Window over which it is kept.
	Window time.Duration
	By     By
	// Keys is how many sources, targets or flows are counted at a time.
	Keys int
}

// DefaultConfig gives each source 100 Mbit/s.
var DefaultConfig = Config{Rate: 100_000_000, Window: time.Second, By: Source, Keys: 20_000}

// Objects of the state, by index: windows with even numbers, and with odd ones.
const (
	even = iota
	odd
)

// largestPacket is what a window must allow, or full packets would never pass.
const largestPacket = 1500

// Limiter drops what exceeds a rate.
type Limiter struct {
	Config
	objects []middlebox.Object
	limit   uint64 // bytes in a window
}

// New returns a limiter, or says what is wrong with its configuration.
func New(c Config) (*Limiter, error) {
	const second = uint64(time.Second)
	switch {
	case c.By > Flow:
		return nil, fmt.Errorf("a rate of kind %d: there are %d kinds", c.By, Flow+1)
	case c.Window < time.Millisecond || c.Window > time.Hour:
		return nil, fmt.Errorf("a window of %v: must be between 1ms and 1h", c.Window)
	case c.Rate > 1e12:
		return nil, fmt.Errorf("a rate of %d bit/s: must be at most 10^12", c.Rate)
	}
	high, low := bits.Mul64(c.Rate, uint64(c.Window))
	limit, _ := bits.Div64(high, low, 8*second)
	if limit < largestPacket {
		return nil, fmt.Errorf("%d bit/s are %d bytes in %v, less than a packet of %d: make the window longer, or the rate higher", c.Rate, limit, c.Window, largestPacket)
	}
	// A counter is needed until the window after its own has ended.
	counters := middlebox.Object{Kind: middlebox.Counters, Words: 1, Capacity: c.Keys, Idle: 2 * c.Window}
	l := &Limiter{Config: c, limit: limit, objects: []middlebox.Object{even: counters, odd: counters}}
	l.objects[even].Name, l.objects[odd].Name = "even windows", "odd windows"
	return l, l.objects[even].Check()
}

// Objects returns the counters of even windows and of odd ones.
func (l *Limiter) Objects() []middlebox.Object { return l.objects }

// keyOf is what a packet's rate is of.
func (l *Limiter) keyOf(p *packet.Packet) middlebox.Key {
	switch l.By {
	case Source:
		return flow.Source(p)
	case Target:
		return flow.Target(p)
	case Flow:
		return flow.Of(p)
	}
	return middlebox.Key{Low: 1}
}

// Declare looks up what passed in the present window and in the previous one.
func (l *Limiter) Declare(b *middlebox.Batch) {
	window := b.Now / int64(l.Window)
	present := int(window & 1)
	for i := range b.N {
		if p := &b.Packets[i]; p.Version != 0 {
			key := l.keyOf(p)
			b.Key(present, i, flow.Within(key, window))
			b.Key(present^1, i, flow.Within(key, window-1))
		}
	}
}

// Process drops packets that do not fit, and counts those that do.
func (l *Limiter) Process(b *middlebox.Batch, i, j int) {
	present := int(b.Now / int64(l.Window) & 1)
	rest := uint64(l.Window) - uint64(b.Now)%uint64(l.Window)
	for ; i < j; i++ {
		if !b.IsDeclared(present, i) {
			continue
		}
		passed, _ := b.Word(present, i)
		before, _ := b.Word(present^1, i)
		high, low := bits.Mul64(before, rest)
		counts, _ := bits.Div64(high, low, uint64(l.Window)) // no more than before
		length := uint64(b.Packets[i].Length())
		if passed+counts+length <= l.limit {
			if _, ok := b.Add(present, i, length); ok {
				continue
			}
		}
		b.Out[i] = middlebox.Drop
	}
}
