package contrib

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGuideWorks tests the solver that docs/add-a-solver.md tells readers to
// save as mine.go with the test beside it, as if they had.
func TestGuideWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the Go compiler; run without -short")
	}
	guide, err := os.ReadFile("../../docs/add-a-solver.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(guide), "```go\n")[1:]
	files := []string{"mine.go", "mine_test.go"}
	if len(blocks) != len(files) {
		t.Fatalf("docs/add-a-solver.md has %d ```go blocks for %v", len(blocks), files)
	}
	folder, replace := t.TempDir(), map[string]string{}
	for i, name := range files {
		code, _, _ := strings.Cut(blocks[i], "```")
		saved := filepath.Join(folder, name)
		here, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, saved, []byte(code))
		replace[here] = saved
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
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
