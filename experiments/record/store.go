package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Store is a folder of records. It may be used from several goroutines and
// processes at once: records are only ever added.
type Store struct {
	dir   string
	also  []string                     // further folders to read from
	write func(*os.File, []byte) error // replaced where tests fill the disk
}

// Open makes the folder if it is missing and returns the store in it, without
// the unnamed files that runs left behind when they were killed. Records
// in the folders named by also count as recorded too, but nothing is written
// there; a folder that does not exist holds none.
func Open(dir string, also ...string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("folder for records: %w: name another folder of results with --out", err)
	}
	return &Store{dir: dir, also: also, write: writeAll}, clearPartial(dir)
}

// OpenExisting returns the store in a folder that an earlier run made, to read
// from: it changes nothing there.
func OpenExisting(dir string) (*Store, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return nil, fmt.Errorf("no records in %s: %w: name a folder of results, as \"qanat reproduce chapter2\" writes it", dir, err)
	}
	return &Store{dir: dir, write: writeAll}, nil
}

// Dir returns the store's folder.
func (s *Store) Dir() string { return s.dir }

// Path returns where the record of a cell is written.
func (s *Store) Path(key Key) string { return pathIn(s.dir, key) }

func pathIn(dir string, key Key) string { return filepath.Join(dir, string(key)+".json") }

// Get reads the record of a cell. An error that is fs.ErrNotExist means that
// the cell has not been recorded; any other names the file and the cure.
func (s *Store) Get(key Key) (*Record, error) {
	path := s.Path(key)
	data, err := os.ReadFile(path)
	for i := 0; errors.Is(err, fs.ErrNotExist) && i < len(s.also); i++ {
		path = pathIn(s.also[i], key)
		data, err = os.ReadFile(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("record: %w", err)
	}
	var r Record
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err == nil {
		err = r.check(key)
	}
	if err != nil {
		return nil, fmt.Errorf("record %s cannot be used: %w; move it out of the folder and run again, "+
			"and its cell is computed anew", path, err)
	}
	return &r, nil
}

// Has tells whether a usable record of the cell exists. A record that cannot be
// used is an error, not a missing one.
func (s *Store) Has(key Key) (bool, error) {
	_, err := s.Get(key)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Keys lists the recorded cells in ascending order of their keys.
func (s *Store) Keys() ([]Key, error) {
	var keys []Key
	for _, dir := range append([]string{s.dir}, s.also...) {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("records: %w", err)
		}
		for _, entry := range entries {
			if name, isRecord := strings.CutSuffix(entry.Name(), ".json"); isRecord && !entry.IsDir() {
				keys = append(keys, Key(name))
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil
}

// Put adds a record. If the cell already has one, that one stays and Put
// returns an error that is fs.ErrExist.
func (s *Store) Put(r *Record) error {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("record %s: %w", r.Key, err)
	}
	return create(s.Path(r.Key), append(data, '\n'), s.write)
}
