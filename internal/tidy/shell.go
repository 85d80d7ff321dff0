package tidy

import (
	"path"
	"strings"
)

var shellRules = []Rule{{
	Name:  "shell",
	Why:   "a script that goes on after an error does half its work and reports success",
	Cure:  "begin with #!/usr/bin/env bash, a comment on its purpose, then set -euo pipefail",
	Check: checkShell,
}}

func checkShell(t *Tree) []Finding {
	var found []Finding
	for _, text := range t.Texts {
		lines := text.lines()
		isScript := path.Ext(text.Path) == ".sh" || strings.HasPrefix(lines[0], "#!") && strings.HasSuffix(lines[0], "sh")
		if !isScript {
			continue
		}
		if lines[0] != "#!/usr/bin/env bash" {
			found = append(found, Finding{text.Path, 1, "does not begin with #!/usr/bin/env bash"})
		}
		if len(lines) < 2 || !strings.HasPrefix(lines[1], "# ") {
			found = append(found, Finding{text.Path, min(2, len(lines)), "does not say what it is for"})
		}
		if at := firstCommand(lines); lines[at] != "set -euo pipefail" {
			found = append(found, Finding{text.Path, at + 1, "does not begin with set -euo pipefail"})
		}
	}
	return found
}

// firstCommand is the index of the first line that is neither blank nor a
// comment, or of the last line.
func firstCommand(lines []string) int {
	for i, line := range lines {
		if line != "" && !strings.HasPrefix(line, "#") {
			return i
		}
	}
	return len(lines) - 1
}
