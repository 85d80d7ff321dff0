package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"time"

	"qanat/experiments/chapter2"
	"qanat/experiments/record"
	"qanat/internal/host"
)

// Config says where the results are and how long peers may take.
type Config struct {
	Results string // folder of results: bench/placement.csv is written there
	// PeerLimit bounds a peer's time per problem, PeerBudget its time per chain
	// length; 10 s and 80 s unless set, which keeps the whole under 20 minutes.
	PeerLimit, PeerBudget time.Duration
	Arrivals              int       // per simulation; 1,000 unless set
	Text                  io.Writer // progress, one line per metric; nil for silence
	// Only names the part that is measured, of a bench that has named parts; all if
	// empty. Rows of the others stay as they are.
	Only string
}

// suite is a bench under way.
type suite struct {
	Config
	sheet *sheet
	err   error // of the first row that could not be written
	// failed are the rows that could not be measured.
	failed []error
}

// Placement measures every target of chapter 2 into
// <Results>/bench/placement.csv, row by row. Targets that are missed are rows,
// not errors. It always begins anew; if it is interrupted, the rows that are not
// measured yet are those of the run before.
func Placement(ctx context.Context, cfg Config) error {
	s, err := open(cfg, "placement.csv")
	if err != nil {
		return err
	}
	// The order matters for memory: Kariz' peak is read before peers use any.
	return s.run(ctx, s.engine, s.karizGrowth, s.memory, s.karizThesis, s.exactThesis, s.exactLarge, s.sweep)
}

// open begins a bench that writes into a file of bench/.
func open(cfg Config, file string) (*suite, error) {
	s := &suite{Config: cfg}
	if s.Text == nil {
		s.Text = io.Discard
	}
	if s.PeerLimit == 0 {
		s.PeerLimit = 10 * time.Second
	}
	if s.PeerBudget == 0 {
		s.PeerBudget = 80 * time.Second
	}
	if s.Arrivals == 0 {
		s.Arrivals = 1000
	}
	var err error
	if s.sheet, err = openSheet(filepath.Join(s.Results, "bench", file), record.Here()); err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	return s, nil
}

// run measures the parts in turn, and what others took of the machine meanwhile.
func (s *suite) run(ctx context.Context, parts ...func(context.Context) error) error {
	before, hostErr := host.Now()
	for _, part := range parts {
		err := part(ctx)
		if err = cmp.Or(err, s.err); err != nil {
			fmt.Fprintf(s.Text, "stopped after %d rows, which are in %s\n", len(s.sheet.fresh), s.sheet.path)
			return fmt.Errorf("bench: %w", err)
		}
	}
	if s.Only == "" {
		if hostErr == nil {
			s.host(before)
		}
		if err := s.sheet.finish(); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
	}
	fmt.Fprintf(s.Text, "written to %s\n", s.sheet.path)
	if err := errors.Join(s.failed...); err != nil {
		return fmt.Errorf("bench: not everything could be measured: %w", err)
	}
	return nil
}

// stealLimit is the share of processor time, in percent, that others may have
// taken of a run whose times count. Those of this project lie close to some
// targets, so that more decides whether they are reached.
const stealLimit = 2

// host adds how much processor time the machine below took away. Where it does
// not tell, there is no such row.
func (s *suite) host(before host.Load) {
	after, err := host.Now()
	if err != nil {
		return
	}
	stolen := 100 * after.StolenSince(before)
	s.add(Row{Metric: "host: processor time stolen", Value: stolen, Unit: "%", Target: atMost(stealLimit)})
	if stolen > stealLimit {
		fmt.Fprintln(s.Text, "the machine was busy with others: times are longer than its own, measure again when it is quiet")
	}
}

// add writes a row and prints it.
func (s *suite) add(r Row) {
	if r.Failed != nil {
		r.Value = math.NaN()
		s.failed = append(s.failed, fmt.Errorf("%s: %w", r.Metric, r.Failed))
		fmt.Fprintf(s.Text, "%s: %v\n", r.Metric, r.Failed)
	}
	s.err = cmp.Or(s.err, s.sheet.add(r))
	line := fmt.Sprintf("%-55s %10s %-8s", r.Metric, number(r.Value), r.Unit)
	if r.Peer != "" {
		line += fmt.Sprintf(" %s %s, ratio %s", r.Peer, number(r.PeerValue), number(r.Ratio))
	}
	if r.Target != (Target{}) {
		line += fmt.Sprintf(" (target %s: %s)", r.Target, r.pass())
	}
	fmt.Fprintln(s.Text, line)
}

// missing notes that a solver does not work here; its metrics are left out.
func (s *suite) missing(ctx context.Context, spec string) bool {
	err := chapter2.Works(ctx, spec)
	if err != nil {
		fmt.Fprintf(s.Text, "%s is left out: %v\n", spec, err)
	}
	return err != nil
}
