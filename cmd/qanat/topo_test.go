package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestChangesToMapsAreTold opens a map with like labels by every command that
// reads one. Notes stand beside the output, not in it.
func TestChangesToMapsAreTold(t *testing.T) {
	folder := t.TempDir()
	file, problem := filepath.Join(folder, "map.graphml"), filepath.Join(folder, "problem.yaml")
	for path, text := range map[string]string{
		file: `<graphml><key id="l" attr.name="label"/><graph>
<node id="1"><data key="l">None</data></node><node id="2"><data key="l">None</data></node><node id="3"><data key="l">Rome</data></node>
<edge source="1" target="2"/><edge source="2" target="3"/><edge source="3" target="3"/></graph></graphml>`,
		problem: "topology: map.graphml\ncatalogue: table2.2\nprices: {mbps_per_link: 1}\n" +
			"chain: {source: None 2, target: Rome, demand: 1 Mbps, middleboxes: [ids]}\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range []string{
		"topo show " + file, "topo convert " + file, "topo draw " + file + " --out " + os.DevNull, "solve --topology " + file,
		"export --topology " + file, "explain kariz --topology " + file, "lab inspect --topology " + file, "solve --problem " + problem,
	} {
		var out, notes bytes.Buffer
		cmd := root()
		cmd.SetArgs(strings.Fields(args))
		cmd.SetOut(&out)
		cmd.SetErr(&notes)
		if err := cmd.Execute(); err != nil {
			t.Errorf("qanat %s: %v", args, err)
		}
		want := "note: " + file + ": nodes with the label of another one get their id behind it: \"None 2\"\n" +
			"note: " + file + ": edges from a node to itself are left out: 1\n"
		if notes.String() != want || strings.Contains(out.String(), "note: ") {
			t.Errorf("qanat %s notes %q, want %q", args, notes.String(), want)
		}
	}
	if out, err := run("topo", "show", "../../examples/topologies/alps.graphml"); err != nil || strings.Contains(out, "note:") {
		t.Errorf("a map without changes: %s, %v", out, err)
	}
}
