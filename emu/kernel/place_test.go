//go:build linux

package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"qanat/internal/privileged"
)

// TestPlacesAreMadeOnce, where file systems have files without names and where they
// do not; a name that is taken is nobody else's.
func TestPlacesAreMadeOnce(t *testing.T) {
	privileged.Require(t, privileged.Root)
	if err := prepare(); err != nil {
		t.Fatal(err)
	}
	file := nameless()
	if file >= 0 {
		defer unix.Close(file)
	}
	for _, nameless := range []int{file, -1, 1 << 20} { // the last is no file
		name := fmt.Sprintf("qanat-test-%d-place", os.Getpid())
		if err := place(name, nameless); err != nil {
			t.Errorf("%d: %v", nameless, err)
		}
		if err := place(name, nameless); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%d: made twice: %v", nameless, err)
		}
		if info, err := os.Stat(Path(name)); err != nil || !info.Mode().IsRegular() || info.Size() != 0 {
			t.Errorf("%d: %v, %v", nameless, info, err)
		}
		if err := Remove(name); err != nil {
			t.Error(err)
		}
	}
}
