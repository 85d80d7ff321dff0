package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// drawInto draws a short run and returns the names of the folder's files.
func drawInto(t *testing.T, folder string, more ...string) []string {
	t.Helper()
	if out, err := run(append([]string{"explain", "kariz", "--topology", "fat-tree:k=4", "--draw", folder}, more...)...); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

func TestDrawnRunReplacesAnEarlierOne(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "steps")
	long := drawInto(t, folder)
	short := drawInto(t, folder, "--chain", "firewall")
	if len(short) >= len(long) || short[0] != pageName {
		t.Fatalf("%v\nthen\n%v", long, short)
	}
	page, err := os.ReadFile(filepath.Join(folder, pageName))
	if err != nil || bytes.Count(page, []byte("<img ")) != len(short)-1 {
		t.Errorf("the page does not show the %d pictures (%v)", len(short)-1, err)
	}
}

func TestOtherFilesAreSafe(t *testing.T) {
	for _, name := range []string{"notes.txt", pageName, "kariz-step-01.svg/photo.jpg"} {
		folder := t.TempDir()
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := run("explain", "kariz", "--draw", folder)
		if err == nil || !strings.Contains(err.Error(), "name a new or an empty folder") {
			t.Errorf("%s: %v", name, err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
			t.Errorf("%s became %q (%v)", name, text, err)
		}
		if files, _ := os.ReadDir(folder); len(files) != 1 {
			t.Errorf("%d files beside %s", len(files)-1, name)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run("explain", "kariz", "--draw", file); err == nil || !strings.Contains(err.Error(), "must name a folder") {
		t.Errorf("a file as folder: %v", err)
	}
}

// TestDocumentedPicture draws the example of docs/kariz.md anew.
func TestDocumentedPicture(t *testing.T) {
	folder := t.TempDir()
	drawInto(t, folder, "--topology", "fat-tree:k=4,cores=8", "--chain", "firewall,ids,ipsec,wan-opt",
		"--demand", "730Mbps", "--option", "epsilon=1,delta=offerings")
	got, err := os.ReadFile(filepath.Join(folder, "kariz-step-16.svg"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../docs/kariz-step.svg")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/kariz-step.svg is not what the command in docs/kariz.md draws: copy its kariz-step-16.svg (%v)", err)
	}
}
