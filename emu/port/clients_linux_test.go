package port_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
	"qanat/emu/port"
	"qanat/internal/privileged"
)

// TestClientsTalkThroughPorts sends a stream of TCP each way between two kernels,
// whose interfaces leave checksums and segments to hardware, through ports of each
// kind.
func TestClientsTalkThroughPorts(t *testing.T) {
	privileged.Require(t, root)
	for name, o := range map[string]port.Options{"af_packet": {}, "tpacket": {}, "mmsg": {}, "af_xdp": {}, "af_packet alone": {Alone: true}} {
		t.Run(name, func(t *testing.T) {
			kind := strings.Fields(name)[0]
			all := spaces(t, 3)
			address(t, all[0], "r", "10.9.0.1/24")
			address(t, all[2], "l", "10.9.0.2/24")
			pool := newPool(t)
			defer pool.Close()
			o.Pool, o.Namespace, o.Interface = pool, all[1].Name, "l"
			a := open(t, kind, o)
			o.Interface = "r"
			b := open(t, kind, o)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- port.Forward(ctx, port.Way{From: a, To: b}, port.Way{From: b, To: a}) }()
			echo(t, all[0].Name, all[2].Name, "10.9.0.2:7")
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			for _, p := range []port.Port{a, b} {
				if c := p.Counts(); c.Invalid > 0 {
					t.Errorf("bundles arrive: %+v", c)
				}
				p.Close()
			}
		})
	}
}

func address(t *testing.T, n *kernel.Namespace, name, prefix string) {
	t.Helper()
	var face *net.Interface
	err := kernel.Do(n.Name, func() (err error) { face, err = net.InterfaceByName(name); return err })
	if err == nil {
		n.Address(face.Index, netip.MustParsePrefix(prefix))
		err = n.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// echo sends bytes from one namespace to another, which sends them back.
func echo(t *testing.T, from, to, where string) {
	t.Helper()
	var listener net.Listener
	if err := kernel.Do(to, func() (err error) { listener, err = net.Listen("tcp4", where); return err }); err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if c, err := listener.Accept(); err == nil {
			_, _ = io.Copy(c, c) // the client sees what is missing
			c.Close()
		}
	}()
	var c net.Conn
	if err := kernel.Do(from, func() (err error) { c, err = net.DialTimeout("tcp4", where, 5*time.Second); return err }); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	sent := make([]byte, 8<<20)
	random := rand.New(rand.NewPCG(1, 2))
	for k := range sent {
		sent[k] = byte(random.Uint32())
	}
	go func() {
		_, _ = c.Write(sent)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("of %d bytes %d come back, %v", len(sent), len(got), err)
	}
}

// TestAloneKeepsFramesFromTheKernel lets a kernel refuse connections, or not.
func TestAloneKeepsFramesFromTheKernel(t *testing.T) {
	for _, alone := range []bool{false, true} {
		all := spaces(t, 2)
		address(t, all[0], "r", "10.9.0.1/24")
		address(t, all[1], "l", "10.9.0.2/24")
		pool := newPool(t)
		defer pool.Close()
		p := open(t, "af_packet", port.Options{Pool: pool, Namespace: all[1].Name, Interface: "l", Alone: alone})
		err := kernel.Do(all[0].Name, func() error {
			c, err := net.DialTimeout("tcp4", "10.9.0.2:9", time.Second)
			if err == nil {
				c.Close()
			}
			return err
		})
		if refused := errors.Is(err, unix.ECONNREFUSED); refused == alone {
			t.Errorf("alone %t: connecting fails with %v", alone, err)
		}
		var frames [port.Batch]port.Frame
		if n, err := p.Receive(frames[:]); n == 0 || err != nil {
			t.Errorf("alone %t: %d frames arrive on the port, %v", alone, n, err)
		} else {
			port.Put(frames[:n])
		}
		p.Close()
	}
}
