package tidy

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var rewrite = flag.Bool("rewrite", false, "write the findings into the planted trees of testdata")

// TestRepository runs every rule on the repository this package lies in.
func TestRepository(t *testing.T) {
	tree, err := ReadTree(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			for _, finding := range rule.Findings(tree) {
				t.Error(rule.Explain(finding))
			}
		})
	}
}

// TestPlanted proves that each rule finds what it is meant to find, and only
// that: testdata has a small tree for each, whose last file, "want", lists the
// findings.
func TestPlanted(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			path := filepath.Join("testdata", rule.Name+".txtar")
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatalf("rule %s needs a tree with a planted violation: %v", rule.Name, err)
			}
			got := findingsIn(t, rule, archive)
			want := &archive.Files[len(archive.Files)-1]
			if *rewrite {
				want.Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got == "" {
				t.Errorf("%s: the rule finds nothing in a tree made to break it", path)
			}
			if got != string(want.Data) {
				t.Errorf("%s: found\n%s\nwant\n%s", path, got, want.Data)
			}
		})
	}
}

// findingsIn writes the files of an archive to disk and runs a rule on them.
func findingsIn(t *testing.T, rule Rule, archive *txtar.Archive) string {
	root := t.TempDir()
	for _, file := range archive.Files {
		if file.Name == "want" {
			continue
		}
		name := filepath.Join(root, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := ReadTree(root)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, finding := range rule.Findings(tree) {
		fmt.Fprintln(&text, finding)
	}
	return text.String()
}
