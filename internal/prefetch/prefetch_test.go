package prefetch_test

import (
	"slices"
	"testing"

	"qanat/internal/prefetch"
)

// TestNothingChanges, and nothing is too much or too little to ask for.
func TestNothingChanges(t *testing.T) {
	words := []uint64{1, 2, 3, 1 << 63}
	prefetch.Word(&words[3])
	prefetch.Words(words, []uint32{3, 0, 3, 1 << 31}) // there need not be such memory
	prefetch.Words(words, nil)
	prefetch.Words(nil, nil)
	if !slices.Equal(words, []uint64{1, 2, 3, 1 << 63}) {
		t.Errorf("words became %v", words)
	}
}
