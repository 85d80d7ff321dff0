// Package nftest spares tests of middleboxes what they all begin with: a middlebox
// of some configuration, on the only thread of a framework that does nothing besides.
package nftest

import (
	"testing"

	"qanat/middlebox"
	"qanat/replication/nf"
)

// Open makes a middlebox of a configuration and returns its thread.
func Open[C any, M middlebox.Middlebox](t testing.TB, construct func(C) (M, error), c C) *nf.Thread {
	t.Helper()
	box, err := construct(c)
	return Run(t, box, err)
}

// Run returns the thread of a middlebox that was made, or could not be.
func Run(t testing.TB, box middlebox.Middlebox, err error) *nf.Thread {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	thread, err := nf.NewSingle(box, 1)
	if err != nil {
		t.Fatal(err)
	}
	return thread
}
