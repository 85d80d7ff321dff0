//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// labFile writes a lab into a file and returns its path.
func labFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const everything = `
name: everything
nodes: [{name: a}, {name: b}, {name: c}]
links:
- {ends: [a, b], there: {delay: 5ms, loss: 7%}}
- {name: wan, ends: [b, c], engine: wire}
- {name: bare, ends: [b, c]}
lans: [{name: office, members: [a, c], delay: 1ms}]
routes: [{node: a, to: 192.168.0.0/16, via: b}]
processes:
- {name: web, node: a, command: [sleep, '60'], ready: {port: 80}, restart: true}
- {name: after, node: c, command: [echo, a b], after: [web]}
events: [{at: 2s, do: change, on: wan, delay: 6ms}, {at: 1s, do: down, on: bare}]
`

// TestDryRunShowsAllThatWouldBeMade, as an ordinary user too.
func TestDryRunShowsAllThatWouldBeMade(t *testing.T) {
	out, err := run("lab", "up", "--dry-run", "--engine", "wire", labFile(t, "l.yaml", everything))
	if err != nil {
		t.Error(err)
	}
	lines := map[string]bool{}
	for line := range strings.Lines(out) {
		lines[strings.Join(strings.Fields(line), " ")] = true
	}
	for _, want := range []string{
		"a eth0 10.0.0.1/30 b delay 5ms, loss 7%",
		"a-b a, b 10.0.0.0/30 wire there: delay 5ms, loss 7%; back: nothing",
		"wan b, c 10.0.0.4/30 wire -",
		"bare b, c 10.0.0.8/30 plain -",
		"office a, c 10.0.0.12/30 wire delay 1ms",
		"a 192.168.0.0/16 10.0.0.2 eth0",
		`web a - port 80 starts again ["sleep" "60"]`,
		`after c web once it runs - ["echo" "a b"]`,
		"1s down bare -",
		"2s change wan delay 6ms",
	} {
		if !lines[want] {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

func TestDryRunShowsWhatEnginesRefuse(t *testing.T) {
	path := labFile(t, "l.yaml", strings.Replace(everything, "delay: 6ms", "rate: 3Gbit", 1))
	out, err := run("lab", "up", "--dry-run", "--engine", "wire", path)
	if err == nil || !strings.Contains(err.Error(), "wan: engine wire: a rate of 3 Gbps") || !strings.Contains(out, "office") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestLabsAreNamedAsTheirMaps(t *testing.T) {
	if out, err := run("lab", "inspect", "--topology", "../../examples/topologies/alps.graphml", "--draw", filepath.Join(t.TempDir(), "x.svg")); err != nil {
		t.Error(out, err)
	}
	f := labFlags{topology: "../../examples/topologies/alps.graphml"}
	if p, err := f.plan(t.Context(), nil); err != nil || p.Name != "alps" {
		t.Errorf("%v, %v", p, err)
	}
}

func TestFilesAreInspectedWhateverTheirNames(t *testing.T) {
	out, err := run("lab", "inspect", labFile(t, "nodots", everything))
	if err != nil || !strings.Contains(out, "10.0.0.1/30") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestMistakesWithLabsAreExplained(t *testing.T) {
	for args, want := range map[string]string{
		"lab up /dev/zero":                         "/dev/zero is larger than 16 MiB",
		"lab inspect no.such.lab":                  "nor is there a file no.such.lab",
		"lab ping x a b --count 65537":             "give at most 65536",
		"lab ping x a b --count 0":                 "give more than 0",
		"lab exec x":                               "a lab, a node and a program are needed",
		"lab exec x a --":                          "a lab, a node and a program are needed",
		"lab events x --to delay:5ms":              "--to goes with an action",
		"lab up --dry-run --engine magic l":        `lab: open l`,
		"lab up --topology fat-tree:k=40":          "at most 2000",
		"lab up --topology fat-tree:k=4 --delay 5": `"5" has no unit`,
		"lab up --topology fat-tree:k=4 a":         "leave one out",
		"lab up a --delay 5ms":                     "go with --topology",
		"lab up --dry-run --engine magic --topology fat-tree:k=4 --delay 5ms": `no engine "magic"`,
	} {
		if out, err := run(strings.Fields(args)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("qanat %s: error %v does not say %q\n%s", args, err, want, out)
		}
	}
}

// TestPlanningIsInterrupted while it waits for a file that nobody writes.
func TestPlanningIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var f labFlags
	if _, err := f.plan(ctx, []string{pipe(t)}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestPictureInTheDocumentIsTheTools draws it again.
func TestPictureInTheDocumentIsTheTools(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab.svg")
	if out, err := run("lab", "inspect", "../../examples/labs/wan-triangle.yaml", "--draw", path); err != nil {
		t.Fatal(out, err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../docs/wan-triangle.svg")
	if err != nil || string(got) != string(want) {
		t.Errorf("docs/wan-triangle.svg is not what 'qanat lab inspect examples/labs/wan-triangle.yaml --draw' draws: draw it again (%v)", err)
	}
}

func TestLabFileInTheDocumentIsRead(t *testing.T) {
	document, err := os.ReadFile("../../docs/labs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(document), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```")
	out, err := run("lab", "up", "--dry-run", "--engine", "wire", labFile(t, "document.yaml", text))
	if err != nil || !strings.Contains(out, "backup") {
		t.Errorf("%v\n%s", err, out)
	}
}
