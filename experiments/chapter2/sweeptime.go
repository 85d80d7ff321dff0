package chapter2

import (
	"errors"
	"io/fs"
	"path/filepath"

	"qanat/experiments/record"
)

// SweepTime returns how many cells of the thesis' figures, at paper scale, a
// folder of results has, and how long they took one after another, in seconds,
// their audits left out.
func SweepTime(folder string) (cells int, seconds float64, err error) {
	store, err := record.Open(filepath.Join(folder, "cells"))
	if err != nil {
		return 0, 0, err
	}
	paper, err := ScaleNamed("paper")
	if err != nil {
		return 0, 0, err
	}
	lab := &Lab{Scale: paper, Store: store}
	lab.Heuristic, lab.Optimum = thesisMethods()
	for _, c := range thesisCells(lab) {
		key, err := record.KeyOf(c)
		if err != nil {
			return 0, 0, err
		}
		r, err := store.Get(key)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		var o Outcome
		if err := r.Decode(nil, &o); err != nil {
			return 0, 0, err
		}
		cells, seconds = cells+1, seconds+r.Provenance.Seconds-o.Audit.seconds()
	}
	return cells, seconds, nil
}
