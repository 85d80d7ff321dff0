package catalogue

import (
	"strings"
	"testing"

	"qanat/internal/guide"
)

// TestGuideWorks tests the middlebox that docs/add-a-middlebox.md tells readers to
// save as mine.go, with the test beside it, as if they had.
func TestGuideWorks(t *testing.T) {
	for _, code := range guide.Works(t, "../../docs/add-a-middlebox.md", "mine.go", "mine_test.go") {
		if lines := strings.Count(code, "\n"); lines > 60 {
			t.Errorf("%d lines, more than the guide promises", lines)
		}
	}
}
