package chapter2

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// origin says where the records come from.
func (s *survey) origin() string {
	if s.cells == 0 {
		return "No cell has been recorded yet."
	}
	changed := ""
	if s.dirty {
		changed = " (some with uncommitted changes)"
	}
	return fmt.Sprintf("Simulated: %d cells, %.0f seconds of computing, commit %s%s, on %s.",
		s.cells, s.seconds, strings.Join(s.commits, ", "), changed, strings.Join(s.machines, "; "))
}

// proof is the table of what each method decided, proved and took.
func (s *survey) proof() string {
	var b strings.Builder
	b.WriteString("| solver | chain | arrivals | accepted | unproven | largest gap | mean | worst p99 of a cell | worst | decided by |\n" +
		"|---|---|---|---|---|---|---|---|---|---|\n")
	order := slices.SortedFunc(maps.Keys(s.methods), func(a, b methodAt) int {
		return strings.Compare(a.solver+a.length, b.solver+b.length)
	})
	for _, at := range order {
		e := s.methods[at]
		unproven, gap := fmt.Sprint(e.unproven), fmt.Sprintf("%.2f %%", e.gap)
		if !e.proves {
			unproven, gap = "-", "-"
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %s | %s | %.3f ms | %.2f ms | %.1f ms | %s |\n", at.solver, at.length,
			e.arrivals, e.accepted, unproven, gap, e.ms/float64(e.arrivals), e.p99, e.maxMs, shares(e.methods, e.arrivals))
	}
	b.WriteString("\nTimes were taken while all cores were at work. A gap is (cost - proven bound) / cost.\n")
	return b.String()
}

// shares writes counts as percentages, largest first.
func shares(counts map[string]int, total int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %.1f %%", name, 100*float64(counts[name])/float64(total))
	}
	return strings.Join(names, ", ")
}

// audit says what other solvers confirmed.
func (s *survey) audit() string {
	if s.exact == 0 {
		return "No exact method was run, so there was nothing to audit.\n"
	}
	proofs := ""
	if s.certified > 0 {
		proofs = fmt.Sprintf("%d answers, drawn at random, were proven anew with certificates, all of which hold (docs/exact.md); %d had none.\n",
			s.certified, s.uncertified)
	}
	if s.exact == s.unaudited {
		return proofs + "No other solver was asked: neither lp_solve nor CBC was at hand. As root, `make deps` installs both; then run the same command\n" +
			"with another output folder, since what is recorded stays as it is.\n"
	}
	var by []string
	for _, name := range slices.Sorted(maps.Keys(s.byWhom)) {
		by = append(by, fmt.Sprintf("%d by %s", s.byWhom[name], name))
	}
	text := fmt.Sprintf("%d answers of the exact method, drawn at random from %d cells, were solved again by other solvers: "+
		"%d agreed (%s), none disagreed, %d were undecided within the time limit.\n",
		s.audited, s.exact-s.unaudited, s.audited-s.undecided, strings.Join(by, ", "), s.undecided)
	if s.unaudited > 0 {
		text += fmt.Sprintf("%d cells were recorded where neither lp_solve nor CBC was at hand, and have no audit.\n", s.unaudited)
	}
	return text + proofs
}
