package tidy

import (
	"fmt"
	"go/ast"
	"strconv"
	"strings"
)

// Longest file and function, in lines. Comments above a function do not count.
const (
	maxFileLines = 400
	maxFuncLines = 60
)

// exceptionsPath is the table of what is longer: lines of path, lines and the
// reason, or of path:function, lines and the reason.
const exceptionsPath = "internal/tidy/exceptions.txt"

var lengthRules = []Rule{{
	Name:  "length",
	Why:   "what fits a screen is read as a whole; what does not is read in part and changed in hope",
	Cure:  "split it where its parts have names of their own; the exceptions of " + exceptionsPath + " may only shrink",
	Check: checkLength,
}}

// An exception lets one file or function be as long as it was when the rule
// came, and no longer.
type exception struct {
	lines int // its length, exactly
	row   int // line of the table
}

func checkLength(t *Tree) []Finding {
	exceptions, found := t.exceptions()
	judge := func(at Finding, name string, lines, limit int) {
		old, known := exceptions[name]
		delete(exceptions, name)
		switch {
		case known && lines <= limit:
			found = append(found, Finding{exceptionsPath, old.row, fmt.Sprintf("%s has %d lines and needs no exception: remove the row", name, lines)})
		case known && lines < old.lines:
			found = append(found, Finding{exceptionsPath, old.row, fmt.Sprintf("%s has shrunk to %d lines: write that down", name, lines)})
		case lines > max(limit, old.lines):
			at.Detail = fmt.Sprintf("%s has %d lines, at most %d", name, lines, max(limit, old.lines))
			found = append(found, at)
		}
	}
	for _, file := range t.Go {
		judge(Finding{Path: file.Path, Line: 1}, file.Path, len(file.lines()), maxFileLines)
		for _, decl := range file.Syntax.Decls {
			if function, ok := decl.(*ast.FuncDecl); ok {
				lines := t.line(function.End()) - t.line(function.Pos()) + 1
				judge(t.at(function.Pos(), ""), file.Path+":"+functionName(function), lines, maxFuncLines)
			}
		}
	}
	for name, old := range exceptions {
		found = append(found, Finding{exceptionsPath, old.row, name + " is gone: remove the row"})
	}
	return found
}

// functionName is a function as the table names it: "Solve" or "Solver.Solve".
func functionName(function *ast.FuncDecl) string {
	if function.Recv == nil {
		return function.Name.Name
	}
	return receiver(function) + "." + function.Name.Name
}

// exceptions reads the table; a row it cannot read is a finding.
func (t *Tree) exceptions() (map[string]exception, []Finding) {
	var found []Finding
	table := map[string]exception{}
	for i, line := range t.text(exceptionsPath).lines() {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		lines, err := 0, error(nil)
		if len(fields) > 1 {
			lines, err = strconv.Atoi(fields[1])
		}
		if err != nil || len(fields) < 3 {
			found = append(found, Finding{exceptionsPath, i + 1, "not a row of: path[:function], lines, reason"})
			continue
		}
		table[fields[0]] = exception{lines, i + 1}
	}
	return table, found
}

// text is the text file of that path, empty where there is none.
func (t *Tree) text(path string) TextFile {
	for _, text := range t.Texts {
		if text.Path == path {
			return text
		}
	}
	return TextFile{Path: path}
}
