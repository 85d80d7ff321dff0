package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

var wordRules = []Rule{{
	Name:  "to-do",
	Why:   "a note to oneself is neither done nor tracked, and outlives its meaning",
	Cure:  "do it, or open an issue and say in the comment what the code does today",
	Check: checkToDo,
}, {
	Name:  "dead-code",
	Why:   "code in a comment is not compiled, not tested and soon not true; Git remembers it",
	Cure:  "delete it, or say in words what it was to show",
	Check: checkDeadCode,
}, {
	Name:  "outside-path",
	Why:   "a reader has this repository and nothing beside it",
	Cure:  "name a file of the repository, or a folder any machine has",
	Check: checkOutsidePaths,
}}

// The words are joined here so that this file does not find itself.
var toDoWords = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX)\b`)

func checkToDo(t *Tree) []Finding {
	return t.grep(toDoWords, "a note to oneself: ")
}

var (
	// Folders that only the writer's machine has.
	machinePath = regexp.MustCompile(`(^|[^\w.~/-])/(home|root|work|Users)/\w*`)
	// Relative paths upwards; those that stay in the repository are fine.
	upwardPath = regexp.MustCompile(`(\.\./)+\w[\w./-]*`)
)

func checkOutsidePaths(t *Tree) []Finding {
	found := t.grep(machinePath, "a path of one machine: ")
	for _, text := range t.Texts {
		if !isProse(text.Path) {
			continue
		}
		for i, line := range text.lines() {
			for _, up := range upwardPath.FindAllString(line, -1) {
				if target := path.Join(text.dir(), up); strings.HasPrefix(target, "../") {
					found = append(found, Finding{text.Path, i + 1, "a path out of the repository: " + up})
				}
			}
		}
	}
	return found
}

// isProse tells whether people, not only programs, write the file.
func isProse(name string) bool {
	switch path.Ext(name) {
	case ".go", ".md", ".sh", ".txt", ".yaml", "":
		return true
	}
	return false
}

// grep finds a pattern in what people write; recorded data may hold anything.
func (t *Tree) grep(pattern *regexp.Regexp, detail string) []Finding {
	var found []Finding
	for _, text := range t.Texts {
		if !isProse(text.Path) || !pattern.Match(text.Source) {
			continue
		}
		for i, line := range text.lines() {
			if match := pattern.FindString(line); match != "" {
				found = append(found, Finding{text.Path, i + 1, detail + strings.TrimSpace(match)})
			}
		}
	}
	return found
}

// checkDeadCode looks at each line of comment on its own. Examples in the
// comments of packages and declarations are indented, so there only lines
// without indentation count; inside a function every line does.
func checkDeadCode(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Go {
		for _, group := range file.Syntax.Comments {
			if isExampleOutput(group.Text()) {
				continue
			}
			inside := insideFunction(file.Syntax, group)
			for _, comment := range group.List {
				text, isLine := strings.CutPrefix(comment.Text, "//")
				indented := strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "  ")
				if isLine && (inside || !indented) && isCode(strings.TrimSpace(text)) {
					found = append(found, t.at(comment.Pos(), "code in a comment: %s", strings.TrimSpace(text)))
				}
			}
		}
	}
	return found
}

func isExampleOutput(text string) bool {
	return strings.HasPrefix(text, "Output:") || strings.HasPrefix(text, "Unordered output:")
}

func insideFunction(file *ast.File, comment *ast.CommentGroup) bool {
	for _, decl := range file.Decls {
		function, ok := decl.(*ast.FuncDecl)
		if ok && function.Body != nil && function.Body.Pos() < comment.Pos() && comment.End() < function.End() {
			return true
		}
	}
	return false
}

// isCode tells whether a line is a Go statement that no sentence or formula
// looks like: definitions, calls with a package or receiver, control flow with
// a brace, returns with a value. A formula such as `y = a*x` passes for words.
func isCode(line string) bool {
	if line == "}" {
		return true
	}
	source := "package p\nfunc _() {\n" + line
	if strings.HasSuffix(line, "{") {
		source += "\n}"
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", source+"\n}", parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return false
	}
	body := file.Decls[0].(*ast.FuncDecl).Body.List
	return len(body) == 1 && isStatement(body[0])
}

func isStatement(statement ast.Stmt) bool {
	switch statement := statement.(type) {
	case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.GoStmt, *ast.DeferStmt, *ast.IncDecStmt, *ast.DeclStmt:
		return true
	case *ast.ReturnStmt:
		return len(statement.Results) > 0
	case *ast.AssignStmt:
		_, field := statement.Lhs[0].(*ast.SelectorExpr)
		return statement.Tok != token.ASSIGN || field
	case *ast.ExprStmt:
		call, ok := statement.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		_, selector := call.Fun.(*ast.SelectorExpr)
		return selector
	}
	return false
}
