package wire

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
	"qanat/internal/privileged"
)

// processorTime is what this process has used.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestInterfacesGoDownAndUp: while an interface is down its worker sleeps, and carries
// packets again when it is up.
func TestInterfacesGoDownAndUp(t *testing.T) {
	privileged.Require(t, privileged.Root)
	for name, slots := range map[string]int{"ring": 64, "queue": 0} {
		t.Run(name, func(t *testing.T) {
			space := kerneltest.Spaces(t, 1)[0]
			_, first := kernel.Veth(kernel.End{In: space, Name: "a"}, kernel.End{In: space, Name: "first"})
			_, second := kernel.Veth(kernel.End{In: space, Name: "b"}, kernel.End{In: space, Name: "second"})
			space.Up(first)
			space.Up(second)
			if err := space.Commit(); err != nil {
				t.Fatal(err)
			}
			w, err := NewWorker()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			var a, b *port
			var link *Link
			err = kernel.Do(space.Name, func() (err error) {
				if link, err = w.Add("first", "second", [2]impair.Impairment{}, rand.New(rand.NewPCG(1, 2)), slots); err != nil {
					return err
				}
				if a, err = openPort("a", 1, nil); err != nil {
					return err
				}
				b, err = openPort("b", 1, nil)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			defer a.close()
			defer b.close()
			device := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: first}}
			if err := kernel.Do(space.Name, func() error { return netlink.LinkSetDown(device) }); err != nil {
				t.Fatal(err)
			}
			const while = 300 * time.Millisecond
			before := processorTime(t)
			time.Sleep(while)
			if used := processorTime(t) - before; used > while/3 {
				t.Errorf("in %v in which an interface is down %v of processor time are used", while, used)
			}
			if err := kernel.Do(space.Name, func() error { return netlink.LinkSetUp(device) }); err != nil {
				t.Fatal(err)
			}
			frame := make([]byte, virtioHeader+60)
			frame[virtioHeader] = 0xff
			if _, err := unix.Write(a.fd, frame); err != nil {
				t.Fatal(err)
			}
			for until := time.Now().Add(time.Second); link.Counts(0).Sent == 0; {
				if time.Now().After(until) {
					t.Fatal("nothing crosses the link when its interface is up again")
				}
			}
			if got := all(b); len(got) != 1 {
				t.Errorf("%d packets arrive", len(got))
			}
		})
	}
}

// TestMemoryOfSlotsIsBounded: few links get as many as one can use, many get none.
func TestMemoryOfSlotsIsBounded(t *testing.T) {
	last := slotsOf(1)
	if last < 4000 {
		t.Errorf("a link alone gets %d", last)
	}
	for links := range 2000 {
		n := slotsOf(links)
		if bytes := 2 * links * n * slotBytes; bytes > 256<<20 || n > last || n > 0 && n < 1000 {
			t.Fatalf("%d links get %d each: %d bytes in all", links, n, bytes)
		}
		last = n
	}
	if last != 0 {
		t.Errorf("2,000 links get %d each", last)
	}
}
