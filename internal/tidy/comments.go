package tidy

import (
	"go/ast"
	"regexp"
	"slices"
)

var commentRules = []Rule{{
	Name:  "package-comment",
	Why:   "the package comment is the first thing a reader sees: what the package is for, where it comes from, what it leaves out",
	Cure:  "write one comment of at least two sentences above the package clause of doc.go (or of the only file), and none elsewhere",
	Check: checkPackageComments,
}, {
	Name:  "exported-comment",
	Why:   "a name that others use is a promise: its units, ranges and errors belong beside it",
	Cure:  "say in a comment what it means; fields and constants may share that of the group they stand in, and the first fields that of their type",
	Check: checkExported,
}}

var sentenceEnd = regexp.MustCompile(`[.!?:]["')\]]*(\s|$)`)

func checkPackageComments(t *Tree) []Finding {
	var found []Finding
	first := map[string]*GoFile{}     // the file that a missing comment is charged to
	commented := map[string]*GoFile{} // the file that has the package's comment
	var dirs []string
	for _, file := range t.Go {
		if file.isTest() {
			continue
		}
		dir := file.dir()
		if first[dir] == nil {
			first[dir] = file
			dirs = append(dirs, dir)
		}
		if file.Syntax.Doc == nil {
			continue
		}
		if other := commented[dir]; other != nil {
			found = append(found, t.at(file.Syntax.Package, "a second package comment of %s, besides that of %s", dir, other.Path))
		}
		commented[dir] = file
		if n := len(sentenceEnd.FindAllString(file.Syntax.Doc.Text(), -1)); n < 2 {
			found = append(found, t.at(file.Syntax.Package, "the package comment of %s is no more than a sentence", dir))
		}
	}
	for _, dir := range dirs {
		if commented[dir] == nil {
			found = append(found, t.at(first[dir].Syntax.Package, "package %s has no comment", dir))
		}
	}
	return found
}

func checkExported(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Go {
		if file.isTest() {
			continue
		}
		for _, decl := range file.Syntax.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Name.IsExported() && decl.Doc == nil && exportedReceiver(decl) {
					found = append(found, t.at(decl.Pos(), "func %s has no comment", decl.Name.Name))
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					found = append(found, t.checkSpec(decl, spec)...)
				}
			}
		}
	}
	return found
}

// exportedReceiver tells whether users of the package can call a function:
// it is no method, or the method of an exported type.
func exportedReceiver(function *ast.FuncDecl) bool {
	return function.Recv == nil || ast.IsExported(receiver(function))
}

// receiver is the name of the type that a method belongs to.
func receiver(method *ast.FuncDecl) string {
	name := ""
	ast.Inspect(method.Recv.List[0].Type, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && name == "" {
			name = ident.Name
		}
		return name == ""
	})
	return name
}

func (t *Tree) checkSpec(decl *ast.GenDecl, spec ast.Spec) []Finding {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		exported := slices.ContainsFunc(spec.Names, (*ast.Ident).IsExported)
		if exported && decl.Doc == nil && spec.Doc == nil && spec.Comment == nil {
			return []Finding{t.at(spec.Pos(), "%s has no comment", spec.Names[0].Name)}
		}
	case *ast.TypeSpec:
		if !spec.Name.IsExported() {
			return nil
		}
		found := t.checkMembers(spec)
		if decl.Doc == nil && spec.Doc == nil && spec.Comment == nil {
			found = append(found, t.at(spec.Pos(), "type %s has no comment", spec.Name.Name))
		}
		return found
	}
	return nil
}

// checkMembers finds the groups of exported fields of a struct, or of methods
// of an interface, in which nothing is said. A group is a run of members
// without a blank line; the comment of the type speaks for the first.
func (t *Tree) checkMembers(spec *ast.TypeSpec) []Finding {
	var members *ast.FieldList
	switch body := spec.Type.(type) {
	case *ast.StructType:
		members = body.Fields
	case *ast.InterfaceType:
		members = body.Methods
	default:
		return nil
	}
	var found []Finding
	var silent *ast.Ident // first exported name of a group without a comment so far
	said, last := true, t.line(spec.Pos())
	flush := func() {
		if silent != nil && !said {
			found = append(found, t.at(silent.Pos(), "%s.%s has no comment", spec.Name.Name, silent.Name))
		}
		silent, said = nil, false
	}
	for _, member := range members.List {
		if t.line(member.Pos()) > last+1 {
			flush()
		}
		said = said || member.Doc != nil || member.Comment != nil
		if at := slices.IndexFunc(member.Names, (*ast.Ident).IsExported); at >= 0 && silent == nil {
			silent = member.Names[at]
		}
		last = t.line(member.End())
	}
	flush()
	return found
}
