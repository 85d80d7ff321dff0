package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A Tree is a repository as the rules see it. Left out are Git's own files,
// binaries, what `make` builds and the planted trees of this package.
type Tree struct {
	Root   string          // folder on disk
	Module string          // path of the Go module, from go.mod
	Fset   *token.FileSet  // positions of all Go files
	Go     []*GoFile       // every Go file, tests and all build tags included
	Texts  []TextFile      // every text file, Go included
	Paths  map[string]bool // every file and folder, text or not
}

// A TextFile is one file that people read.
type TextFile struct {
	Path   string // relative to the root, with slashes
	Source []byte
}

// A GoFile is one Go file, parsed with its comments.
type GoFile struct {
	TextFile
	Syntax *ast.File
}

// skipped are the folders that hold nothing written for readers.
var skipped = map[string]bool{".git": true, "bin": true, "internal/tidy/testdata": true}

// ReadTree reads the repository whose root is the given folder. It fails on a
// file that cannot be read and on Go that does not parse.
func ReadTree(root string) (*Tree, error) {
	t := &Tree{Root: root, Fset: token.NewFileSet(), Paths: map[string]bool{}}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		t.Paths[relative] = true
		if skipped[relative] && entry.IsDir() {
			return fs.SkipDir
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		return t.add(name, relative)
	})
	return t, err
}

func (t *Tree) add(name, relative string) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if bytes.IndexByte(source, 0) >= 0 {
		return nil
	}
	text := TextFile{Path: relative, Source: source}
	t.Texts = append(t.Texts, text)
	if relative == "go.mod" {
		first, _, _ := strings.Cut(string(source), "\n")
		t.Module = strings.TrimSpace(strings.TrimPrefix(first, "module"))
	}
	if path.Ext(relative) != ".go" {
		return nil
	}
	syntax, err := parser.ParseFile(t.Fset, relative, source, parser.ParseComments)
	if err != nil {
		return fmt.Errorf("%s does not parse: %w", relative, err)
	}
	t.Go = append(t.Go, &GoFile{TextFile: text, Syntax: syntax})
	return nil
}

// at is a finding where a piece of Go syntax begins.
func (t *Tree) at(pos token.Pos, format string, args ...any) Finding {
	place := t.Fset.Position(pos)
	return Finding{Path: place.Filename, Line: place.Line, Detail: fmt.Sprintf(format, args...)}
}

// line is the line of a position, from 1.
func (t *Tree) line(pos token.Pos) int { return t.Fset.Position(pos).Line }

// dir is the folder of the file, which is also its package below the module.
func (f TextFile) dir() string { return path.Dir(f.Path) }

// lines returns the text without line ends; the first is line 1 of a finding.
func (f TextFile) lines() []string {
	return strings.Split(strings.TrimSuffix(string(f.Source), "\n"), "\n")
}

// isTest tells whether only `go test` compiles the file.
func (f TextFile) isTest() bool { return strings.HasSuffix(f.Path, "_test.go") }

// within tells whether a package or file lies in a folder.
func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}
