package external_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"qanat/solver"
)

// TestDocumentedJSON reads the problem and the answer of the documentation, and
// verifies the one against the other.
func TestDocumentedJSON(t *testing.T) {
	page, err := os.ReadFile("../../docs/external-solvers.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```")
	if len(blocks) != 5 {
		t.Fatalf("the page has %d parts between code fences, want 5: a problem and an answer", len(blocks))
	}
	var p solver.Problem
	if err := json.Unmarshal([]byte(strings.TrimPrefix(blocks[1], "json")), &p); err != nil {
		t.Fatal(err)
	}
	text := strings.TrimPrefix(blocks[3], "json")
	o, err := answering(t, "cat <<'END'\n"+text+"\nEND", "").Solve(t.Context(), &p)
	if err != nil || o.Status != solver.Feasible || o.Bound != o.Deployment.Bill(&p).Total() {
		t.Errorf("%+v, %v", o, err)
	}
}
