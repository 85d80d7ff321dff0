package yamlfile

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// lineOf is where a document begins.
func lineOf(d *ast.DocumentNode) int {
	switch {
	case d.Start != nil:
		return d.Start.Position.Line
	case d.Body != nil && d.Body.GetToken() != nil:
		return d.Body.GetToken().Position.Line
	}
	return 1
}

// check refuses what no file of this project needs: tags, on some of which the
// YAML library panics, and anchors, aliases and deep nesting, with which a short
// file grows beyond memory.
func check(tokens token.Tokens, name string) error {
	var depth nesting
	for _, t := range tokens {
		switch t.Type {
		case token.TagType, token.AnchorType, token.AliasType, token.MergeKeyType:
			return fmt.Errorf("%s:%d: %q: tags, anchors and aliases are not read: write the value itself, in quotes if it is text",
				name, t.Position.Line, t.Value)
		}
		if depth.after(t) > deepest {
			return fmt.Errorf("%s:%d: lists and mappings lie inside each other more than %d deep: this is no file of Qanat's, or it is damaged",
				name, t.Position.Line, deepest)
		}
	}
	return nil
}

// nesting bounds from above how deep a token lies.
type nesting struct {
	brackets int   // open ones
	columns  []int // where the open blocks begin
}

// after counts a token and returns the depth there. In a block, what lies deeper
// begins further to the right, be it on a line of its own or behind a dash.
func (n *nesting) after(t *token.Token) int {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.brackets++
	case token.SequenceEndType, token.MappingEndType:
		n.brackets--
	case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
		if n.brackets > 0 {
			break
		}
		for len(n.columns) > 0 && n.columns[len(n.columns)-1] >= t.Position.Column {
			n.columns = n.columns[:len(n.columns)-1]
		}
		n.columns = append(n.columns, t.Position.Column)
	}
	return n.brackets + len(n.columns)
}

// leaveOut puts nothing in the place of the value that begins with a token. It
// returns false if there is none below the tree.
func leaveOut(tree ast.Node, at *token.Token) bool {
	place := func(value *ast.Node) bool {
		if (*value).GetToken() == at {
			*value = ast.Null(token.New("null", "null", at.Position))
			return true
		}
		return leaveOut(*value, at)
	}
	switch node := tree.(type) {
	case *ast.MappingNode:
		for _, entry := range node.Values {
			if place(&entry.Value) {
				return true
			}
		}
	case *ast.SequenceNode:
		for i := range node.Values {
			if place(&node.Values[i]) {
				return true
			}
		}
	}
	return false
}

// withCure puts the cure behind a message of the YAML library; value is the
// token it stopped at.
func withCure(message, value string) string {
	switch {
	case strings.HasSuffix(message, "mapping is expected"):
		return message + `: write fields and their values, as in "name: value"`
	case strings.HasSuffix(message, "sequence is expected"):
		return message + `: write a list, as in "[a, b]"`
	case strings.HasPrefix(message, "cannot unmarshal"): // which goes on with types of Go
		return fmt.Sprintf("%q cannot stand here: write %s", value, wanted(message))
	case strings.HasPrefix(message, "mapping key"):
		return message + ": give each once"
	}
	return message + ": correct the YAML of this line or the one before it"
}

// wanted tells what a message that ends in a type of Go asks for.
func wanted(message string) string {
	switch _, kind, _ := strings.Cut(message, " of type "); {
	case strings.HasPrefix(kind, "float"):
		return "a number with at most 300 digits"
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"):
		return "a whole number of at most 18 digits"
	case kind == "bool":
		return "true or false"
	}
	return "text in quotes"
}
