// Package yamlfile reads YAML files, or JSON ones, since that is YAML too, such
// that every mistake in them is named by file and line: mistakes in form by the
// reader, mistakes in content by whoever understands it, through File.Fail.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// byteOrderMark begins files that some editors on Windows write.
const byteOrderMark = "\uFEFF"

// deepest bounds how far lists and mappings may lie inside each other: the
// formats of this project need six levels, and the YAML library more than 6 GB
// for a hundred thousand.
const deepest = 100

// mostTold is how many values of the wrong form are told of one file: more are
// mostly one mistake that was repeated.
const mostTold = 20

// File knows the line of everything in a file and gathers what is wrong.
type File struct {
	name string // for errors
	tree *ast.File
	errs []error
}

// Read decodes data into a structure; name is the file's, for errors. Unknown and
// repeated fields are errors: they are spelling mistakes. Unknown ones are among
// those that File.Err returns, so that who reads the file can add what else is
// wrong in it.
func Read(data []byte, name string, into any) (*File, error) {
	data = WithoutMark(data)
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s: this is no text in UTF-8: save it as that", name)
	}
	tokens := lexer.Tokenize(string(data))
	if err := check(tokens, name); err != nil {
		return nil, err
	}
	tree, err := parser.Parse(tokens, 0)
	switch {
	case err != nil:
		return nil, inForm(name, err)
	case len(tree.Docs) == 0 || tree.Docs[0].Body == nil:
		return nil, fmt.Errorf("%s:1: the file is empty: write one YAML document", name)
	case len(tree.Docs) > 1:
		return nil, fmt.Errorf("%s:%d: a second YAML document begins: write one file for each", name, lineOf(tree.Docs[1]))
	}
	f := &File{name: name, tree: tree}
	f.keys(tree.Docs[0].Body, reflect.TypeOf(into))
	if !f.decode(tree.Docs[0].Body, into) {
		return nil, f.Err()
	}
	return f, nil
}

// WithoutMark returns data without the byte order mark that it may begin with.
func WithoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte(byteOrderMark)) }

// decode decodes the tree. It fails at every value that is of the wrong form, and
// then returns false: what the others mean may depend on it.
func (f *File) decode(tree ast.Node, into any) bool {
	for tries := 0; ; tries++ {
		err := yaml.NodeToValue(tree, into, yaml.Strict())
		if err == nil {
			return tries == 0
		}
		f.errs = append(f.errs, inForm(f.name, err))
		var located yaml.Error
		if tries == mostTold || !errors.As(err, &located) || !leaveOut(tree, located.GetToken()) {
			return false
		}
		into = reflect.New(reflect.TypeOf(into).Elem()).Interface() // to find what else is wrong
	}
}

// inForm puts file and line before an error of the YAML library.
func inForm(name string, err error) error {
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		at := located.GetToken()
		return fmt.Errorf("%s:%d: %s", name, at.Position.Line, withCure(located.GetMessage(), at.Value))
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Fail remembers an error at a YAML path such as "$.chain.source". An element
// that is missing stands where its parent does.
func (f *File) Fail(path, format string, args ...any) {
	f.errs = append(f.errs, fmt.Errorf("%s: %w", f.At(path), fmt.Errorf(format, args...)))
}

// failAt remembers an error at a token.
func (f *File) failAt(t *token.Token, format string, args ...any) {
	f.errs = append(f.errs, fmt.Errorf("%s:%d: %w", f.name, t.Position.Line, fmt.Errorf(format, args...)))
}

// Key is the path of an entry with any name in the mapping at path.
func Key(path, name string) string { return path + ".'" + name + "'" }

// At tells file and line of a path, or of what it is in: "lab.yaml:7".
func (f *File) At(path string) string {
	for ; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		wanted, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		if node, err := wanted.FilterFile(f.tree); err == nil && node != nil && node.GetToken() != nil {
			return fmt.Sprintf("%s:%d", f.name, node.GetToken().Position.Line)
		}
	}
	return f.name
}

// Err is everything that failed, nil if nothing did.
func (f *File) Err() error { return errors.Join(f.errs...) }

// Number is a number as it is written: YAML's own numbers would round it, and
// cut what is behind the point.
type Number string

// UnmarshalYAML takes the text of a number.
func (n *Number) UnmarshalYAML(node ast.Node) error {
	*n = Number(node.GetToken().Value)
	return nil
}

// MarshalYAML writes the number without quotes.
func (n Number) MarshalYAML() ([]byte, error) { return []byte(n), nil }

// MarshalJSON does the same.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n), nil }
