//go:build linux

package enginetest_test

import (
	"testing"
	"time"

	"qanat/emu/enginetest"
	"qanat/emu/live"
	"qanat/emu/netem"
	"qanat/internal/privileged"
)

var (
	root     = privileged.Feature{Name: "root", Missing: live.Permitted}
	hasNetem = privileged.Feature{Name: "netem", Missing: netem.Offered}
)

// slack is generous: tests run on machines that do other things too. How exact
// engines are is measured by 'make bench-emu'.
const slack = 3 * time.Millisecond

func TestWire(t *testing.T) {
	privileged.Require(t, root, privileged.Quiet)
	enginetest.Run(t, "wire", slack)
}

func TestNetem(t *testing.T) {
	privileged.Require(t, root, hasNetem, privileged.Quiet)
	enginetest.Run(t, "netem", slack)
}
