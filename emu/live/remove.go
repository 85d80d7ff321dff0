//go:build linux

package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
)

// patience is how long processes may take to end when asked to, before they are
// killed.
const patience = 2 * time.Second

// Remove takes down whatever there is of a run: its agent, the processes in its
// namespaces, the namespaces, the folder. It is no error if some or all of it is
// gone already.
func Remove(id string) error {
	if !identity.MatchString(id) {
		return fmt.Errorf("%q is no identity of a run", id)
	}
	stop(agents(id))
	spaces, err := kernel.Names(spaceName(id, ""))
	if err != nil {
		return err
	}
	err = empty(spaces)
	if err == nil {
		err = kernel.RemoveAll(spaces)
	}
	if err == nil {
		err = os.RemoveAll(folder(id))
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", id, err)
	}
	return nil
}

// empty ends the processes in namespaces, and those that these start meanwhile. A
// namespace that is not empty keeps its name, or nobody would find what is in it.
func empty(spaces []string) error {
	const rounds = 5
	for range rounds {
		all := inside(spaces)
		if len(all) == 0 {
			return nil
		}
		stop(all)
	}
	if all := inside(spaces); len(all) > 0 {
		return fmt.Errorf("%d processes do not end, among them %d: end them, and try again", len(all), all[0].PID)
	}
	return nil
}

// stop ends processes: it asks them to, and kills those that do not listen.
func stop(all []Process) {
	signal := func(s unix.Signal) {
		for _, p := range all {
			if p.Alive() {
				unix.Kill(p.PID, s) // it may be gone by now
				unix.Kill(p.PID, unix.SIGCONT)
			}
		}
	}
	signal(unix.SIGTERM)
	if !gone(all, patience) {
		signal(unix.SIGKILL)
		gone(all, patience)
	}
}

// gone waits until processes have ended.
func gone(all []Process, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for slices.ContainsFunc(all, Process.Alive) {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

// agents lists the agents of a run, by their environment: what the run has written
// down may be gone.
func agents(id string) []Process {
	wanted := []byte(AgentVariable + "=" + id)
	return eachProcess(func(path string) bool {
		environment, err := os.ReadFile(path + "/environ")
		return err == nil && slices.ContainsFunc(bytes.Split(environment, []byte{0}), func(v []byte) bool { return bytes.Equal(v, wanted) })
	})
}

// eachProcess lists the other processes of which is tells so, given their folder
// in /proc.
func eachProcess(is func(path string) bool) (all []Process) {
	paths, _ := filepath.Glob("/proc/[0-9]*") // the pattern is right
	for _, path := range paths {
		pid, err := strconv.Atoi(filepath.Base(path))
		if err != nil || pid == os.Getpid() || !is(path) {
			continue
		}
		if p, alive := ProcessOf(pid); alive {
			all = append(all, p)
		}
	}
	return all
}

// inside lists the processes that are in any of the namespaces.
func inside(spaces []string) []Process {
	type key struct{ dev, ino uint64 }
	ours := map[key]bool{}
	identify := func(path string) (key, bool) {
		var stat unix.Stat_t
		err := unix.Stat(path, &stat)
		return key{uint64(stat.Dev), stat.Ino}, err == nil
	}
	for _, name := range spaces {
		if k, ok := identify(kernel.Path(name)); ok {
			ours[k] = true
		}
	}
	return eachProcess(func(path string) bool {
		k, ok := identify(path + "/ns/net")
		return ok && ours[k]
	})
}

// Clean removes what is left of runs whose builder ended before they were up,
// whose agent is gone, or whose folder is; with all set, every run. It returns
// the identities removed.
func Clean(all bool) (removed []string, err error) {
	spaces, err := kernel.Names(mark) // before the folders: a run has its folder first
	if err != nil {
		return nil, err
	}
	states, err := List()
	if err != nil {
		return nil, err
	}
	known := map[string]State{}
	for _, s := range states {
		known[s.ID] = s
	}
	sweep()
	for _, name := range spaces {
		if id := ownerOf(name); id != "" {
			if _, is := known[id]; !is {
				known[id] = State{ID: id}
			}
		}
	}
	var failed error
	for _, id := range sorted(known) {
		if s := known[id]; all || s.Broken() {
			err := Remove(id)
			if failed = errors.Join(failed, err); err == nil {
				removed = append(removed, id)
			}
		}
	}
	return removed, failed
}

// Broken tells whether nothing will come of a run any more.
func (s *State) Broken() bool {
	if !s.Up {
		return !s.Builder.Alive()
	}
	return s.Agent.PID != 0 && !s.Agent.Alive()
}

func sorted(m map[string]State) []string {
	var ids []string
	for id := range m { // sorted below
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// On tells whether a process is on a node.
func (r *Run) On(node, pid int) bool {
	return slices.ContainsFunc(inside([]string{r.Space(node)}), func(p Process) bool { return p.PID == pid })
}

// SignalNode sends a signal to all processes on a node.
func (r *Run) SignalNode(node int, s unix.Signal) {
	for _, p := range inside([]string{r.Space(node)}) {
		unix.Kill(p.PID, s) // it may be gone by now
	}
}
