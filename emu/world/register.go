//go:build linux

package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"qanat/emu/live"
)

// names of the files in a user's folder
const (
	registerFile = "qanat-world.json" // the holder
	lockFile     = "qanat-world.lock" // held by whoever looks for the holder, or starts one
	// useFile is held, shared, by all who are in the world or on their way, and
	// alone by a holder that ends: so none ends under somebody's feet.
	useFile = "qanat-world.use"
)

// folder is where a user's holder is written down: the one that the system gives
// each user, or one in /tmp.
func folder() (string, error) {
	if given := os.Getenv("XDG_RUNTIME_DIR"); given != "" {
		return given, owned(given, "unset XDG_RUNTIME_DIR, or set it to a folder of yours")
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("qanat-%d", os.Getuid()))
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("world: %w", err)
	}
	return path, owned(path, "remove it, or set XDG_RUNTIME_DIR to a folder of yours")
}

// owned refuses a folder that others have made, could change, or put a link in the
// place of: they would decide where commands run.
func owned(path, cure string) error {
	var s unix.Stat_t
	err := unix.Lstat(path, &s)
	switch {
	case err != nil:
		return fmt.Errorf("world: %s: %w: %s", path, err, cure)
	case s.Mode&unix.S_IFMT != unix.S_IFDIR:
		return fmt.Errorf("world: %s is no folder: %s", path, cure)
	case int(s.Uid) != os.Geteuid():
		return fmt.Errorf("world: %s belongs to user %d, not to you: %s", path, s.Uid, cure)
	case s.Mode&0o077 != 0:
		return fmt.Errorf("world: %s is open to others: %s, or 'chmod 700' it", path, cure)
	}
	return nil
}

// lock opens a file and locks it.
func lock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err == nil {
		if err = unix.Flock(int(f.Fd()), how); err == nil {
			return f, nil
		}
		f.Close()
	}
	return nil, fmt.Errorf("world: %w", err)
}

// hold returns the user's holder, after starting one if there is none. It does not
// end before the file in use is closed.
func hold() (holder live.Process, use *os.File, err error) {
	dir, err := folder()
	if err != nil {
		return holder, nil, err
	}
	starting, err := lock(filepath.Join(dir, lockFile), unix.LOCK_EX)
	if err != nil {
		return holder, nil, err
	}
	defer starting.Close()
	if use, err = lock(filepath.Join(dir, useFile), unix.LOCK_SH); err != nil {
		return holder, nil, err
	}
	path := filepath.Join(dir, registerFile)
	if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &holder) == nil && holder.Alive() {
		return holder, use, nil
	}
	if holder, err = start(filepath.Join(dir, useFile)); err == nil {
		var text []byte
		if text, err = json.Marshal(holder); err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
	}
	if err != nil {
		use.Close()
	}
	return holder, use, err
}
