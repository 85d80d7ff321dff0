package record

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestPlacesAreCheckedBeforeTheWork(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(folder, "missing")
	for name, c := range map[string]struct {
		check func(string) error
		path  string
		want  string // "" where the place is good
	}{
		"a new file":                   {CheckFile, filepath.Join(folder, "new"), ""},
		"an old file":                  {CheckFile, file, ""},
		"a device":                     {CheckFile, os.DevNull, ""},
		"a file without a folder":      {CheckFile, filepath.Join(missing, "new"), "there is no folder " + missing + ": make it with 'mkdir -p"},
		"a file below a file":          {CheckFile, filepath.Join(file, "new"), "is a file and no folder"},
		"a folder for a file":          {CheckFile, folder, "it is a folder: name a file"},
		"no file":                      {CheckFile, "", "name a file"},
		"an old folder":                {CheckFolder, folder, ""},
		"a new folder":                 {CheckFolder, missing + "/", ""},
		"a folder in one that is not":  {CheckFolder, filepath.Join(missing, "new"), "there is no folder " + missing + ":"},
		"a folder that is a file":      {CheckFolder, file, "it must name a folder"},
		"no folder":                    {CheckFolder, "", "name a folder"},
		"a folder where none are made": {CheckFolder, "/proc/new", "nothing can be written into /proc"},
	} {
		err := c.check(c.path)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("checks left %v", left)
	}
}

// TestReplaceWritesThroughLinksAndPipes wants what is no ordinary file to stay
// what it is: a link to be followed, and a device or a pipe to be written into.
func TestReplaceWritesThroughLinksAndPipes(t *testing.T) {
	folder := t.TempDir()
	link, target := filepath.Join(folder, "link"), filepath.Join(folder, "target")
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("target", link); err != nil {
		t.Fatal(err)
	}
	if err := Replace(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(target); string(text) != "new" {
		t.Errorf("behind the link stands %q", text)
	}
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	pipe := filepath.Join(folder, "pipe")
	if err := os.Symlink("/proc/self/fd/"+strconv.Itoa(int(out.Fd())), pipe); err != nil {
		t.Fatal(err)
	}
	if err := Replace(pipe, []byte("through")); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	text := make([]byte, 10)
	if n, err := in.Read(text); err != nil || string(text[:n]) != "through" {
		t.Errorf("the pipe carried %q, %v", text[:n], err)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the name of the pipe became %v, %v", info, err)
	}
}
