package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Replace writes a derived file (a table, a figure, a report) as a whole or not
// at all, replacing what was there. Links are followed, and devices and pipes, as
// /dev/stdout may be one, are written into.
func Replace(path string, data []byte) error {
	if path == "" {
		return errors.New("the file to write has no name: name a file")
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s was not written: it is a folder: name a file", path)
	case err == nil && !info.Mode().IsRegular():
		return writeInto(path, data)
	case err == nil:
		file, err := filepath.EvalSymlinks(path)
		if err != nil {
			return explain(path, err)
		}
		path = file
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%s was not written, and its folder cannot be made: %w: name another place", path, err)
	}
	return place(path, data, writeAll, os.Rename)
}

// writeInto writes to a device or a pipe.
func writeInto(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return explain(path, err)
	}
	if err := errors.Join(writeAll(f, data), f.Close()); err != nil {
		return explain(path, err)
	}
	return nil
}

// create writes a file that must not exist yet, as a whole or not at all.
func create(path string, data []byte, write func(*os.File, []byte) error) error {
	return place(path, data, write, func(partial, path string) error {
		err := os.Link(partial, path) // unlike a rename, fails where path exists
		if err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
		return os.Rename(partial, path) // a file system without hard links
	})
}

// place writes data to a temporary file beside path, syncs it, and gives it its
// name. On any failure nothing is left behind.
func place(path string, data []byte, write func(*os.File, []byte) error, name func(partial, path string) error) error {
	partial, err := os.CreateTemp(filepath.Dir(path), partialFiles)
	if err != nil {
		return explain(path, err)
	}
	defer os.Remove(partial.Name())
	err = errors.Join(write(partial, data), partial.Chmod(0o644), partial.Sync(), partial.Close())
	if err != nil {
		return explain(path, err)
	}
	if err := name(partial.Name(), path); err != nil {
		return explain(path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// partialFiles is the pattern of files that have no name yet.
const partialFiles = ".partial-*"

// abandoned is the age at which nobody is writing a partial file any more: a
// record takes milliseconds.
const abandoned = time.Hour

// clearPartial removes what killed programs left in a folder.
func clearPartial(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, partialFiles))
	if err != nil {
		return fmt.Errorf("folder %s: %w", dir, err)
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil || time.Since(info.ModTime()) < abandoned {
			continue // its writer has just finished, or is at work
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("a file that a killed run left: %w", err)
		}
	}
	return nil
}

// syncFolder makes the new name survive a power cut. Some file systems cannot
// sync a folder; their files are complete all the same.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("folder %s: %w", dir, err)
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return fmt.Errorf("folder %s: %w", dir, err)
	}
	return nil
}

func writeAll(f *os.File, data []byte) error {
	_, err := f.Write(data)
	return err
}

func explain(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%s was not written, not even in part: the disk is full: free some space and run again, "+
			"everything recorded so far is kept: %w", path, err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s was not written, not even in part: %w: name another place, or ask for leave to write there", path, err)
	}
	return fmt.Errorf("%s was not written, not even in part: %w", path, err)
}
