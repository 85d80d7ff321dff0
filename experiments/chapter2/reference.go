package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"qanat/experiments/record"
)

// against compares this run's records with those of an earlier one, and says in
// one line how many cells both have and how many of them agree in everything
// but time. Cells that differ are an error that names them.
func (l *Lab) against(folder string) (string, error) {
	reference, err := record.OpenExisting(filepath.Join(folder, "cells"))
	if err != nil {
		return "", err
	}
	keys, err := l.Store.Keys()
	if err != nil {
		return "", err
	}
	shared := 0
	var differ []error
	for _, key := range keys {
		theirs, err := reference.Get(key)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		ours, err := l.Store.Get(key)
		if err != nil {
			return "", err
		}
		shared++
		if err := sameResult(ours, theirs); err != nil {
			differ = append(differ, err)
		}
	}
	line := fmt.Sprintf("%d of %d cells are also recorded in %s; %d of them agree in everything but time",
		shared, len(keys), folder, shared-len(differ))
	return line, errors.Join(differ...)
}

// sameResult tells where two records of one cell differ in more than time.
func sameResult(ours, theirs *record.Record) error {
	var of struct{ Kind string }
	if err := ours.Decode(&of, nil); err != nil || of.Kind != placementKind {
		return err // others measure time only, or are proven
	}
	var c Cell
	var a, b Outcome
	if err := errors.Join(ours.Decode(&c, &a), theirs.Decode(nil, &b)); err != nil {
		return err
	}
	one, err := a.fingerprint()
	if err != nil {
		return err
	}
	two, err := b.fingerprint()
	if err != nil || one == two {
		return err
	}
	return fmt.Errorf("%s (record %s): now %d accepted at mean cost %.6f, recorded at commit %.12s %d at %.6f: "+
		"a solver or the simulator has changed", c.label(), ours.Key, a.Accepted, a.PerChain.Total,
		theirs.Provenance.Commit, b.Accepted, b.PerChain.Total)
}
