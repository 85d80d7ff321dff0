//go:build linux

package bench

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qanat/emu/live"
	"qanat/emu/port"
	"qanat/experiments/record"
	"qanat/internal/privileged"
)

var root = privileged.Feature{Name: "root", Missing: live.Permitted}

func TestBedCountsWhatAForwarderSendsOn(t *testing.T) {
	privileged.Require(t, root)
	b, err := newBed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	half := func(frames []port.Frame) int {
		port.Put(frames[len(frames)/2:])
		return len(frames) / 2
	}
	for _, c := range []contender{forwarder("af_xdp", nil), forwarder("af_packet", half), {kernelForward, kernelForwards(false)}} {
		if rate, err := b.measure(t.Context(), c); err != nil || rate <= 0 {
			t.Errorf("%s: %v million frames/s, %v", c.name, rate, err)
		}
	}
	none := func(frames []port.Frame) int { port.Put(frames); return 0 }
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // else it would wait for ten seconds
	if rate, err := b.measure(ctx, forwarder("af_xdp", none)); err == nil {
		t.Errorf("a forwarder that sends nothing on forwards %v million frames/s", rate)
	}
	if free, all := b.pool.Free(), b.pool.Frames(); free != all {
		t.Errorf("%d of %d frames are in the pool", free, all)
	}
}

func TestVersusTakesTheMedianOfRatios(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sheet.csv")
	sheet, err := openSheet(path, record.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	s := &suite{Config: Config{Text: io.Discard}, sheet: sheet}
	rates := map[string][]float64{"mine": {1, 2, 9}, "theirs": {2, 2, 3}, "short": {1}}
	s.versus(rates, "one", "mine", "theirs", atLeast(1))
	s.versus(rates, "two", "mine", "short", Target{})
	s.versus(rates, "three", "mine", "nobody", Target{})
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(got, []byte("one,2,million/s,theirs,2,1,>= 1,yes")) || strings.Count(string(got), "\n") != 2 {
		t.Errorf("%s, %v", got, err)
	}
}

func TestWatchedSeesWordsThatArriveInParts(t *testing.T) {
	w := &watched{until: []byte("ready"), seen: make(chan struct{})}
	for _, part := range []string{"re", "ad"} {
		w.Write([]byte(part))
		select {
		case <-w.seen:
			t.Fatal("too early")
		default:
		}
	}
	w.Write([]byte("y, ready"))
	<-w.seen
	w.Write([]byte("ready"))
}
