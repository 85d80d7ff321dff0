//go:build linux

package live

import (
	"errors"
	"os"
)

// Permitted says what is missing for making namespaces, nil if nothing is.
func Permitted() error {
	if os.Geteuid() != 0 {
		return errors.New("making network namespaces needs root: run it with sudo, or with --rootless")
	}
	return nil
}
