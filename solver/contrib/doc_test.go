package contrib

import (
	"testing"

	"qanat/internal/guide"
)

// TestGuideWorks tests the solver that docs/add-a-solver.md tells readers to
// save as mine.go with the test beside it, as if they had.
func TestGuideWorks(t *testing.T) {
	guide.Works(t, "../../docs/add-a-solver.md", "mine.go", "mine_test.go")
}
