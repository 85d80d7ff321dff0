//go:build linux

package enginetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
)

// events: a link is changed, cut and mended while packets flow.
func (s suite) events(t *testing.T) {
	before, after := impair.Impairment{Delay: 5 * time.Millisecond, Jitter: time.Millisecond, Distribution: impair.Normal}, impair.Impairment{Delay: 30 * time.Millisecond}
	never := lab.Event{At: time.Hour, Action: lab.Change, Target: "link", Directions: [2]impair.Impairment{after, after}}
	p := up(t, s.engine, before, before, never)
	median := func() time.Duration {
		d := p.send(0, probe.Spec{Packets: 100, PerSecond: 1000}).Delays()
		slices.Sort(d)
		return d[len(d)/2]
	}
	happen := func(e lab.Event) {
		t.Helper()
		if a, err := p.Ask(live.Question{Event: &e}); err != nil || len(a.Events) == 0 {
			t.Fatalf("%v: %+v, %v", e.Action, a.Events, err)
		}
	}
	near(t, "median before, in ms", float64(median())/1e6, 5, 0.5+float64(s.slack)/1e6)
	happen(lab.Event{Action: lab.Change, Target: "link", Directions: never.Directions})
	near(t, "median after, in ms", float64(median())/1e6, 30, float64(s.slack)/1e6)
	happen(lab.Event{Action: lab.Down, Target: "link"})
	if _, err := probe.Run(t.Context(), probe.Spec{From: p.Space(0), To: p.Space(1), Address: p.Plan.Address(1), Packets: 1, PerSecond: 1}); err == nil {
		t.Error("packets pass a link that is down")
	}
	happen(lab.Event{Action: lab.Up, Target: "link"})
	near(t, "median after it is up again, in ms", float64(median())/1e6, 30, float64(s.slack)/1e6)
}

// stream: TCP over a link with delay and loss brings every byte, which needs
// checksums to be right.
func (s suite) stream(t *testing.T) {
	m := impair.Impairment{Delay: 2 * time.Millisecond, Loss: impair.Chance{Share: 0.005}}
	p := up(t, s.engine, m, m)
	data := make([]byte, 4<<20)
	rand.NewChaCha8([32]byte{1}).Read(data)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	address := fmt.Sprint(p.Plan.Address(1), ":5000")
	var listener net.Listener
	if err := kernel.Do(p.Space(1), func() (err error) {
		listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp4", address)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		io.Copy(c, bytes.NewReader(data)) // what is missing shows at the other end
	}()
	var conn net.Conn
	if err := kernel.Do(p.Space(0), func() (err error) {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp4", address)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	conn.SetDeadline(deadline)
	sum := sha256.New()
	n, err := io.Copy(sum, conn)
	if err != nil || n != int64(len(data)) || !bytes.Equal(sum.Sum(nil), func() []byte { s := sha256.Sum256(data); return s[:] }()) {
		t.Errorf("%d of %d bytes arrive, %v", n, len(data), err)
	}
}
