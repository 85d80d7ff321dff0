package record

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

type inputs struct{ Demand, Trial int }
type result struct{ Accepted int }

func put(t *testing.T, s *Store, in inputs, out result) *Record {
	t.Helper()
	r, err := New(in, out, Provenance{Commit: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(r); err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "cells"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRoundTrip(t *testing.T) {
	s := open(t)
	r := put(t, s, inputs{200, 1}, result{997})
	if key, err := KeyOf(inputs{200, 1}); err != nil || key != r.Key {
		t.Fatalf("key %s, then %s (%v)", r.Key, key, err)
	}
	if key, _ := KeyOf(inputs{200, 2}); key == r.Key {
		t.Fatal("another trial has the same key")
	}
	got, err := s.Get(r.Key)
	if err != nil {
		t.Fatal(err)
	}
	var in inputs
	var out result
	if err := got.Decode(&in, &out); err != nil || in != (inputs{200, 1}) || out.Accepted != 997 {
		t.Fatalf("read back %+v %+v (%v)", in, out, err)
	}
	if keys, err := s.Keys(); err != nil || len(keys) != 1 || keys[0] != r.Key {
		t.Fatalf("keys %v (%v)", keys, err)
	}
}

func TestRecordsAreImmutable(t *testing.T) {
	s := open(t)
	put(t, s, inputs{200, 1}, result{997})
	other, err := New(inputs{200, 1}, result{1}, Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(other); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("a second record of the cell: %v, want ErrExist", err)
	}
	var out result
	if got, _ := s.Get(other.Key); got.Decode(nil, &out) != nil || out.Accepted != 997 {
		t.Fatalf("the first record became %+v", out)
	}
}

func TestFolderInPlaceOfARecordIsReported(t *testing.T) {
	s := open(t)
	if err := os.Mkdir(s.Path("abc"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Has("abc"); err == nil || !strings.Contains(err.Error(), "move it out") {
		t.Errorf("got %v", err)
	}
}

func TestOpenExistingMakesNothing(t *testing.T) {
	folder := t.TempDir()
	file, missing := filepath.Join(folder, "file"), filepath.Join(folder, "missing")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, missing} {
		if _, err := OpenExisting(dir); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("the missing folder was made")
	}
}

func TestUnusableRecordsAreReported(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"result changed", `"Accepted": 997`, `"Accepted": 998`, "digest"},
		{"inputs changed", `"Demand": 200`, `"Demand": 250`, "another cell"},
		{"newer format", `"format": 1`, `"format": 2`, "format"},
		{"cut short", "}\n}\n", "", "JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			path := s.Path(put(t, s, inputs{200, 1}, result{997}).Key)
			data, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(data), c.old) {
				t.Fatalf("%v: %s", err, data)
			}
			damaged := strings.Replace(string(data), c.old, c.new, 1)
			if err := os.WriteFile(path, []byte(damaged), 0o644); err != nil {
				t.Fatal(err)
			}
			key := Key(strings.TrimSuffix(filepath.Base(path), ".json"))
			_, err = s.Has(key)
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.want) ||
				!strings.Contains(err.Error(), "move it out") {
				t.Fatalf("got %v", err)
			}
			if after, _ := os.ReadFile(path); string(after) != damaged {
				t.Fatal("the file was touched")
			}
		})
	}
}

func TestOtherFoldersAreReadOnly(t *testing.T) {
	other := open(t)
	theirs := put(t, other, inputs{200, 1}, result{997})
	s, err := Open(filepath.Join(t.TempDir(), "cells"), other.Dir(), filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	ours := put(t, s, inputs{200, 2}, result{5})
	for _, key := range []Key{ours.Key, theirs.Key} {
		if has, err := s.Has(key); err != nil || !has {
			t.Errorf("%s: %v %v", key, has, err)
		}
	}
	if keys, err := s.Keys(); err != nil || len(keys) != 2 {
		t.Errorf("keys %v, %v", keys, err)
	}
	if has, _ := other.Has(ours.Key); has {
		t.Error("the other folder was written to")
	}
}

func TestFullDiskLeavesNothing(t *testing.T) {
	s := open(t)
	kept := put(t, s, inputs{200, 1}, result{997})
	s.write = func(f *os.File, data []byte) error {
		_, err := f.Write(data[:len(data)/2])
		return errors.Join(err, syscall.ENOSPC)
	}
	r, err := New(inputs{200, 2}, result{1}, Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(r); err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Fatalf("got %v", err)
	}
	files, err := filepath.Glob(filepath.Join(s.Dir(), "*"))
	hidden, _ := filepath.Glob(filepath.Join(s.Dir(), ".*"))
	if err != nil || len(files) != 1 || len(hidden) != 0 {
		t.Fatalf("left %v %v", files, hidden)
	}
	if _, err := s.Get(kept.Key); err != nil {
		t.Fatal(err)
	}
}

func TestAbandonedFilesAreCleared(t *testing.T) {
	s := open(t)
	fresh, old := filepath.Join(s.Dir(), ".partial-1"), filepath.Join(s.Dir(), ".partial-2")
	for _, path := range []string{fresh, old} {
		if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.Dir()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("a file that may be in use was removed")
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an abandoned file was kept")
	}
}

func TestReplaceRefusesFolders(t *testing.T) {
	for path, want := range map[string]string{t.TempDir(): "it is a folder: name a file", "": "no name: name a file"} {
		if err := Replace(path, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures", "table.csv")
	for _, text := range []string{"one", "two"} {
		if err := Replace(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Fatalf("%q, %v", got, err)
		}
	}
}

func TestHereNamesTheMachine(t *testing.T) {
	p := Here()
	if p.Commit == "" || p.Go == "" || p.Kernel == "" || p.Processor == "" || p.Cores < 1 {
		t.Fatalf("%+v", p)
	}
}
