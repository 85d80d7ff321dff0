package node

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"

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
	*Node
	Ports   [2]port.Port
	closers []io.Closer
	pool    *port.Pool
}

// Open makes what a spec says in the namespace of this program.
func Open(s Spec) (o *Opened, err error) {
	stages, err := s.stages()
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
	c := Config{Stages: stages, Pool: o.pool}
	if s.Gateway {
		if c.Gateway, err = s.sides(); err != nil {
			return o, err
		}
	}
	for side, name := range []string{s.Inside, s.Outside} {
		c.Ports[side], err = port.Open(s.Port, port.Options{Pool: o.pool, Interface: name, Note: s.Note, Alone: s.Gateway})
		if err != nil {
			return o, err
		}
		o.Ports[side] = c.Ports[side]
		o.closers = append(o.closers, c.Ports[side])
	}
	o.Node = New(c)
	return o, nil
}

// stages opens the middleboxes under their framework.
func (s *Spec) stages() ([]Stage, error) {
	if s.Framework != "nf" {
		return nil, fmt.Errorf("no framework is called %q: there is %s", s.Framework, strings.Join(Frameworks, ", "))
	}
	if len(s.Chain) == 0 {
		return nil, errors.New("the chain is empty: name a middlebox, for example nat")
	}
	var stages []Stage
	for _, text := range s.Chain {
		box, err := catalogue.New(text, os.ReadFile)
		if err != nil {
			return nil, err
		}
		thread, err := nf.NewSingle(box, s.Seed)
		if err != nil {
			return nil, fmt.Errorf("middlebox %s: %w", text, err)
		}
		stages = append(stages, thread)
	}
	return stages, nil
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
	for _, c := range o.closers {
		errs = append(errs, c.Close())
	}
	if o.pool != nil {
		o.pool.Close()
	}
	return errors.Join(errs...)
}
