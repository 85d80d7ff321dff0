package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// orderMark begins a comment that explains why the order of a map is harmless.
const orderMark = "order: "

// checkMapOrder needs to know which expressions are maps, so it is the one rule
// that loads types, as they are without build tags.
func checkMapOrder(t *Tree) []Finding {
	var patterns []string
	for _, folder := range cores {
		if t.Paths[folder] {
			patterns = append(patterns, "./"+folder+"/...")
		}
	}
	if len(patterns) == 0 {
		return nil
	}
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: t.Root}, patterns...)
	if err != nil {
		return []Finding{{"go.mod", 1, err.Error()}}
	}
	var found []Finding
	for _, pkg := range loaded {
		if !isCore(strings.TrimPrefix(pkg.PkgPath, t.Module+"/")) {
			continue
		}
		for _, err := range pkg.Errors {
			found = append(found, Finding{"go.mod", 1, fmt.Sprintf("%s does not compile: %v", pkg.PkgPath, err)})
		}
		for _, file := range pkg.Syntax {
			visits := mapVisits{fset: pkg.Fset, info: pkg.TypesInfo, explained: orderComments(pkg.Fset, file)}
			ast.Inspect(file, visits.inspect)
			for _, pos := range visits.found {
				found = append(found, t.onDisk(pkg.Fset.Position(pos)))
			}
		}
	}
	return found
}

// onDisk is a finding about map order at a position outside the tree's own
// file set.
func (t *Tree) onDisk(place token.Position) Finding {
	relative, err := filepath.Rel(t.Root, place.Filename)
	if root, absErr := filepath.Abs(t.Root); err != nil && absErr == nil {
		relative, _ = filepath.Rel(root, place.Filename)
	}
	return Finding{filepath.ToSlash(relative), place.Line, "the order of a map can reach a result"}
}

// orderComments returns the last line of each comment with an explanation, and
// the line below it.
func orderComments(fset *token.FileSet, file *ast.File) map[int]bool {
	lines := map[int]bool{}
	for _, group := range file.Comments {
		if strings.HasPrefix(group.Text(), orderMark) {
			last := fset.Position(group.End()).Line
			lines[last], lines[last+1] = true, true
		}
	}
	return lines
}

// mapVisits collects where one file visits a map in the map's own order.
type mapVisits struct {
	fset      *token.FileSet
	info      *types.Info
	explained map[int]bool      // lines at which the order is explained
	sorted    map[ast.Node]bool // visits whose outcome is sorted
	found     []token.Pos
}

func (v *mapVisits) inspect(n ast.Node) bool {
	if v.sorted == nil {
		v.sorted = map[ast.Node]bool{}
	}
	switch n := n.(type) {
	case *ast.BlockStmt:
		v.markSorted(n.List)
	case *ast.CaseClause:
		v.markSorted(n.Body)
	case *ast.RangeStmt:
		if _, isMap := v.underlying(n.X).(*types.Map); isMap && (n.Key != nil || n.Value != nil) {
			v.visit(n)
		}
	case *ast.CallExpr:
		switch v.callee(n) {
		case "slices.Sorted", "slices.SortedFunc", "slices.SortedStableFunc":
			v.sorted[n.Args[0]] = true
		case "maps.Keys", "maps.Values", "maps.All":
			v.visit(n)
		}
	}
	return true
}

func (v *mapVisits) visit(n ast.Node) {
	if !v.sorted[n] && !v.explained[v.fset.Position(n.Pos()).Line] {
		v.found = append(v.found, n.Pos())
	}
}

// markSorted notes the loops of a block that are followed at once by a sort.
func (v *mapVisits) markSorted(block []ast.Stmt) {
	for i := 1; i < len(block); i++ {
		statement, ok := block[i].(*ast.ExprStmt)
		if !ok {
			continue
		}
		call, ok := statement.X.(*ast.CallExpr)
		if name := v.callee(call); ok && (strings.HasPrefix(name, "sort.") || strings.HasPrefix(name, "slices.Sort")) {
			v.sorted[block[i-1]] = true
		}
	}
}

func (v *mapVisits) underlying(x ast.Expr) types.Type {
	if typ := v.info.TypeOf(x); typ != nil {
		return typ.Underlying()
	}
	return nil
}

// callee is the function of another package that is called, as "package.Name".
func (v *mapVisits) callee(call *ast.CallExpr) string {
	if call == nil {
		return ""
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	function, ok := v.info.Uses[selector.Sel].(*types.Func)
	if !ok || function.Pkg() == nil {
		return ""
	}
	return function.Pkg().Path() + "." + function.Name()
}
