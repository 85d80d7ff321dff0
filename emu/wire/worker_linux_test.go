package wire

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
	"qanat/emu/tpacket"
)

// carried is a link between two interfaces, whose other ends are a and b.
type carried struct {
	*Link
	a, b    *port
	between int // index of the first interface
	space   string
}

func carry(t *testing.T, blocks int) (c carried) {
	t.Helper()
	space := kerneltest.Spaces(t, 1)[0]
	_, c.between = kerneltest.Join(t, kernel.End{In: space, Name: "a"}, kernel.End{In: space, Name: "first"})
	kerneltest.Join(t, kernel.End{In: space, Name: "b"}, kernel.End{In: space, Name: "second"})
	w, err := NewWorker()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	c.space = space.Name
	err = kernel.Do(space.Name, func() (err error) {
		if c.Link, err = w.Add(Spec{First: "first", Second: "second", Rand: rand.New(rand.NewPCG(1, 2)), Blocks: blocks}); err != nil {
			return err
		}
		if c.a, err = openPort("a", 1, nil); err != nil {
			return err
		}
		c.b, err = openPort("b", 1, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.a.close)
	t.Cleanup(c.b.close)
	return c
}

// set sets the link's first interface up or down.
func (c *carried) set(t *testing.T, to func(netlink.Link) error) {
	t.Helper()
	if err := kernel.Do(c.space, func() error { return to(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: c.between}}) }); err != nil {
		t.Fatal(err)
	}
}

// TestInterfacesGoDownAndUp: a worker that does not take note of an error is told it
// again and again, without a break; packets cross again when the interface is up.
func TestInterfacesGoDownAndUp(t *testing.T) {
	for name, blocks := range map[string]int{"ring": 2, "queue": 0} {
		t.Run(name, func(t *testing.T) {
			c := carry(t, blocks)
			c.set(t, netlink.LinkSetDown)
			if !within(func() bool {
				state := []unix.PollFd{{Fd: int32(c.ways[0].from.fd), Events: unix.POLLIN}}
				n, err := unix.Poll(state, 0)
				return n == 0 && err == nil
			}) {
				t.Error("the worker does not take note of an interface that is down")
			}
			c.set(t, netlink.LinkSetUp)
			if _, err := unix.Write(c.a.fd, make([]byte, virtioHeader+60)); err != nil {
				t.Fatal(err)
			}
			if !within(func() bool { return c.Counts(0).Sent > 0 }) {
				t.Fatal("nothing crosses the link when its interface is up again")
			}
			if got := come(c.b, 1); len(got) != 1 {
				t.Errorf("%d packets arrive", len(got))
			}
		})
	}
}

// TestMemoryOfRingsIsBounded: few links get as much as one can use, many get none.
func TestMemoryOfRingsIsBounded(t *testing.T) {
	last := blocksOf(1)
	if last*tpacket.PerBlock(longest) < 4000 {
		t.Errorf("a link alone gets %d blocks", last)
	}
	for links := range 2000 {
		n := blocksOf(links)
		if bytes := 2 * links * n * tpacket.BlockBytes; bytes > 256<<20 || n > last || n > 0 && n*tpacket.PerBlock(longest) < 1000 {
			t.Fatalf("%d links get %d blocks each: %d bytes in all", links, n, bytes)
		}
		last = n
	}
	if last != 0 {
		t.Errorf("2,000 links get %d each", last)
	}
}

// TestEndedWorkersTakeNoLinks, and answer nobody's descriptor.
func TestEndedWorkersTakeNoLinks(t *testing.T) {
	c := carry(t, 0)
	c.worker.Close()
	err := kernel.Do(c.space, func() error {
		_, err := c.worker.Add(Spec{First: "first", Second: "second", Rand: rand.New(rand.NewPCG(1, 2))})
		return err
	})
	if !errors.Is(err, errEnded) {
		t.Error(err)
	}
	c.Cut(true)
	if got := c.Counts(0); got != (Counts{}) {
		t.Errorf("%+v", got)
	}
}
