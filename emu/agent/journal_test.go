//go:build linux

package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLogsAreBoundedAndKeepTheNewest(t *testing.T) {
	j := &journal{path: filepath.Join(t.TempDir(), "logs", "p.log"), wanted: []byte("line 70123\nline 70124")}
	const lines = 300_000
	for k := range lines {
		fmt.Fprintf(j, "line %d\n", k)
		if k == 70_123 && j.has() {
			t.Error("half of the text is taken for all of it")
		}
	}
	now, before := read(t, j.path), read(t, j.path+".1")
	if len(now) > mostLogged || len(before) > mostLogged {
		t.Errorf("%d and %d bytes are kept, more than %d", len(now), len(before), mostLogged)
	}
	note, rest, _ := strings.Cut(now, "\n")
	if !strings.HasPrefix(note, "[qanat: what was written before is in p.log.1") {
		t.Errorf("the log begins with %q", note)
	}
	var first, last int
	fmt.Sscanf(before[strings.LastIndex(before, "line"):], "line %d", &last)
	fmt.Sscanf(rest, "line %d", &first)
	if first != last+1 || !strings.HasSuffix(rest, fmt.Sprintf("line %d\n", lines-1)) {
		t.Errorf("line %d follows line %d, and the last is %q", first, last, rest[len(rest)-20:])
	}
	if !j.has() || j.lacks() != "" || !strings.HasSuffix(j.lastWords(), fmt.Sprint("line ", lines-1)) {
		t.Errorf("found: %v, lacks %q, last words %q", j.has(), j.lacks(), j.lastWords())
	}
}

// TestLogsSayWhatTheyLack: a folder that cannot be made stands for a full disk.
func TestLogsSayWhatTheyLack(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "logs")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	j := &journal{path: filepath.Join(blocked, "p.log")}
	if n, err := fmt.Fprint(j, "lost"); n != 4 || err != nil {
		t.Errorf("the program is told of it: %d, %v", n, err)
	}
	fmt.Fprint(j, "lost too")
	if got := j.lacks(); !strings.Contains(got, "the last 12 bytes") || !strings.Contains(got, "not a directory") {
		t.Error(got)
	}
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(j, "kept")
	if got := read(t, j.path); !strings.HasPrefix(got, "[qanat: 12 bytes are missing here: ") || !strings.HasSuffix(got, "]\nkept") || j.lacks() != "" {
		t.Errorf("%q, lacks %q", got, j.lacks())
	}
}
