package port_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"

	"qanat/emu/kernel"
	"qanat/emu/port"
	"qanat/internal/privileged"
)

// helper makes the test's program hold an AF_XDP port until it is killed.
const helper = "QANAT_TEST_XDP_IN"

func TestMain(m *testing.M) {
	space := os.Getenv(helper)
	if space == "" {
		os.Exit(m.Run())
	}
	pool, err := port.NewPool(port.DefaultShape)
	if err == nil {
		_, err = port.Open("af_xdp", port.Options{Pool: pool, Namespace: space, Interface: "l"})
	}
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Stdout.WriteString("open\n")
	select {}
}

func TestXDPGoesWithItsProcessAndIsNotReplaced(t *testing.T) {
	privileged.Require(t, root)
	space := spaces(t, 2)[1].Name
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helper+"="+space)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatal(line, err)
	}
	pool := newPool(t)
	defer pool.Close()
	o := port.Options{Pool: pool, Namespace: space, Interface: "l"}
	if _, err := port.Open("af_xdp", o); err == nil || !strings.Contains(err.Error(), "attached already") {
		t.Errorf("opened beside another one: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	open(t, "af_xdp", o).Close()
	if pool.Free() != pool.Frames() {
		t.Errorf("%d of %d frames are in the pool", pool.Free(), pool.Frames())
	}
}

// TestFlowsAreSpread opens two ports on an interface with two queues: every frame
// arrives on one of them.
func TestFlowsAreSpread(t *testing.T) {
	privileged.Require(t, root)
	for _, kind := range []string{"af_packet", "tpacket", "af_xdp"} {
		t.Run(kind, func(t *testing.T) {
			all := spaces(t, 2)
			wide(t, all[0].Name, all[1].Name)
			pool := newPool(t)
			defer pool.Close()
			ports, err := port.OpenSpread(kind, port.Options{Pool: pool, Namespace: all[1].Name, Interface: "wide1"}, 2)
			if err != nil {
				t.Fatal(err)
			}
			from := open(t, "af_packet", port.Options{Pool: pool, Namespace: all[0].Name, Interface: "wide0"})
			var frames [port.Batch]port.Frame
			pool.Get(frames[:])
			for k := range frames {
				frames[k].Reserve(60)
				clear(frames[k].Data)
				copy(frames[k].Data[12:], []byte{8, 0, 0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, byte(k), 10, 0, 1, byte(k), 1, byte(k), 2, 3})
			}
			if n, err := from.Send(frames[:]); n != len(frames) || err != nil {
				t.Fatal(n, err)
			}
			each := [2]int{}
			for tries := 0; each[0]+each[1] < len(frames) && tries < 1_000_000; tries++ {
				n, err := ports[tries%2].Receive(frames[:])
				if err != nil {
					t.Fatal(err)
				}
				each[tries%2] += n
				port.Put(frames[:n])
			}
			if each[0]+each[1] != len(frames) || kind != "af_xdp" && (each[0] == 0 || each[1] == 0) {
				t.Errorf("%v of %d frames arrive", each, len(frames))
			}
			for _, p := range append(ports, from) {
				p.Close()
			}
			if pool.Free() != pool.Frames() {
				t.Errorf("%d of %d frames are in the pool", pool.Free(), pool.Frames())
			}
		})
	}
}

// wide connects two namespaces by interfaces with two queues each.
func wide(t *testing.T, from, to string) {
	t.Helper()
	there, err := netns.GetFromPath(kernel.Path(to))
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	err = kernel.Do(from, func() error {
		veth := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "wide0", NumTxQueues: 2, NumRxQueues: 2, TxQLen: -1}, PeerName: "wide1", PeerNumTxQueues: 2, PeerNumRxQueues: 2, PeerNamespace: netlink.NsFd(there), PeerTxQLen: -1}
		if err := netlink.LinkAdd(veth); err != nil {
			return err
		}
		return netlink.LinkSetUp(veth)
	})
	if err == nil {
		err = kernel.Do(to, func() error {
			link, err := netlink.LinkByName("wide1")
			if err == nil {
				err = netlink.LinkSetUp(link)
			}
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestPortsSayThatTheirInterfaceIsGone(t *testing.T) {
	privileged.Require(t, root)
	for _, kind := range []string{"af_packet", "tpacket", "af_xdp"} {
		t.Run(kind, func(t *testing.T) {
			all := spaces(t, 2)
			pool := newPool(t)
			defer pool.Close()
			p := open(t, kind, port.Options{Pool: pool, Namespace: all[1].Name, Interface: "l"})
			err := kernel.Do(all[1].Name, func() error {
				link, err := netlink.LinkByName("l")
				if err == nil {
					err = netlink.LinkDel(link)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			var frames [1]port.Frame
			for tries := 0; err == nil && tries < 100_000; tries++ {
				_, err = p.Receive(frames[:])
			}
			if err == nil || !strings.Contains(err.Error(), "gone") {
				t.Errorf("receiving from nowhere: %v", err)
			}
			p.Close()
			if pool.Free() != pool.Frames() {
				t.Errorf("%d of %d frames are in the pool", pool.Free(), pool.Frames())
			}
		})
	}
}

func TestErrorsOfInterfacesNameTheCure(t *testing.T) {
	all := spaces(t, 2)
	pool := newPool(t)
	defer pool.Close()
	for _, kind := range []string{"af_packet", "tpacket", "af_xdp"} {
		for words, o := range map[string]port.Options{
			"there is no namespace nowhere": {Pool: pool, Namespace: "nowhere", Interface: "l"},
			"there are: lo l":               {Pool: pool, Namespace: all[1].Name, Interface: "r"},
		} {
			if _, err := port.Open(kind, o); err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v, want %q", kind, err, words)
			}
		}
	}
	for _, kind := range []string{"af_packet", "af_xdp"} {
		if _, err := port.Open(kind, port.Options{Pool: pool, Namespace: all[1].Name, Interface: "lo"}); err == nil || !strings.Contains(err.Error(), "lower the interface's MTU") {
			t.Errorf("%s on an interface with large frames: %v", kind, err)
		}
	}
	o := port.Options{Pool: pool, Namespace: all[1].Name, Interface: "l"}
	if _, err := port.OpenSpread("af_xdp", o, 2); err == nil || !strings.Contains(err.Error(), "numrxqueues 2") {
		t.Errorf("two threads for one queue: %v", err)
	}
	if _, err := port.Open("tap", o); err == nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("a TAP device with the name of an interface: %v", err)
	}
}
