package proxy

import (
	"fmt"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// Config is what a proxy is told.
type Config struct {
	// Instances is how many caches there are, at most MaxInstances, and Self which
	// of them is this one's, from 0.
	Instances, Self int
	// Stored is how many objects the cache has room for, and Keep how long one
	// stays that nobody asks for.
	Stored int
	Keep   time.Duration
	// Cells and Rows are those of each digest.
	Cells, Rows int
}

// MaxInstances is the most caches that know each other's digests.
const MaxInstances = 8

// DefaultConfig has two caches of 10,000 objects, and digests of four hash
// functions that are wrong for one object of forty when the cache is full.
var DefaultConfig = Config{Instances: 2, Stored: 10_000, Keep: time.Hour, Cells: 20_000, Rows: 4}

// Objects of the state, by index; the digest of instance k is at digests+k.
const (
	stored = iota
	digests
)

// Classes are those of RFC 2474's pool for local use.
const (
	// Here is the class of requests for what the own cache has.
	Here uint8 = 3
	// At is the class of requests for what instance 0 has; the next have the next.
	At uint8 = 7
	// classStep lies between two classes.
	classStep uint8 = 4
)

// ClassOf is the class of requests for what an instance's cache has.
func ClassOf(instance int) uint8 { return At + classStep*uint8(instance) }

// Proxy marks requests.
type Proxy struct {
	Config
	objects []middlebox.Object
}

// New returns a proxy, or says what is wrong with its configuration.
func New(c Config) (*Proxy, error) {
	switch {
	case c.Instances < 1 || c.Instances > MaxInstances:
		return nil, fmt.Errorf("%d instances: must be between 1 and %d", c.Instances, MaxInstances)
	case c.Self < 0 || c.Self >= c.Instances:
		return nil, fmt.Errorf("instance %d of %d: they count from 0", c.Self, c.Instances)
	case c.Keep < time.Millisecond:
		return nil, fmt.Errorf("objects are kept for %v: must be at least 1ms", c.Keep)
	}
	p := &Proxy{Config: c, objects: []middlebox.Object{
		stored: {Name: "stored objects", Kind: middlebox.Map, Words: 1, Capacity: c.Stored, Idle: c.Keep, Local: true},
	}}
	for k := range c.Instances {
		p.objects = append(p.objects, middlebox.Object{Name: fmt.Sprintf("digest %d", k), Kind: middlebox.Bloom, Words: 1, Capacity: c.Cells, Rows: c.Rows})
	}
	for k := range p.objects {
		if err := p.objects[k].Check(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Objects returns the map of what is stored and the digests of all instances.
func (p *Proxy) Objects() []middlebox.Object { return p.objects }

// Declare looks up what requests ask for.
func (p *Proxy) Declare(b *middlebox.Batch) {
	for i := range b.N {
		q := &b.Packets[i]
		if b.In[i] != middlebox.Inside || q.Version == 0 || q.Protocol != packet.TCP || q.Later {
			continue
		}
		if key, ok := request(q.Body()); ok {
			for o := range p.objects {
				b.Key(o, i, key)
			}
		}
	}
}

// Process marks requests, and stores what nobody has.
func (p *Proxy) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if !b.IsDeclared(stored, i) {
			continue
		}
		if value := b.Update(stored, i); value != nil {
			value[0]++
			b.Packets[i].Mark(Here)
			continue
		}
		if peer := p.peer(b, i); peer >= 0 {
			b.Packets[i].Mark(ClassOf(peer))
			continue
		}
		if b.InsertWord(stored, i, b.KeyOf(stored, i), 1) {
			b.Count(digests+p.Self, i, 1)
		}
	}
}

// peer returns the first other instance whose digest has what packet i asks for,
// -1 if there is none.
func (p *Proxy) peer(b *middlebox.Batch, i int) int {
	for k := range p.Instances {
		// Counts fall below zero where an end is learnt before its beginning.
		if k != p.Self && int64(b.Estimate(digests+k, i)) > 0 {
			return k
		}
	}
	return -1
}

// Expire takes what nobody asked for out of the digest.
func (p *Proxy) Expire(b *middlebox.Batch, i, object int, key middlebox.Key, value []uint64) bool {
	_, ok := b.AddKey(digests+p.Self, i, key, ^uint64(0))
	return ok
}
