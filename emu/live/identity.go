package live

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"qanat/internal/host"
)

// mark begins the name of every namespace of a run, and between parts the
// character separates, which no name of a lab has.
const (
	separator = "@"
	mark      = "qanat" + separator
)

// Hidden namespaces hold what belongs to no node: the bridges of LANs, and the
// inner ends of user-space links.
const (
	lansSpace  = separator + "lans"
	wiresSpace = separator + "wires"
)

// spaceName is the name of a node's namespace, or of a hidden one's.
func spaceName(id, node string) string { return mark + id + separator + node }

// identity is the form of runs' identities, none of which leads out of Root.
var identity = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// Space is the name of a node's namespace.
func (r *Run) Space(node int) string { return spaceName(r.ID, r.Plan.Nodes[node].Name) }

// ownerOf returns the identity of the run that a namespace belongs to, "" if it
// is none of ours.
func ownerOf(space string) string {
	rest, ours := strings.CutPrefix(space, mark)
	id, _, complete := strings.Cut(rest, separator)
	if !ours || !complete {
		return ""
	}
	return id
}

// Process names a process for good: its number may be given to another one once
// it has ended, its start then differs.
type Process struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"` // in clock ticks since the machine started
}

// itself is the calling process.
func itself() Process { p, _ := ProcessOf(os.Getpid()); return p }

// ProcessOf identifies a running process.
func ProcessOf(pid int) (Process, bool) {
	p, err := host.ProcessOf(pid)
	if err != nil || p.State == 'Z' {
		return Process{PID: pid}, false
	}
	return Process{pid, p.Start}, true
}

// Alive tells whether the process still runs.
func (p Process) Alive() bool {
	now, is := ProcessOf(p.PID)
	return p.PID != 0 && is && now == p
}

// Names of interfaces in hidden namespaces: of a user-space link's two inner ends,
// by side, and of a bridge's ports.
func linkWire(i int) string                  { return fmt.Sprintf("k%d", i) }
func lanWire(lan, member int) string         { return fmt.Sprintf("m%d.%d", lan, member) }
func innerName(wire string, side int) string { return fmt.Sprintf("%s.%d", wire, side) }
func portName(lan, member int) string        { return fmt.Sprintf("p%d.%d", lan, member) }
