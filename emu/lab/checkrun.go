package lab

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// checkProcesses names what is wrong with what runs on nodes.
func (c *checker) checkProcesses() {
	for i := range c.Processes {
		p, path := &c.Processes[i], fmt.Sprintf("$.processes[%d]", i)
		c.known(path+".node", c.nodes, "node", p.Node)
		if len(p.Command) == 0 || p.Command[0] == "" {
			c.failf(path, "no command is given: write a list, as in \"command: [sleep, '60']\"")
			continue
		}
		if p.Name == "" {
			p.Name = filepath.Base(p.Command[0])
		}
		c.claim(path+".name", c.processes, "process", p.Name, i)
		c.checkWords(path, p)
		if r := p.Ready; r.Port != 0 && r.Output != "" {
			c.failf(path+".ready", "both port and output are given: give one")
		}
		if p.Ready.Port < 0 || p.Ready.Port > 65535 {
			c.failf(path+".ready.port", "%d is no port: use 1 to 65535", p.Ready.Port)
		}
	}
	for i := range c.Processes {
		for k, name := range c.Processes[i].After {
			c.known(fmt.Sprintf("$.processes[%d].after[%d]", i, k), c.processes, "process", name)
		}
	}
	if len(c.Mistakes) == 0 {
		if name := c.circle(); name != "" {
			c.failf(fmt.Sprintf("$.processes[%d].after", c.processes[name]),
				"process %q waits, through those it names in after, for itself: take one of them out", name)
		}
	}
}

// checkWords names what no program can be given.
func (c *checker) checkWords(path string, p *Process) {
	for k, word := range p.Command {
		if strings.ContainsRune(word, 0) {
			c.failf(fmt.Sprintf("%s.command[%d]", path, k), "%q has a zero byte in it: no program can be given that", word)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Env)) {
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.ContainsRune(p.Env[name], 0) {
			c.failf(path+".env", "%q: %q cannot be a variable: its name must not be empty or hold \"=\", and neither may hold a zero byte", name, p.Env[name])
		}
	}
}

// circle returns a process that waits for itself, or "".
func (c *checker) circle() string {
	const unseen, entered, left = 0, 1, 2
	state := make([]int, len(c.Processes))
	var visit func(i int) string
	visit = func(i int) string {
		state[i] = entered
		for _, name := range c.Processes[i].After {
			switch k := c.processes[name]; state[k] {
			case entered:
				return name
			case unseen:
				if found := visit(k); found != "" {
					return found
				}
			}
		}
		state[i] = left
		return ""
	}
	for i := range c.Processes {
		if state[i] == unseen {
			if found := visit(i); found != "" {
				return found
			}
		}
	}
	return ""
}

func (c *checker) checkEvent(i int) {
	e, path := &c.Events[i], fmt.Sprintf("$.events[%d]", i)
	may := targets[e.Action]
	if _, is := c.lans[e.Target]; is && e.Action == Change && e.Directions[0] != e.Directions[1] {
		c.failf(path, "change of LAN %q: its members' ways into it are changed, and nothing happens on the way back: give no there and back", e.Target)
	}
	for kind, of := range map[target]map[string]int{aLink: c.links, aLAN: c.lans, aNode: c.nodes, aProcess: c.processes} { // order: any will do
		if _, is := of[e.Target]; is && may&kind != 0 {
			return
		}
	}
	c.failf(path, "%s acts on a %v, and none is called %q", e.Action, may, e.Target)
}
