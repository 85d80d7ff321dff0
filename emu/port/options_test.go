package port_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qanat/emu/port"
)

func TestErrorsNameTheCure(t *testing.T) {
	pool := newPool(t)
	defer pool.Close()
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no capture"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind  string
		o     port.Options
		n     int
		words string
	}{
		{"af_pocket", port.Options{Pool: pool, Interface: "x"}, 1, "name one of ring, af_packet"},
		{"ring", port.Options{Interface: "x"}, 1, "NewPool"},
		{"ring", port.Options{Pool: pool}, 1, "no interface"},
		{"ring", port.Options{Pool: pool, Interface: "x", Room: 100}, 1, "power of two"},
		{"ring", port.Options{Pool: pool, Interface: "x"}, 2, "open one port"},
		{"pcap", port.Options{Pool: pool}, 1, "no file is named"},
		{"pcap", port.Options{Pool: pool, Read: text}, 1, "neither pcapng nor pcap"},
		{"pcap", port.Options{Pool: pool, Read: text + "s"}, 1, "no such file"},
		{"ring", port.Options{Pool: pool, Interface: "x"}, 0, "at least one"},
	} {
		if _, err := port.OpenSpread(c.kind, c.o, c.n); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s %+v: %v, want %q", c.kind, c.o, err, c.words)
		}
	}
}

func TestRingsMeetByName(t *testing.T) {
	pool := newPool(t)
	defer pool.Close()
	o := port.Options{Pool: pool, Interface: "here"}
	a, err := port.Open("ring", o)
	b, again := port.Open("ring", o)
	if err := errors.Join(err, again); err != nil {
		t.Fatal(err)
	}
	var frames [3]port.Frame
	pool.Get(frames[:])
	a.Send(frames[:])
	if n, err := b.Receive(frames[:]); n != 3 || err != nil {
		t.Errorf("%d frames, %v", n, err)
	}
	if _, err := port.Open("ring", o); err == nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("a third end: %v", err)
	}
}
