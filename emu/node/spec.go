package node

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"

	"golang.org/x/sync/errgroup"

	"qanat/emu/port"
	"qanat/middlebox/catalogue"
	"qanat/replication/nf"
)

// Spec says in words what a node is to be, as commands and lab files do.
type Spec struct {
	// Chain is middleboxes in their order from inside to outside, each as package
	// catalogue names it.
	Chain []string
	// Framework keeps their state: nf.
	Framework string
	// Threads is how many share the work, flow by flow; at least 1.
	Threads int
	// Port is a kind of port, see port.Kinds; Inside and Outside are interfaces.
	Port, Inside, Outside string
	// Gateway makes the node take over the interfaces' addresses and routes.
	Gateway bool
	// Answers are further addresses that a gateway answers for outside.
	Answers []netip.Prefix
	Seed    uint64
	// Note is told what ports do differently from what was asked; may be nil.
	Note func(string)
}

// Frameworks are the names of those that Spec.Framework may be.
var Frameworks = []string{"nf"}

// Opened is a node with the ports that it opened.
type Opened struct {
	Threads []*Thread
	Ports   [2][]port.Port // by side, one for each thread
	pool    *port.Pool
}

// Open makes what a spec says in the namespace of this program.
func Open(s Spec) (o *Opened, err error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	threads, err := s.stages()
	if err != nil {
		return nil, err
	}
	o = &Opened{}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.Close())
		}
	}()
	if o.pool, err = port.NewPool(port.DefaultShape); err != nil {
		return o, err
	}
	c := Config{Threads: threads, Pool: o.pool}
	if s.Gateway {
		if c.Gateway, err = s.sides(); err != nil {
			return o, err
		}
	}
	for side, name := range []string{s.Inside, s.Outside} {
		o.Ports[side], err = port.OpenSpread(s.Port, port.Options{Pool: o.pool, Interface: name, Note: s.Note, Alone: s.Gateway}, s.Threads)
		if err != nil {
			return o, err
		}
		for k, p := range o.Ports[side] {
			c.Threads[k].Ports[side] = p
		}
	}
	o.Threads = New(c)
	return o, nil
}

// Run runs all threads until the context ends or a port does.
func (o *Opened) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, t := range o.Threads {
		group.Go(func() error { return t.Run(ctx) })
	}
	return group.Wait()
}

// Counts adds up what became of frames.
func (o *Opened) Counts() (c Counts, ports [2]port.Counts) {
	for k, t := range o.Threads {
		one := t.Counts()
		if k == 0 {
			c.Dropped = make([]uint64, len(one.Dropped))
		}
		c.Passed += one.Passed
		c.Lost += one.Lost
		for f := range c.Malformed {
			c.Malformed[f] += one.Malformed[f]
		}
		for b := range c.Dropped {
			c.Dropped[b] += one.Dropped[b]
		}
	}
	for side := range o.Ports {
		for _, p := range o.Ports[side] {
			ports[side] = ports[side].Plus(p.Counts())
		}
	}
	return c, ports
}

// check says what of a spec makes no sense, whatever the machine.
func (s *Spec) check() error {
	switch {
	case s.Framework != "nf":
		return fmt.Errorf("no framework is called %q: there is %s", s.Framework, strings.Join(Frameworks, ", "))
	case len(s.Chain) == 0:
		return errors.New("the chain is empty: name a middlebox, for example nat")
	case s.Threads < 1:
		return fmt.Errorf("%d threads: must be at least 1", s.Threads)
	case s.Inside == s.Outside:
		return fmt.Errorf("both sides are interface %q: name one inside and another outside", s.Inside)
	case len(s.Answers) > 0 && !s.Gateway:
		return errors.New("a wire answers for no addresses: leave them out, or make it a gateway")
	}
	for _, p := range s.Answers {
		if !p.Addr().Is4() {
			return fmt.Errorf("answering for %v: gateways know IPv4 only", p)
		}
	}
	return nil
}

// stages opens the middleboxes under their framework, for each thread.
func (s *Spec) stages() ([]ThreadConfig, error) {
	threads := make([]ThreadConfig, s.Threads)
	for _, text := range s.Chain {
		box, err := catalogue.New(text, os.ReadFile)
		if err != nil {
			return nil, err
		}
		stages, err := nf.New(box, s.Threads, s.Seed)
		if err != nil {
			return nil, fmt.Errorf("middlebox %s: %w", text, err)
		}
		for k := range threads {
			threads[k].Stages = append(threads[k].Stages, stages[k])
		}
	}
	return threads, nil
}

// sides reads how a gateway appears from its interfaces.
func (s *Spec) sides() (*[2]Side, error) {
	var sides [2]Side
	for side, name := range []string{s.Inside, s.Outside} {
		var err error
		if sides[side], err = SideOf(name); err != nil {
			return nil, err
		}
	}
	sides[1].Answers = s.Answers
	return &sides, nil
}

// Close closes the ports and gives the interfaces back to the kernel.
func (o *Opened) Close() error {
	var errs []error
	for _, ports := range o.Ports {
		for _, p := range ports {
			errs = append(errs, p.Close())
		}
	}
	if o.pool != nil {
		o.pool.Close()
	}
	return errors.Join(errs...)
}
