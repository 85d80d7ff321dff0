//go:build !lpsolve

package lpsolve_test

import (
	"errors"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/solver/lpsolve"
)

func TestMissingLibraryTellsTheCure(t *testing.T) {
	_, err := solver.Open("lpsolve:limit=5s")
	if !errors.Is(err, lpsolve.ErrMissing) || !strings.Contains(err.Error(), "make build") {
		t.Error(err)
	}
	if _, err := solver.Open("lpsolve:speed=high"); err == nil || !strings.Contains(err.Error(), "limit=10s") {
		t.Error(err)
	}
}
