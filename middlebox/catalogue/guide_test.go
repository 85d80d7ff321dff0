package catalogue

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGuideWorks tests the middlebox that docs/add-a-middlebox.md tells readers to
// save as mine.go, with the test beside it, as if they had.
func TestGuideWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the Go compiler; run without -short")
	}
	guide, err := os.ReadFile("../../docs/add-a-middlebox.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(guide), "```go\n")[1:]
	if len(blocks) != 2 {
		t.Fatalf("docs/add-a-middlebox.md has %d ```go blocks, not 2", len(blocks))
	}
	folder, replace := t.TempDir(), map[string]string{}
	for i, name := range []string{"mine.go", "mine_test.go"} {
		code, _, _ := strings.Cut(blocks[i], "```")
		if lines := strings.Count(code, "\n"); lines > 60 {
			t.Errorf("%s has %d lines, more than the guide promises", name, lines)
		}
		saved := filepath.Join(folder, name)
		here, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(saved, []byte(code), 0o644); err != nil {
			t.Fatal(err)
		}
		replace[here] = saved
	}
	mapping, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(overlay, mapping, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "test", "-run", "TestMine", "-overlay", overlay, ".").CombinedOutput(); err != nil {
		t.Fatalf("the guide's code fails its own test: %v\n%s", err, out)
	}
}
