package contrib

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGuideCompiles builds the solver that docs/add-a-solver.md tells readers
// to save as mine.go, as if they had.
func TestGuideCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the Go compiler; run without -short")
	}
	guide, err := os.ReadFile("../../docs/add-a-solver.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, found := strings.Cut(string(guide), "```go\n")
	code, _, closed := strings.Cut(code, "```")
	if !found || !closed {
		t.Fatal("docs/add-a-solver.md has no ```go block")
	}
	saved := filepath.Join(t.TempDir(), "mine.go")
	overlay := filepath.Join(t.TempDir(), "overlay.json")
	here, err := filepath.Abs("mine.go")
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := json.Marshal(map[string]any{"Replace": map[string]string{here: saved}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, saved, []byte(code))
	write(t, overlay, mapping)
	if out, err := exec.Command("go", "build", "-overlay", overlay, ".").CombinedOutput(); err != nil {
		t.Fatalf("the guide's code does not compile: %v\n%s", err, out)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
