package solver

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"qanat/topo/yamlfile"
)

// ReadProblemJSON reads a problem in the form that MarshalJSON writes. Errors
// begin with the name of the file and the line.
func ReadProblemJSON(data []byte, name string) (*Problem, error) {
	data = yamlfile.WithoutMark(data)
	p, err := readWire(data)
	if err != nil {
		return nil, located(data, name, err)
	}
	return p, nil
}

// located puts file and line before what is wrong in a JSON file.
func located(data []byte, name string, err error) error {
	line := func(offset int64) int { return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n")) }
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s:%d: the file ends before its JSON value does: write it anew", name, line(int64(len(data))))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s:%d: %w", name, line(syntax.Offset), err)
	case errors.As(err, &kind):
		return fmt.Errorf("%s:%d: %s is a %s: write %s", name, line(kind.Offset), kind.Field, kind.Value, inWords(kind.Type))
	}
	file, form := yamlfile.Read(data, name, new(wireProblem))
	if strings.Contains(err.Error(), "unknown field") { // which the JSON library does not locate
		if form == nil {
			form = file.Err()
		}
		return cmp.Or(form, err)
	}
	if form != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, e := range parts(err) {
		file.Fail(fieldOf(e), "%w", e)
	}
	return file.Err()
}

// inWords names a type of the JSON form.
func inWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.String:
		return "text in quotes"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}
