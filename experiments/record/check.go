package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CheckFile tells, before the work for it is done, whether Replace can write a
// file. Its folder must be there: one that is not is a spelling mistake more often
// than a wish.
func CheckFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case path == "":
		return errors.New("name a file")
	case err == nil && info.IsDir():
		return errors.New("it is a folder: name a file")
	case err == nil && !info.Mode().IsRegular():
		return nil // a device or a pipe
	}
	return checkRoom(filepath.Dir(path))
}

// CheckFolder tells whether a folder can be written into, or made where there is
// none: then that which it is to be in must be there.
func CheckFolder(path string) error {
	info, err := os.Stat(path)
	switch {
	case path == "":
		return errors.New("name a folder")
	case err == nil && !info.IsDir():
		return errors.New("it is a file: it must name a folder")
	case err == nil:
		return checkRoom(path)
	}
	return checkRoom(filepath.Dir(filepath.Clean(path)))
}

// checkRoom makes a file in a folder and removes it again: nothing else tells for
// sure that this can be done.
func checkRoom(folder string) error {
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s: make it with 'mkdir -p %s', or name another place", folder, folder)
	}
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file and no folder: name another place", folder)
	}
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(folder, partialFiles); err == nil {
			return errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	return fmt.Errorf("nothing can be written into %s: %w: name another place, or ask for leave to write there", folder, err)
}
