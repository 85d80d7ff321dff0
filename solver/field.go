package solver

import (
	"errors"
	"fmt"
)

// fieldError is an error in one field of a problem. Its field is the YAML path at
// which files have it, so that who reads a file can tell the line.
type fieldError struct {
	field string
	error
}

// Unwrap returns the error without its field.
func (e *fieldError) Unwrap() error { return e.error }

// inField makes an error in a field.
func inField(field, format string, args ...any) error {
	return &fieldError{field, fmt.Errorf(format, args...)}
}

// fieldOf is the path of the field that an error is in, the whole file's if it
// is in none.
func fieldOf(err error) string {
	var e *fieldError
	if errors.As(err, &e) {
		return e.field
	}
	return "$"
}

// parts are the errors that were joined into one, each by itself.
func parts(err error) []error {
	if joined, is := err.(interface{ Unwrap() []error }); is {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, parts(e)...)
		}
		return all
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
