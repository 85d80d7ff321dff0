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
	s, err := l.survey()
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

// survey sums up all placement records of a store.
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

// survey reads all the placement records of the two methods on the thesis'
// network.
func (l *Lab) survey() (*survey, error) {
	s := &survey{methods: map[methodAt]*effort{}, byWhom: map[string]int{}}
	keys, err := l.Store.Keys()
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		r, err := l.Store.Get(key)
		if err != nil {
			return nil, err
		}
		var c Cell
		if err := r.Decode(&c, nil); err != nil {
			return nil, err
		}
		if c.Kind != placementKind || c.Topology != thesisTopology ||
			c.Solver != l.Heuristic.Spec && c.Solver != l.Optimum.Spec {
			continue
		}
		var o Outcome
		if err := r.Decode(nil, &o); err != nil {
			return nil, err
		}
		s.add(r, &c, &o)
	}
	return s, nil
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
