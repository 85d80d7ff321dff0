//go:build linux

package kernel_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
)

// joined makes two namespaces, and a pair between them with an address on the first end,
// and returns the indices.
func joined(t *testing.T) (spaces []*kernel.Namespace, first, second int) {
	t.Helper()
	spaces = kerneltest.Spaces(t, 2)
	first, second = kernel.Veth(kernel.End{In: spaces[0], Name: "one"}, kernel.End{In: spaces[1], Name: "other"})
	spaces[0].Address(first, netip.MustParsePrefix("10.1.2.3/20"))
	spaces[1].Up(second)
	if err := errors.Join(spaces[0].Commit(), spaces[1].Commit()); err != nil {
		t.Fatal(err)
	}
	return spaces, first, second
}

// TestPairsAreAsTheyWereAskedFor reads them with a library that has not made them. One
// queue each way is what makes them quickly.
func TestPairsAreAsTheyWereAskedFor(t *testing.T) {
	spaces, first, second := joined(t)
	for k, want := range []string{"one", "other"} {
		err := kernel.Do(spaces[k].Name, func() error {
			link, err := netlink.LinkByIndex([]int{first, second}[k])
			if err != nil {
				return err
			}
			a := link.Attrs()
			if a.Name != want || a.OperState != netlink.OperUp && a.OperState != netlink.OperUnknown || a.NumTxQueues != 1 || a.NumRxQueues != 1 {
				t.Errorf("%s is %s, sends by %d queues and receives by %d", want, a.OperState, a.NumTxQueues, a.NumRxQueues)
			}
			addresses, err := netlink.AddrList(link, unix.AF_INET)
			if k == 0 && (len(addresses) != 1 || addresses[0].IPNet.String() != "10.1.2.3/20" || addresses[0].Broadcast.String() != "10.1.15.255") {
				t.Errorf("its addresses are %v", addresses)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if waiting := spaces[0].Waiting() + spaces[1].Waiting(); waiting != 0 {
		t.Errorf("%d changes still wait", waiting)
	}
}

// TestManyChangesAreAllMade: more than go into one call.
func TestManyChangesAreAllMade(t *testing.T) {
	spaces, first, _ := joined(t)
	const many = 250
	for k := range many {
		spaces[0].Route(netip.MustParsePrefix(fmt.Sprintf("10.2.%d.0/24", k)), netip.MustParseAddr("10.1.2.4"), first)
	}
	if err := spaces[0].Commit(); err != nil {
		t.Fatal(err)
	}
	err := kernel.Do(spaces[0].Name, func() error {
		routes, err := netlink.RouteListFiltered(unix.AF_INET, &netlink.Route{Protocol: unix.RTPROT_STATIC}, netlink.RT_FILTER_PROTOCOL)
		if len(routes) != many {
			t.Fatalf("there are %d routes", len(routes))
		}
		if last := routes[many-1]; last.Dst.String() != "10.2.249.0/24" || last.Gw.String() != "10.1.2.4" || last.LinkIndex != first {
			t.Errorf("the last route is %v", last)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestCommitTellsWhatFailed, of many changes, and is none the worse for it.
func TestCommitTellsWhatFailed(t *testing.T) {
	spaces, first, _ := joined(t)
	spaces[0].Up(first)
	spaces[0].Address(first, netip.MustParsePrefix("10.1.2.3/20")) // it has it
	spaces[0].Up(999)                                              // nobody has it
	spaces[0].Address(first, netip.MustParsePrefix("10.3.0.1/24"))
	err := spaces[0].Commit()
	if !errors.Is(err, unix.EEXIST) || !strings.Contains(err.Error(), "interface one: address 10.1.2.3/20") || !strings.Contains(err.Error(), spaces[0].Name) {
		t.Errorf("an address given twice: %v", err)
	}
	if spaces[0].Waiting() != 0 {
		t.Errorf("%d changes wait after a failure", spaces[0].Waiting())
	}
	spaces[0].Address(first, netip.MustParsePrefix("10.3.0.1/24"))
	if err := spaces[0].Commit(); !errors.Is(err, unix.EEXIST) || !strings.Contains(err.Error(), "10.3.0.1/24") {
		t.Errorf("what stood behind a failure was not tried: %v", err)
	}
	spaces[0].Address(first, netip.MustParsePrefix("10.4.0.1/24"))
	if err := spaces[0].Commit(); err != nil {
		t.Errorf("after failures: %v", err)
	}
}
