package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	solversource "qanat/solver/source"
)

// run gives the command line to qanat and returns what it prints.
func run(args ...string) (string, error) {
	var out bytes.Buffer
	cmd := root()
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	err := cmd.Execute()
	return out.String(), err
}

func TestCommandsAnswer(t *testing.T) {
	proof := filepath.Join(t.TempDir(), "proof.json")
	marked := withMark(t)
	for _, test := range []struct {
		args string
		want []string
	}{
		{"solve --demand 200Mbps", []string{"optimal, decided by split", "no deployment costs less than"}},
		{"solve --solver kariz --topology ../../examples/topologies/alps.graphml --from Zurich --to Vienna", []string{"feasible, decided by kariz"}},
		{"solve --topology leaf-spine:leaves=3,spines=2,hosts=2 --chain firewall --json", []string{`"Status":"optimal"`}},
		{"solve --solver kariz-reorder --chain ids,firewall,wan-opt,ipsec --to h40 --demand 200Mbps", []string{"decided by kariz-reorder", "instead of ids, firewall, wan-opt, ipsec"}},
		{"solve --solver kariz-reorder:pairs=ids+ipsec --chain ids,firewall --json", []string{`"Order":[0,1]`}},
		{"solve --demand 450Mbps --certificate " + proof, []string{"optimal"}},
		{"certificate " + proof, []string{"450 Mbps from h0 to h53", "no deployment costs less"}},
		{"solve --problem ../../examples/problem.yaml", []string{"optimal", "cache"}},
		{"solve --demand 99999999Gbps", []string{"infeasible, decided by reject", "lack capacity"}},
		{"solve --chain firewall --from h0 --to h40", []string{"h0-e0 300 Mbps e0-a0 300 Mbps a0-c0 300 Mbps c0-a12 300 Mbps a12-e13 300 Mbps e13-h40 300 Mbps"}},
		{"solve --problem " + marked, []string{"optimal"}},
		{"topo list", []string{"fat-tree:k=6", "jellyfish"}},
		{"topo show fat-tree:k=6", []string{"99 nodes, 54 of them hosts", "cpu: 1080"}},
		{"topo convert ../../examples/topologies/coast.txt", []string{"Seville", "2500 Mbps"}},
		{"explain kariz --chain firewall", []string{"Algorithm 1"}},
		{"solvers", []string{"exact", "kariz", "kariz-reorder", "nearest"}},
	} {
		out, err := run(strings.Fields(test.args)...)
		if err != nil {
			t.Errorf("qanat %s: %v", test.args, err)
		}
		for _, want := range test.want {
			if !strings.Contains(out, want) {
				t.Errorf("qanat %s does not print %q but\n%s", test.args, want, out)
			}
		}
	}
}

// withMark writes a problem in JSON as editors on Windows do: with a byte order mark,
// and two characters at the end of each line.
func withMark(t *testing.T) string {
	t.Helper()
	p, err := solversource.OpenProblem("../../examples/problem.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "marked.json")
	text = append([]byte("\uFEFF"), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))...)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMistakesAreExplained(t *testing.T) {
	negative := filepath.Join(t.TempDir(), "negative.yaml")
	if err := os.WriteFile(negative, []byte("resources: [cpu]\nnodes: [{name: a, capacity: {cpu: -4}}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "folder.yaml")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"solve --problem ../../examples/problem.yaml --chain ids":    "--chain besides --problem",
		"solve --demand 99999Gbps --draw none.svg":                   "nothing was placed",
		"reproduce chapter2 --workers -1":                            "0 for one per core",
		"topo convert fat-tree:k=4 --out .":                          "it is a folder",
		"solve --catalogue nowhere.yaml":                             "no such file or directory: use table2.1",
		"topo show fat-tree:k=4,link=":                               "no rate is given",
		"solve --problem=":                                           "--problem is empty",
		"solve --to=":                                                "--to is empty",
		"solve --catalogue " + folder:                                "is a directory: correct the path",
		"compare":                                                    "--solver is missing",
		"reproduce chapter3":                                         "use one of chapter2",
		"topo shw fat-tree:k=6":                                      "use one of convert, draw, list, show",
		"help reprduce":                                              "unknown command",
		"help topo shw":                                              "unknown command",
		"solve --chain firewal":                                      "firewal",
		"solve --from h0 --to h0":                                    "two different endpoints",
		"solve --solver kariz --certificate x.json":                  "solver kariz gives no proofs",
		"certificate nowhere.json":                                   "no such file or directory: correct the path",
		"certificate main.go":                                        "main.go:1: this is no certificate",
		"solve --from h0 --to mars":                                  "mars",
		"solve --demand 300":                                         "no unit",
		"solve --demand -5Mbps":                                      "negative",
		"solve --solver magic":                                       "use one of",
		"solve --solver exact:speed=9":                               "use nodes, upper or fallback",
		"solve --topology fat-tree:k=7":                              "even",
		"solve --topology " + negative:                               "capacities start at 0",
		"solve --topology fat-tree:k=4,cores=1 --catalogue table2.3": "use table2.1, table2.2",
		"topo show nowhere.graphml":                                  "no such file",
		"solve --chain wan-opt --topology fat-tree:k=4,cores=1":      "no node can hold",
	} {
		if out, err := run(strings.Fields(args)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("qanat %s: error %v does not say %q\n%s", args, err, want, out)
		}
	}
}

// TestMissingFoldersOfOutputsAreToldFirst names a folder that is not there by every
// flag that names an output. Each command has a mistake besides, which it must not
// come to, and nothing may be made.
func TestMissingFoldersOfOutputsAreToldFirst(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for _, args := range []string{
		"solve --solver magic --draw", "solve --solver magic --certificate", "export --format xlsx --out", "topo draw nothing --out",
		"topo convert nothing --out", "explain kariz --option x=y --draw", "reproduce chapter2 --scale none --out", "compare --scale none --out",
		"bench placement --results", "bench emu --results", "bench dataplane --results", "lab inspect nothing --draw",
	} {
		_, err := run(append(strings.Fields(args), filepath.Join(missing, "out.svg"))...)
		if err == nil || !strings.Contains(err.Error(), "there is no folder "+missing+": make it with 'mkdir -p "+missing+"'") {
			t.Errorf("qanat %s: %v", args, err)
		}
		if _, err := os.Stat(missing); err == nil {
			t.Fatalf("qanat %s made the folder", args)
		}
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestLostOutputIsAnError(t *testing.T) {
	for _, args := range []string{"solve", "solve --json", "topo show fat-tree:k=4", "topo list", "topo convert fat-tree:k=4", "solvers", "export", "explain kariz"} {
		cmd := root()
		cmd.SetArgs(strings.Fields(args))
		cmd.SetOut(full{})
		if err := cmd.Execute(); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("qanat %s onto a full disk: %v", args, err)
		}
	}
}

func TestPicturesComeWithJSONToo(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "chain.svg")
	out, err := run("solve", "--json", "--draw", picture)
	if err != nil || !strings.HasPrefix(out, "{") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(picture); err != nil {
		t.Error(err)
	}
}

func TestInterruptedRunsTellWhatIsRecorded(t *testing.T) {
	for err, want := range map[error]string{
		context.Canceled: "",
		fmt.Errorf("stopped with 3 of 10 cells recorded: %w", context.Canceled): "; stopped with 3 of 10 cells recorded",
	} {
		if got := whatRemains(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}
