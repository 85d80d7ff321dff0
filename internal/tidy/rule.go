package tidy

import (
	"cmp"
	"fmt"
	"slices"
)

// A Rule is one habit of the house that a program can check.
type Rule struct {
	Name string // short, hyphenated; also the name of its planted trees in testdata
	Why  string // what goes wrong where the rule is broken
	Cure string // what to do about a finding

	// Check returns every place of the tree that breaks the rule, in any order.
	Check func(*Tree) []Finding
}

// A Finding is one place that breaks a rule.
type Finding struct {
	Path   string // of the file, relative to the root of the tree, with slashes
	Line   int    // from 1
	Detail string // what is wrong here
}

// String is the finding as compilers write theirs, so that editors find it.
func (f Finding) String() string { return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Detail) }

// Rules returns every rule of the house, each told on its own.
func Rules() []Rule {
	return slices.Concat(
		formatRules, commentRules, importRules, coreRules, lengthRules, wordRules, documentRules, shellRules,
	)
}

// Findings runs the rule and returns what it found, by file and line.
func (r Rule) Findings(tree *Tree) []Finding {
	found := r.Check(tree)
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Detail, b.Detail))
	})
	return found
}

// Explain is the full text of a failure: the place, the reason and the cure.
func (r Rule) Explain(f Finding) string {
	return fmt.Sprintf("%v\n\trule: %s\n\twhy:  %s\n\tcure: %s", f, r.Name, r.Why, r.Cure)
}
