package yamlfile

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// cure says what may stand instead of a field that is not known: the fields of
// the structures that have others of the same file, outermost first.
func cure(err error, into any) string {
	var unknown *yaml.UnknownFieldError
	if !errors.As(err, &unknown) {
		return ""
	}
	var sets []string
	walk(reflect.TypeOf(into), func(t reflect.Type) {
		var names []string
		for f := range t.Fields() {
			if name := fieldName(f); name != "" {
				names = append(names, name)
			}
		}
		sets = append(sets, strings.Join(names, ", "))
	}, nil)
	return ": known here are " + strings.Join(slices.Compact(sets), "; within them ")
}

// walk visits a structure and all that its fields hold, each once.
func walk(t reflect.Type, visit func(reflect.Type), seen []reflect.Type) []reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || slices.Contains(seen, t) {
		return seen
	}
	visit(t)
	seen = append(seen, t)
	for f := range t.Fields() {
		seen = walk(f.Type, visit, seen)
	}
	return seen
}

// fieldName is a field's name in files, "" if it has none.
func fieldName(f reflect.StructField) string {
	yamlName, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	jsonName, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return cmp.Or(yamlName, jsonName)
}
