package yamlfile

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// field is what may stand in a mapping.
type field struct {
	name string
	kind reflect.Type
}

// keys fails at every key in the tree that the structure it is read into does not
// have. So that what is below it and beside it is read all the same, a key that is
// nearly one of those that are missing is taken for it, and others are left out.
func (f *File) keys(tree ast.Node, into reflect.Type) {
	for into.Kind() == reflect.Pointer {
		into = into.Elem()
	}
	switch node := tree.(type) {
	case *ast.SequenceNode:
		if into.Kind() == reflect.Slice {
			for _, element := range node.Values {
				f.keys(element, into.Elem())
			}
		}
	case *ast.MappingNode:
		switch into.Kind() {
		case reflect.Map:
			for _, entry := range node.Values {
				f.keys(entry.Value, into.Elem())
			}
		case reflect.Struct:
			f.entries(node, fieldsOf(into))
		}
	}
}

// entries checks the keys of a mapping with these fields, and what is below them.
func (f *File) entries(node *ast.MappingNode, fields []field) {
	var names, missing []string
	for _, known := range fields {
		names = append(names, known.name)
		if !slices.ContainsFunc(node.Values, func(v *ast.MappingValueNode) bool { return keyOf(v) == known.name }) {
			missing = append(missing, known.name)
		}
	}
	node.Values = slices.DeleteFunc(node.Values, func(entry *ast.MappingValueNode) bool {
		if !slices.Contains(names, keyOf(entry)) {
			meant := nearest(keyOf(entry), missing)
			f.unknown(entry, cmp.Or(meant, nearest(keyOf(entry), names)), names)
			if meant == "" {
				return true
			}
			rename(entry, meant)
			missing = slices.DeleteFunc(missing, func(name string) bool { return name == meant })
		}
		f.keys(entry.Value, fields[slices.Index(names, keyOf(entry))].kind)
		return false
	})
}

// unknown fails at an entry whose key is none of these names.
func (f *File) unknown(entry *ast.MappingValueNode, meant string, names []string) {
	if meant != "" {
		meant = "perhaps \"" + meant + "\" is meant; "
	}
	f.failAt(entry.Key.GetToken(), "unknown field %q: %sknown here are %s", keyOf(entry), meant, strings.Join(names, ", "))
}

func keyOf(entry *ast.MappingValueNode) string { return entry.Key.GetToken().Value }

// rename gives an entry another key, where it stands.
func rename(entry *ast.MappingValueNode, name string) {
	at := *entry.Key.GetToken()
	at.Value = name
	entry.Key = ast.String(&at)
}

// fieldsOf lists what may stand in a mapping that is read into a structure.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for f := range t.Fields() {
		yamlName, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		jsonName, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case options == "inline":
			fields = append(fields, fieldsOf(f.Type)...)
		default:
			fields = append(fields, field{cmp.Or(yamlName, jsonName, strings.ToLower(f.Name)), f.Type})
		}
	}
	return fields
}
