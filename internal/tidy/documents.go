package tidy

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
)

var documentRules = []Rule{{
	Name:  "links",
	Why:   "a link that leads nowhere costs each reader a search",
	Cure:  "link to a file or heading that exists",
	Check: checkLinks,
}, {
	Name:  "named-documents",
	Why:   "a comment that sends the reader to a document must not send them in vain",
	Cure:  "name a document of this repository by its path from the root, or say the thing itself",
	Check: checkNamedDocuments,
}}

var (
	markdownLink = regexp.MustCompile(`\]\(([^()\s]+)(?:\s+"[^"]*")?\)|<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"`)
	inlineCode   = regexp.MustCompile("`[^`]*`")
	documentName = regexp.MustCompile(`[\w./-]*\w\.md\b`)
)

func checkLinks(t *Tree) []Finding {
	var found []Finding
	for _, text := range t.Texts {
		if path.Ext(text.Path) != ".md" {
			continue
		}
		for i, line := range proseLines(text) {
			for _, match := range markdownLink.FindAllStringSubmatch(inlineCode.ReplaceAllString(line, ""), -1) {
				if wrong := t.followLink(text, match[1]+match[2]); wrong != "" {
					found = append(found, Finding{text.Path, i + 1, wrong})
				}
			}
		}
	}
	return found
}

// followLink says what is wrong with a link, empty if nothing is or if it leads
// out to the web.
func (t *Tree) followLink(from TextFile, link string) string {
	to, err := url.Parse(link)
	if err != nil {
		return fmt.Sprintf("%s is no link: %v", link, err)
	}
	if to.Scheme != "" || to.Host != "" {
		return ""
	}
	target := from.Path
	if to.Path != "" {
		target = path.Join(from.dir(), to.Path)
	}
	if !t.Paths[target] {
		return fmt.Sprintf("%s leads to %s, which does not exist", link, target)
	}
	if to.Fragment != "" && path.Ext(target) == ".md" && !anchors(t.text(target))[to.Fragment] {
		return fmt.Sprintf("%s leads to a heading that %s does not have", link, target)
	}
	return ""
}

// proseLines returns the lines of a document with its code blocks blanked.
func proseLines(text TextFile) []string {
	lines := text.lines()
	fenced := false
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fence {
			fenced = !fenced
		}
		if fence || fenced {
			lines[i] = ""
		}
	}
	return lines
}

// anchors returns the names that a document's headings can be linked by: in
// lower case, spaces as hyphens, other punctuation left out, repetitions
// numbered.
func anchors(text TextFile) map[string]bool {
	names := map[string]bool{}
	for _, line := range proseLines(text) {
		title := strings.TrimLeft(line, "#")
		if len(title) == len(line) || !strings.HasPrefix(title, " ") {
			continue
		}
		name := strings.Map(anchorRune, strings.ToLower(strings.TrimSpace(title)))
		numbered := name
		for n := 1; names[numbered]; n++ {
			numbered = fmt.Sprintf("%s-%d", name, n)
		}
		names[numbered] = true
	}
	return names
}

func anchorRune(r rune) rune {
	switch {
	case r == ' ':
		return '-'
	case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
		return r
	}
	return -1
}

func checkNamedDocuments(t *Tree) []Finding {
	known := map[string]bool{}
	for name := range t.Paths {
		known[path.Base(name)] = true
	}
	var found []Finding
	for _, file := range t.Go {
		for _, group := range file.Syntax.Comments {
			for _, comment := range group.List {
				for _, name := range unknownDocuments(known, comment.Text) {
					found = append(found, t.at(comment.Pos(), "names %s, which does not exist", name))
				}
			}
		}
	}
	for _, text := range t.Texts {
		if path.Ext(text.Path) != ".md" {
			continue
		}
		for i, line := range text.lines() {
			for _, name := range unknownDocuments(known, markdownLink.ReplaceAllString(line, "")) {
				found = append(found, Finding{text.Path, i + 1, "names " + name + ", which does not exist"})
			}
		}
	}
	return found
}

// unknownDocuments returns the documents that a text names but that have the
// name of no file. Addresses on the web are left alone.
func unknownDocuments(known map[string]bool, text string) []string {
	var unknown []string
	for _, word := range strings.Fields(text) {
		name := documentName.FindString(word)
		if name != "" && !strings.Contains(word, "://") && !known[path.Base(name)] {
			unknown = append(unknown, name)
		}
	}
	return unknown
}
