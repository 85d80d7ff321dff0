// Package guide tests documents that tell readers to save code in the house: the
// code is compiled where it is to be saved, as if it had been, and its own test runs.
package guide

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Works saves the Go blocks of a document under the given names in the package of
// the test, for the compiler only, and runs TestMine. It returns the blocks.
func Works(t *testing.T, document string, names ...string) (blocks []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the Go compiler; run without -short")
	}
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	blocks = strings.Split(string(text), "```go\n")[1:]
	if len(blocks) != len(names) {
		t.Fatalf("%s has %d ```go blocks for %v", document, len(blocks), names)
	}
	folder, replace := t.TempDir(), map[string]string{}
	for i, name := range names {
		blocks[i], _, _ = strings.Cut(blocks[i], "```")
		here, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		replace[here] = filepath.Join(folder, name)
		write(t, replace[here], []byte(blocks[i]))
	}
	mapping, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(folder, "overlay.json")
	write(t, overlay, mapping)
	if out, err := exec.Command("go", "test", "-run", "TestMine", "-overlay", overlay, ".").CombinedOutput(); err != nil {
		t.Fatalf("the guide's code fails its own test: %v\n%s", err, out)
	}
	return blocks
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
