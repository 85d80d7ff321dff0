package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
	"time"

	"qanat/experiments/record"
)

// Task computes one cell.
type Task struct {
	Inputs any    // names the cell: becomes JSON and a record.Key
	Label  string // names the cell to people
	Seed   uint64 // for the provenance
	Trial  int    // for the provenance
	// Weight is how long the task takes in comparison with others; 0 stands
	// for 1. Only the estimate of the time left depends on it.
	Weight float64
	// Group names the tasks among which weights compare well, as those of one
	// solver. Only the estimate of the time left depends on it.
	Group string
	// Run computes the cell's result, which must be able to become JSON. It is
	// called from one goroutine; several tasks run at once.
	Run func(ctx context.Context) (any, error)
}

func (t *Task) weight() float64 {
	if t.Weight > 0 {
		return t.Weight
	}
	return 1
}

// Options say how to run.
type Options struct {
	Workers    int               // tasks at a time; 0 stands for one per core
	Progress   Progress          // nil for silence
	Provenance record.Provenance // what all cells of this run share
}

// Summary says what a run has done.
type Summary struct {
	Total, Recorded, Computed int // tasks; found recorded; computed and recorded now
	Failures                  []error
}

// Run brings the store to hold a record of every task. Its error joins what
// failed, or is the context's if that ended the run; Summary counts either way.
// A record that cannot be written, as on a full disk, ends the run.
func Run(ctx context.Context, store *record.Store, tasks []Task, opt Options) (Summary, error) {
	r := run{store: store, opt: opt}
	if r.opt.Progress == nil {
		r.opt.Progress = Silent{}
	}
	if r.opt.Workers <= 0 {
		r.opt.Workers = runtime.GOMAXPROCS(0)
	}
	open, err := r.unrecorded(tasks)
	if err != nil {
		return r.Summary, err
	}
	r.opt.Progress.Start(r.Total, r.Recorded, open)
	recordable, stop := context.WithCancel(ctx)
	defer stop()
	r.stop = stop
	r.compute(recordable, open)
	r.opt.Progress.End()
	if err := ctx.Err(); err != nil {
		return r.Summary, fmt.Errorf("stopped with %d of %d cells recorded, none in part; "+
			"run the same command again to go on: %w", r.Recorded+r.Computed, r.Total, err)
	}
	return r.Summary, errors.Join(r.Failures...)
}

type run struct {
	store *record.Store
	opt   Options
	stop  func() // ends the run: nothing more can be recorded
	mutex sync.Mutex
	Summary
}

// unrecorded returns the tasks to compute, each cell once, and fails if a
// record that exists cannot be used.
func (r *run) unrecorded(tasks []Task) ([]Task, error) {
	var open []Task
	var errs []error
	seen := map[record.Key]bool{}
	for _, t := range tasks {
		key, err := record.KeyOf(t.Inputs)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Label, err)
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		r.Total++
		switch recorded, err := r.store.Has(key); {
		case err != nil:
			errs = append(errs, err)
		case recorded:
			r.Recorded++
		default:
			open = append(open, t)
		}
	}
	return open, errors.Join(errs...)
}

// compute hands the tasks, in order, to the workers.
func (r *run) compute(ctx context.Context, tasks []Task) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(r.opt.Workers, len(tasks)) {
		workers.Go(func() {
			for order := range next {
				r.one(ctx, order, &tasks[order])
			}
		})
	}
	for order := range tasks {
		select {
		case next <- order:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	workers.Wait()
}

// one computes and records one cell. What a task returns after the context has
// ended may be cut short, so it is dropped.
func (r *run) one(ctx context.Context, order int, t *Task) {
	from := r.opt.Provenance
	from.Seed, from.Trial, from.Order, from.Workers = t.Seed, t.Trial, order, r.opt.Workers
	from.Start = time.Now().UTC().Truncate(time.Second)
	began := time.Now()
	result, err := guarded(ctx, t)
	if ctx.Err() != nil {
		return
	}
	took := time.Since(began)
	if err == nil {
		from.Seconds = took.Seconds()
		err = r.keep(t, result, from)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if err != nil {
		r.Failures = append(r.Failures, fmt.Errorf("%s: %w", t.Label, err))
	} else {
		r.Computed++
	}
	r.opt.Progress.Done(t, took, err)
}

// guarded turns a panic of one task into its failure.
func guarded(ctx context.Context, t *Task) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return t.Run(ctx)
}

// keep records a result. Another process that has recorded the cell meanwhile
// has done the same work.
func (r *run) keep(t *Task, result any, from record.Provenance) error {
	rec, err := record.New(t.Inputs, result, from)
	if err != nil {
		return err
	}
	if err := r.store.Put(rec); err != nil && !errors.Is(err, fs.ErrExist) {
		r.stop() // others would be computed in vain
		return err
	}
	return nil
}
