package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qanat/emu/traffic"
)

// measured runs a command that prints a run as JSON. That the machine was too busy
// for the run to count is no failure here.
func measured(t *testing.T, args ...string) traffic.Run {
	t.Helper()
	out, err := run(append([]string{"traffic"}, append(args, "--json")...)...)
	if err != nil && !strings.Contains(err.Error(), "the run does not count") {
		t.Fatal(err)
	}
	var r traffic.Run
	decode(t, out, &r)
	return r
}

// decode reads the JSON at the end of what a command printed: before it stands what
// went to the standard error.
func decode(t *testing.T, out string, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(out[max(strings.Index(out, "{"), 0):]), to); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// TestTrafficByFiles: what is sent into a capture file is found in it, also after
// it was replayed into another.
func TestTrafficByFiles(t *testing.T) {
	dir := t.TempDir()
	file, again := filepath.Join(dir, "a.pcap"), filepath.Join(dir, "b.pcap")
	sent := measured(t, "send", "--port", "pcap", "--on", file, "--rate", "1Mpps", "--packets", "1000", "--flows", "50", "--size", "imix", "--stream", "4")
	if sent.Sent.Packets != 1000 || sent.Sent.AskedPPS != 1e6 {
		t.Errorf("%+v", sent.Sent)
	}
	replayed := measured(t, "replay", file, "--port", "pcap", "--on", again, "--rate", "100kpps")
	if replayed.Sent.Packets != 1003 || replayed.Sent.Bytes < sent.Sent.Bytes { // with the marks of the end
		t.Errorf("%+v", replayed.Sent)
	}
	for _, name := range []string{file, again} {
		got := measured(t, "sink", "--port", "pcap", "--on", name, "--per-flow")
		if len(got.Received.Streams) != 1 {
			t.Fatalf("%+v", got.Received)
		}
		st := got.Received.Streams[0]
		if st.Stream != 4 || !st.Ended || st.Sent != 1000 || st.Arrived != 1000 || st.Bytes != sent.Sent.Bytes || st.Flows != 50 || got.Received.Foreign > 0 {
			t.Errorf("%s: %+v", name, st)
		}
	}
}

func TestTrafficMistakes(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pcap")
	if err := os.WriteFile(empty, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, says string }{
		{"send --on eth0 --rate 10", `--rate: "10" has no unit`},
		{"send --on eth0 --rate 10kpps", "nothing bounds what is sent"},
		{"send --rate 10kpps --for 1s", "no interface is given"},
		{"send --port carrier-pigeon --on eth0 --rate 10kpps --for 1s", "there is no such kind"},
		{"sink --on eth0 --for 9", `--for: "9" has no unit`},
		{"sink --on eth0 --at no-such-lab/a", "is up"},
		{"replay " + empty + " --on eth0", "no capture file"},
		{"replay x --on eth0 --speed 0", "--speed 0"},
		{"replay x --on eth0 --speed 2 --rate 1kpps", "leave one out"},
		{"search --out eth0 --in af_packet:eth0", `--out "eth0"`},
		{"search --out ring:x --in ring:x --resolution 5", `--resolution: "5" has no unit`},
		{"search --out ring:x --in ring:x --lowest 2Mpps --highest 1Mpps", "the lower one first"},
	} {
		if _, err := run(append([]string{"traffic"}, strings.Fields(c.args)...)...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: said %v, not %q", c.args, err, c.says)
		}
	}
}

// TestTrafficSearchOverARing ends and keeps its trials.
func TestTrafficSearchOverARing(t *testing.T) {
	out, err := run("traffic", "search", "--out", "ring:a", "--in", "ring:a", "--highest", "50kpps", "--for", "20ms", "--wait", "5ms", "--trials", "4", "--json")
	var found traffic.Found
	if err != nil {
		t.Fatal(err)
	}
	decode(t, out, &found)
	if len(found.Trials) == 0 || found.Trials[0].PPS != 50_000 || found.Trials[0].Run.Sent.Packets != 1000 || found.Ended == "" {
		t.Errorf("%+v", found)
	}
}

// TestTrafficProgress: a line at most every five seconds, with the time left.
func TestTrafficProgress(t *testing.T) {
	var w strings.Builder
	p := newProgress(&w, "sending", 1000, 0)
	for s := range 12 {
		p.tell(uint64(s)*50, time.Duration(s)*time.Second)
	}
	p.end()
	if want := "sending: 250 packets in 5s, about 15s left\nsending: 500 packets in 10s, about 10s left\n"; w.String() != want {
		t.Errorf("%q, not %q", w.String(), want)
	}
}

// TestInterruptedTrafficPrintsWhatItMeasured and says that it was interrupted.
func TestInterruptedTrafficPrintsWhatItMeasured(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.pcap")
	cmd, out, ended := start(t, "traffic", "send", "--port", "pcap", "--on", file, "--rate", "1kpps", "--for", "1h")
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for begun := false; !begun; { // it writes once it is sending
		<-tick.C
		info, err := os.Stat(file)
		begun = err == nil && info.Size() > 0
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-ended
	text := out.String()
	if cmd.ProcessState.ExitCode() != interrupted || !strings.Contains(text, "note: interrupted after") || !strings.Contains(text, "qanat: interrupted; what was measured") {
		t.Errorf("exit status %d: %s", cmd.ProcessState.ExitCode(), text)
	}
}
