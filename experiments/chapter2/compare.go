package chapter2

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"qanat/experiments/record"
	"qanat/experiments/runner"
)

// Compare draws the thesis' figures for any solver against the optimum. The
// solver is run anew whenever the program has changed since its last run, since
// it may be what changed; optima that cfg.Borrow holds are taken from there.
func Compare(ctx context.Context, spec string, cfg Config) error {
	program, err := programHash()
	if err != nil {
		return err
	}
	if len(cfg.Only) == 0 {
		cfg.Only = Names(Figures())
	}
	cfg.Heuristic = Method{Spec: spec, Name: spec, Program: program}
	return Reproduce(ctx, cfg)
}

// Plot draws every figure whose table is in cfg.Out anew, from the tables
// alone.
func Plot(cfg Config) error {
	recorded := func(e Experiment) bool { return tabled(cfg.Out, e) }
	if !slices.ContainsFunc(All(), recorded) {
		return fmt.Errorf("no table of chapter 2 is in %s: name a folder of results, as \"qanat reproduce chapter2\" writes it", cfg.Out)
	}
	if err := cfg.recallMethods(); err != nil {
		return err
	}
	return cfg.lab().Plot(cfg.Out)
}

// Report writes tables, figures, verdicts and the report anew from the records
// in cfg.Out, at the scale that they were made at, and runs nothing.
func Report(cfg Config) error {
	if len(cfg.Borrow) == 0 { // then all records are in cfg.Out
		if _, err := record.OpenExisting(filepath.Join(cfg.Out, "cells")); err != nil {
			return err
		}
	}
	if err := cfg.recallMethods(); err != nil {
		return err
	}
	lab, _, err := cfg.open()
	if err != nil {
		return err
	}
	if lab.Scale, err = lab.recordedScale(); err != nil {
		return err
	}
	var found []Experiment
	for _, e := range All() {
		tasks := e.Tasks(lab)
		recorded, cells, err := lab.recorded(tasks)
		if err != nil {
			return err
		}
		if 2*recorded > cells { // fewer are cells that it shares with others
			found = append(found, e)
		}
	}
	return lab.write(cfg.Out, found)
}

// recorded counts the cells of tasks, each once, and those that are recorded.
func (l *Lab) recorded(tasks []runner.Task) (recorded, cells int, err error) {
	seen := map[record.Key]bool{}
	for i := range tasks {
		key, err := record.KeyOf(tasks[i].Inputs)
		if err != nil {
			return 0, 0, err
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		has, err := l.Store.Has(key)
		if err != nil {
			return 0, 0, err
		}
		if has {
			recorded++
		}
	}
	return recorded, len(seen), nil
}

// recordedScale returns the scale of which most cells are recorded.
func (l *Lab) recordedScale() (Scale, error) {
	var scale Scale
	most := 0
	for _, s := range Scales() {
		at := *l
		at.Scale = s
		recorded, _, err := at.recorded(fig26().Tasks(&at))
		if err != nil {
			return scale, err
		}
		if recorded > most {
			scale, most = s, recorded
		}
	}
	if most == 0 {
		return scale, fmt.Errorf("no cell of %s against %s is recorded in %s: run \"qanat reproduce chapter2\" first",
			l.Heuristic.Spec, l.Optimum.Spec, l.Store.Dir())
	}
	return scale, nil
}

// programHash names the running program by its contents.
func programHash() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("where this program is: %w", err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("this program: %w", err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", fmt.Errorf("this program: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil))[:12], nil
}
