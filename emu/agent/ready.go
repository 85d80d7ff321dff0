//go:build linux

package agent

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"qanat/emu/lab"
)

// waitReady waits until a process is as its Ready asks for.
func (p *processes) waitReady(ctx context.Context, x *process) error {
	within := x.Ready.Within
	if within == 0 {
		within = lab.DefaultWithin
	}
	ready, stop := context.WithTimeout(ctx, within)
	defer stop()
	const often = 10 * time.Millisecond
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		p.mutex.Lock()
		cmd, state := x.cmd, x.state
		p.mutex.Unlock()
		if cmd == nil && x.Ready.Port == 0 && x.Ready.Output == "" && (state == ended || x.Restart) {
			return nil // it had little to do, or gets another chance
		}
		if cmd == nil && !x.Restart {
			return fmt.Errorf("process %s %s before it was ready%s", x.Name, state, x.journal.lastWords())
		}
		if cmd != nil && p.isReady(x, cmd.Process.Pid) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ready.Done():
			if ctx.Err() != nil {
				return fmt.Errorf("process %s was not waited for: the lab was ended", x.Name)
			}
			return fmt.Errorf("process %s was not ready within %v%s", x.Name, within, x.journal.lastWords())
		}
	}
}

func (p *processes) isReady(x *process, pid int) bool {
	switch {
	case !p.run.On(x.node, pid):
		return false // it is about to enter its node
	case x.Ready.Port != 0:
		return listens(pid, x.Ready.Port)
	case x.Ready.Output != "":
		return x.journal.has()
	}
	return true
}

// listens tells whether anything listens on a TCP port in a process' namespace.
func listens(pid, port int) bool {
	const listening = "0A"
	for _, family := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, family))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line)
			if len(f) > 3 && f[3] == listening && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) {
				return true
			}
		}
	}
	return false
}
