package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Action is what an event does.
type Action uint8

// The actions, with what they act on.
const (
	Down    Action = iota // link: carries nothing
	Up                    // link: carries packets again
	Change                // link or LAN: gets other impairments
	Crash                 // node: its processes are killed, its links go down
	Recover               // node: its links come up, its processes start again
	Pause                 // node or process: stops without ending
	Resume                // node or process: goes on
	Restart               // process: is killed and started again
)

var actions = []string{Down: "down", Up: "up", Change: "change", Crash: "crash", Recover: "recover", Pause: "pause", Resume: "resume", Restart: "restart"}

// String is the action's name in lab files.
func (a Action) String() string { return actions[a] }

// MarshalText writes the name.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads a name.
func (a *Action) UnmarshalText(text []byte) error {
	k := slices.Index(actions, string(text))
	if k < 0 {
		return fmt.Errorf("%q is no action: use one of %s", text, strings.Join(actions, ", "))
	}
	*a = Action(k)
	return nil
}

// target is a kind of thing that actions act on.
type target uint8

const (
	aLink target = 1 << iota
	aLAN
	aNode
	aProcess
)

// targets is what each action may act on.
var targets = []target{
	Down: aLink, Up: aLink, Change: aLink | aLAN, Crash: aNode, Recover: aNode,
	Pause: aNode | aProcess, Resume: aNode | aProcess, Restart: aProcess,
}

// String lists the kinds.
func (t target) String() string {
	var names []string
	for k, name := range []string{"link", "LAN", "node", "process"} {
		if t&(1<<k) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// EventsInOrder returns the lab's events by time; those at the same time in the
// order in which the lab lists them.
func (l *Lab) EventsInOrder() []Event {
	return slices.SortedStableFunc(slices.Values(l.Events), func(a, b Event) int { return cmp.Compare(a.At, b.At) })
}
