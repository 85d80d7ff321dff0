//go:build linux

package doctor

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// configured looks a setting of the kernel up: y, m, or "" if it is not set. It
// is not known if the kernel does not show its configuration.
func configured(setting string) (value string, known bool) {
	config, err := openConfig()
	if err != nil {
		return "", false
	}
	defer config.Close()
	lines := bufio.NewScanner(config)
	for lines.Scan() {
		if name, value, found := strings.Cut(lines.Text(), "="); found && name == setting {
			return value, true
		}
	}
	return "", lines.Err() == nil
}

func openConfig() (io.ReadCloser, error) {
	if f, err := os.Open("/proc/config.gz"); err == nil {
		z, err := gzip.NewReader(f)
		if err != nil {
			f.Close()
			return nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{z, f}, nil
	}
	var u unix.Utsname
	unix.Uname(&u) // cannot fail with a valid address
	return os.Open("/boot/config-" + unix.ByteSliceToString(u.Release[:]))
}
