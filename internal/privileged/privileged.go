// Package privileged lets tests say what of the machine they need. Where it is
// missing they are skipped, with the reason; where a run was promised to have it
// they fail, so that no test is skipped everywhere. The promise is the variable
// QANAT_REQUIRE, which 'make test-emu' and 'make test-netem' set.
package privileged

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// Feature is something that a machine may lack.
type Feature struct {
	Name string // in QANAT_REQUIRE
	// Missing says why the machine lacks it, nil if it does not.
	Missing func() error
}

// Quiet is a machine that does nothing else meanwhile, for tests that measure
// times. No machine tells that it will be: it must be promised.
var Quiet = Feature{Name: "quiet", Missing: func() error {
	if slices.Contains(promises(), "quiet") {
		return nil
	}
	return errors.New("it measures times: 'make test-emu' and 'make test-clients' run such tests, while nothing else runs")
}}

// Root is the right to make namespaces and to open raw sockets in them.
var Root = Feature{Name: "root", Missing: func() error {
	if os.Geteuid() != 0 {
		return errors.New("only root makes namespaces")
	}
	return nil
}}

func promises() []string { return strings.Split(os.Getenv("QANAT_REQUIRE"), ",") }

// Require skips or fails the test if a feature is missing.
func Require(t testing.TB, features ...Feature) {
	t.Helper()
	promised := promises()
	for _, f := range features {
		err := f.Missing()
		switch {
		case err == nil:
		case slices.Contains(promised, f.Name):
			t.Fatalf("this run was to have %s: %v", f.Name, err)
		default:
			t.Skipf("needs %s: %v", f.Name, err)
		}
	}
}
