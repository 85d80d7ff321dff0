//go:build linux

package netem

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/kernel"
)

// Engine is netem as labs see it. It keeps nothing: the kernel does.
type Engine struct{}

// Name implements engine.Engine.
func (Engine) Name() string { return "netem" }

// Offered implements engine.Engine.
func (Engine) Offered() error { return Offered() }

// Repeats implements engine.Engine: kernels before 6.6 pass over the seed.
func (Engine) Repeats() error { return Seeded() }

// Look implements engine.Engine.
func (Engine) Look(l *engine.Link) engine.Carrier { return &carrier{link: *l} }

// Inner implements engine.Engine.
func (Engine) Inner() bool { return false }

// Close implements engine.Engine.
func (Engine) Close() {}

// Refuse implements engine.Engine. Netem's delays come out without the correlation
// asked for, and its other correlations change the shares; only correlated loss
// can be said in other words. Copies meet the loss twice: see shares.
func (Engine) Refuse(m *impair.Impairment) error {
	for _, c := range []struct {
		what        string
		correlation float64
	}{{"delay_correlation", m.DelayCorrelation}, {"duplicate_correlation", m.Duplicate.Correlation}, {"reorder_correlation", m.Reorder.Correlation}} {
		if c.correlation > 0 {
			return fmt.Errorf("%s: netem does not do what it says: leave it out, or use the engine wire", c.what)
		}
	}
	_, err := settingsOf(m)
	return err
}

// Open implements engine.Engine.
func (Engine) Open(l *engine.Link) (engine.Carrier, error) {
	c := &carrier{link: *l}
	for way := range l.Ways {
		if err := c.apply(way, l.Seed+uint64(way)+1); err != nil {
			return nil, fmt.Errorf("link %s: %w", l.Name, err)
		}
	}
	return c, nil
}

// carrier is a link with a qdisc at each end.
type carrier struct {
	mutex sync.Mutex
	link  engine.Link
	cut   bool
}

// Set implements engine.Carrier.
func (c *carrier) Set(way int, m impair.Impairment) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.link.Ways[way] = m
	return c.apply(way, 0)
}

// Cut implements engine.Carrier.
func (c *carrier) Cut(cut bool) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.cut = cut
	return errors.Join(c.apply(0, 0), c.apply(1, 0))
}

// apply makes the kernel do what is wanted of one way. A seed other than 0 begins
// its chances anew.
func (c *carrier) apply(way int, seed uint64) error {
	side, m := c.link.Sides[way], c.link.Ways[way]
	if c.cut {
		m.Loss, m.Bursts, m.Duplicate = impair.Chance{Share: 1}, impair.Bursts{}, impair.Chance{}
	}
	return kernel.Do(side.Space, func() error {
		face, err := net.InterfaceByName(side.Interface)
		if err != nil {
			return err
		}
		return set(face.Index, &m, seed)
	})
}

// set gives an interface of the thread's namespace its qdiscs.
func set(index int, m *impair.Impairment, seed uint64) error {
	want, err := settingsOf(m)
	if err != nil {
		return err
	}
	r := kernel.Qdisc(unix.RTM_NEWQDISC, unix.NLM_F_CREATE|unix.NLM_F_REPLACE|unix.NLM_F_ACK, index, root, delays)
	r.AddData(nl.NewRtAttr(nl.TCA_KIND, nl.ZeroTerminated("netem")))
	r.AddData(want.encode(tableOf(m.Distribution), seed))
	if _, err := r.Execute(unix.NETLINK_ROUTE, 0); err != nil {
		return explain(err)
	}
	got, err := readNetem(index)
	if err != nil {
		return err
	}
	if wrong := want.differences(&got); wrong != nil {
		return fmt.Errorf("the kernel's netem does not do what was asked for: %s", strings.Join(wrong, ", "))
	}
	return setRate(index, m)
}

// explain adds what an error of netem means.
func explain(err error) error {
	if errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("this kernel has no netem (%w): load sch_netem, or use the engine wire", err)
	}
	return fmt.Errorf("netem: %w", err)
}

// Counts implements engine.Carrier. Netem counts what it lost on purpose and
// what it had no room for together; the latter cannot happen below the rate of
// impair.InFlight.
func (c *carrier) Counts(way int) (n engine.Counts, err error) {
	side := c.link.Sides[way]
	err = kernel.Do(side.Space, func() error {
		face, err := net.InterfaceByName(side.Interface)
		if err != nil {
			return err
		}
		all, err := netlink.QdiscList(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: face.Index}})
		if err != nil {
			return err
		}
		for _, q := range all {
			s := q.Attrs().Statistics
			if s == nil || s.Basic == nil || s.Queue == nil {
				continue
			}
			switch q.Attrs().Handle {
			case delays:
				n.Sent, n.Lost = uint64(s.Basic.Packets), uint64(s.Queue.Drops)
			case waiting:
				n.Queued = uint64(s.Queue.Drops)
			}
		}
		n.Lost -= min(n.Lost, n.Queued) // netem counts what its inner qdiscs drop as well
		return nil
	})
	return n, err
}
