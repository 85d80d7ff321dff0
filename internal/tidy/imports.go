package tidy

import (
	"strconv"
	"strings"
)

var importRules = []Rule{{
	Name:  "imports",
	Why:   "imports point downwards only, so that each room can be read, tested and used without those above it",
	Cure:  "move what you need down to a room that both may import; a new package gets a row in the table of internal/tidy/rooms.go",
	Check: checkImports,
}}

func checkImports(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Go {
		room := roomOf(file.dir())
		if room == nil && !file.isTest() {
			found = append(found, t.at(file.Syntax.Package, "package %s stands in no row of the table of imports", file.dir()))
			continue
		}
		for _, spec := range file.Syntax.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			target, ours := strings.CutPrefix(imported, t.Module+"/")
			switch {
			case !ours:
			case within(target, "cmd"):
				found = append(found, t.at(spec.Pos(), "imports %s: a command only wires, nothing is built on it", target))
			case !file.isTest() && !room.mayImport(target):
				found = append(found, t.at(spec.Pos(), "%s imports %s: %s", file.dir(), target, room.why))
			}
		}
	}
	return found
}
