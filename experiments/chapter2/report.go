package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"qanat/experiments/record"
	"qanat/experiments/verdict"
)

// report is the page that a folder of results opens with: figures, verdicts,
// what the exact method proved, how long it took, the audit, and where it all
// comes from.
func (l *Lab) report(out string, verdicts []verdict.Verdict) ([]byte, error) {
	s, err := l.survey(out)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Chapter 2: %s against %s\n\nGenerated from the records in `cells/`; do not edit.\n\n", l.Heuristic.Name, l.Optimum.Name)
	fmt.Fprintf(&b, "%s\n\n## Verdicts\n\n%s.\n\n%s\n", s.origin(), verdict.Count(verdicts), verdict.Markdown(verdicts))
	b.WriteString("The rule: the measured range over all demands, with its 95% confidence interval (Student's t over trials,\n" +
		"ratios paired within a trial), lies within the thesis' range widened by 3 percentage points; nearer to the\n" +
		"optimum than the thesis reports is a match marked \"better\".\n\n## Figures\n")
	for _, e := range All() {
		picture := filepath.Join("figures", e.Name()+".svg")
		if _, err := os.Stat(filepath.Join(out, picture)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		fmt.Fprintf(&b, "\n![%s](%s)\n\nTable: [%s.csv](%s.csv); also as [PDF](figures/%s.pdf) and [PNG](figures/%s.png).\n",
			e.Name(), filepath.ToSlash(picture), e.Name(), e.Name(), e.Name(), e.Name())
	}
	fmt.Fprintf(&b, "\n## Proof and time\n\n%s\n## Audit\n\n%s", s.proof(), s.audit())
	return []byte(b.String()), nil
}

// survey sums up placement records.
type survey struct {
	cells              int
	commits, machines  []string
	dirty              bool
	seconds            float64
	methods            map[methodAt]*effort
	audited, undecided int
	byWhom             map[string]int
	exact, unaudited   int // cells with proofs; those of them without an audit
	// answers with a certificate that was checked; those that gave none
	certified, uncertified int
}

// methodAt is a solver on chains of one length.
type methodAt struct{ solver, length string }

// effort sums up what a method did on chains of one length.
type effort struct {
	arrivals, accepted, unproven int
	proves                       bool // not a heuristic
	methods                      map[string]int
	ms, maxMs, p99, gap          float64
}

// survey reads what the two methods did on the thesis' network in the cells that
// the tables in the folder are made of. The store may hold others: those of other
// scales and of earlier programs, or all that a borrowed folder has.
func (l *Lab) survey(out string) (*survey, error) {
	s := &survey{methods: map[methodAt]*effort{}, byWhom: map[string]int{}}
	seen := map[record.Key]bool{}
	for _, c := range l.used(out) {
		key, err := record.KeyOf(c)
		if err != nil {
			return nil, err
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		if err := s.read(l.Store, key, &c); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// used lists, with repetitions, the cells of the two methods on the thesis'
// network that belong to experiments whose tables are in the folder.
func (l *Lab) used(out string) []Cell {
	var cells []Cell
	for _, e := range All() {
		s, isSweep := e.(*sweep)
		if !isSweep || !tabled(out, e) {
			continue
		}
		for _, c := range s.cells(l) {
			if c.Topology == thesisTopology && (isHeuristic(l, &c) || isOptimum(l, &c)) {
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// read adds a cell, unless it was not recorded because it failed.
func (s *survey) read(store *record.Store, key record.Key, c *Cell) error {
	r, err := store.Get(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var o Outcome
	if err := r.Decode(nil, &o); err != nil {
		return err
	}
	s.add(r, c, &o)
	return nil
}

func (s *survey) add(r *record.Record, c *Cell, o *Outcome) {
	s.cells++
	s.seconds += r.Provenance.Seconds
	s.dirty = s.dirty || r.Provenance.Dirty
	s.commits = addNew(s.commits, fmt.Sprintf("%.12s", r.Provenance.Commit))
	s.machines = addNew(s.machines, fmt.Sprintf("%s, %d cores, %s, %s", r.Provenance.Processor,
		r.Provenance.Cores, r.Provenance.Kernel, r.Provenance.Go))
	at := methodAt{c.Solver, c.length()}
	e := s.methods[at]
	if e == nil {
		e = &effort{methods: map[string]int{}}
		s.methods[at] = e
	}
	e.arrivals, e.accepted, e.unproven = e.arrivals+o.Arrivals, e.accepted+o.Accepted, e.unproven+o.Unproven
	e.ms += o.Solve.Mean * float64(o.Arrivals)
	e.maxMs, e.p99, e.gap = max(e.maxMs, o.Solve.Max), max(e.p99, o.Solve.P99), max(e.gap, o.MaxGap)
	for name, n := range o.Methods {
		e.methods[name] += n
	}
	if o.proves() {
		e.proves = true
		s.addAudit(o)
	}
}

func (s *survey) addAudit(o *Outcome) {
	s.exact++
	if o.Audit == nil {
		s.unaudited++
		return
	}
	s.certified += o.Audit.Certified.Checked
	s.uncertified += o.Audit.Certified.Left
	if len(o.Audit.Rows) == 0 {
		s.unaudited++
		return
	}
	decided := map[int]bool{}
	for _, row := range o.Audit.Rows {
		decided[row.Arrival] = decided[row.Arrival] || row.Verdict == agreed
		if row.Verdict == agreed {
			s.byWhom[row.By]++
		}
	}
	s.audited += len(decided)
	for _, yes := range decided {
		if !yes {
			s.undecided++
		}
	}
}

func addNew(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}
