package solver

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"qanat/topo"
)

// document is a YAML file, or a JSON one, since that is YAML too. It knows the
// line of everything in it and gathers what is wrong.
type document struct {
	name string // of the file, for errors
	tree *ast.File
	errs []error
}

// readDocument decodes r into a structure. Unknown and repeated fields are
// errors: they are spelling mistakes.
func readDocument(r io.Reader, name string, into any) (*document, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if line, err := topo.CheckYAML(data); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, line, err)
	}
	tree, err := parser.ParseBytes(data, 0)
	if err == nil {
		err = yaml.UnmarshalWithOptions(data, into, yaml.Strict())
	}
	var located yaml.Error
	switch {
	case errors.As(err, &located) && located.GetToken() != nil:
		return nil, fmt.Errorf("%s:%d: %s", name, located.GetToken().Position.Line, located.GetMessage())
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(tree.Docs) != 1 || tree.Docs[0].Body == nil:
		return nil, fmt.Errorf("%s: it holds %d YAML documents: write exactly one that is not empty", name, len(tree.Docs))
	}
	return &document{name: name, tree: tree}, nil
}

// fail remembers an error at a YAML path such as "$.chain.source". An element
// that is missing stands where its parent does.
func (d *document) fail(path, format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("%s: %w", d.at(path), fmt.Errorf(format, args...)))
}

// at tells file and line of a path.
func (d *document) at(path string) string {
	for ; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		wanted, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		if node, err := wanted.FilterFile(d.tree); err == nil && node != nil && node.GetToken() != nil {
			return fmt.Sprintf("%s:%d", d.name, node.GetToken().Position.Line)
		}
	}
	return d.name
}

// err is everything that failed, nil if nothing did.
func (d *document) err() error { return errors.Join(d.errs...) }

// number is a number as it is written: YAML's own numbers would round it.
type number string

// UnmarshalYAML takes the text of a number.
func (n *number) UnmarshalYAML(node ast.Node) error {
	*n = number(node.GetToken().Value)
	return nil
}

// MarshalYAML writes the number without quotes.
func (n number) MarshalYAML() ([]byte, error) { return []byte(n), nil }
