package chapter2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"qanat/experiments/record"
	"qanat/experiments/runner"
	"qanat/experiments/verdict"
)

// Config says what to reproduce and where to keep it. Out and Scale must be
// set; the zero value of every other field is its default.
type Config struct {
	Scale Scale
	// Out is the folder of the results: cells/ with the records, a CSV per
	// figure, figures/, verdicts.csv and the report.
	Out string
	// Heuristic and Optimum are the two methods compared: Kariz and the exact
	// solver unless set.
	Heuristic, Optimum Method
	Audit              AuditPlan
	Workers            int // cells at a time: one per core unless set
	// Only names the experiments to run, such as "fig2.6" or "epsilon"; empty
	// stands for those of Usual. Also names more of them, "all" every one.
	Only, Also []string
	// Borrow are folders of results whose records count as recorded: a
	// comparison with the exact method takes its optima from results/chapter2.
	Borrow []string
	// Reference is a folder with records of an earlier run, compared with this
	// one's cell by cell; empty for none.
	Reference string
	// Text receives progress and the summary; nil for silence.
	Text io.Writer
}

// Reproduce runs every cell that is not recorded yet, then writes tables,
// figures, verdicts and the report. Cells that fail do not keep the others from
// being recorded and drawn; their errors come back joined.
func Reproduce(ctx context.Context, cfg Config) error {
	lab, chosen, err := cfg.open()
	if err != nil {
		return err
	}
	for _, s := range []string{lab.Heuristic.Spec, lab.Optimum.Spec} {
		if err := Works(ctx, s); err != nil {
			return err
		}
	}
	if err := cfg.keepMethods(lab); err != nil {
		return err
	}
	chosen = possible(ctx, cfg, chosen)
	failed := lab.run(ctx, cfg, chosen)
	if ctx.Err() != nil {
		return failed
	}
	if err := lab.write(cfg.Out, chosen); err != nil {
		return errors.Join(failed, err)
	}
	return errors.Join(failed, lab.summarise(cfg))
}

// open prepares the folder and picks the experiments.
func (cfg *Config) open() (*Lab, []Experiment, error) {
	if cfg.Text == nil {
		cfg.Text = io.Discard
	}
	var also []string
	for _, folder := range cfg.Borrow {
		also = append(also, filepath.Join(folder, "cells"))
	}
	lab := cfg.lab()
	chosen, err := choose(cfg.Only, cfg.Also)
	if err != nil {
		return nil, nil, err
	}
	if cfg.Reference != "" { // before hours of work, not after them
		if _, err := record.OpenExisting(filepath.Join(cfg.Reference, "cells")); err != nil {
			return nil, nil, fmt.Errorf("reference: %w", err)
		}
	}
	lab.Store, err = record.Open(filepath.Join(cfg.Out, "cells"), also...)
	return lab, chosen, err
}

// lab is the lab of a configuration, without its store.
func (cfg *Config) lab() *Lab {
	lab := &Lab{Scale: cfg.Scale, Audit: cfg.Audit}
	lab.Heuristic, lab.Optimum = thesisMethods()
	if cfg.Heuristic.Spec != "" {
		lab.Heuristic = cfg.Heuristic
	}
	if cfg.Optimum.Spec != "" {
		lab.Optimum = cfg.Optimum
	}
	return lab
}

// run computes what is not recorded yet.
func (l *Lab) run(ctx context.Context, cfg Config, chosen []Experiment) error {
	var tasks []runner.Task
	for _, e := range chosen {
		tasks = append(tasks, e.Tasks(l)...)
	}
	from := record.Here()
	from.Solvers = versions(l)
	_, err := runner.Run(ctx, l.Store, tasks, runner.Options{
		Workers: cfg.Workers, Provenance: from, Progress: runner.Show(cfg.Text, "chapter 2, scale "+l.Scale.Name),
	})
	return err
}

// summarise prints the verdicts and, if there is a reference, how the records
// compare with it.
func (l *Lab) summarise(cfg Config) error {
	verdicts, err := l.verdicts(cfg.Out)
	if err != nil {
		return err
	}
	fmt.Fprintf(cfg.Text, "\n%s\n%s\n", verdict.Text(verdicts), verdict.Count(verdicts))
	if cfg.Reference != "" {
		same, err := l.against(cfg.Reference)
		if err != nil {
			return err
		}
		fmt.Fprintln(cfg.Text, same)
	}
	fmt.Fprintf(cfg.Text, "figures, tables and the report are in %s\n", cfg.Out)
	return nil
}
