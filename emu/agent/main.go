//go:build linux

package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"qanat/emu/live"
)

func init() {
	live.AgentLinked = true
	if id := os.Getenv(live.AgentVariable); id != "" {
		os.Unsetenv(live.AgentVariable)
		os.Unsetenv("GODEBUG") // it was for this process alone
		os.Exit(main(id))
	}
	if where := os.Getenv(live.EnterVariable); where != "" {
		os.Unsetenv(live.EnterVariable)
		id, node, _ := strings.Cut(where, "@")
		fmt.Fprintln(os.Stderr, enter(id, node, os.Args[1:]))
		const notStarted = 127 // as shells have it
		os.Exit(notStarted)
	}
}

// enter turns this process into a program on a node. It returns only if that
// fails.
func enter(id, node string, argv []string) error {
	r, err := live.Load(id)
	if err != nil {
		return err
	}
	return r.Exec(node, argv)
}

// readyFile is where the one who started the agent waits for word that the lab
// is up, or why not.
const readyFile = 3

// main is the agent's main program.
func main(id string) int {
	// The threads that carry packets must not wait for the collector, and
	// allocate next to nothing.
	const memory = 1 << 30
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(memory)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	syscall.CloseOnExec(readyFile) // or what is started here would keep it open
	tell := os.NewFile(readyFile, "ready")
	a, err := start(ctx, id)
	if err != nil {
		fmt.Fprint(tell, err)
		return 1
	}
	defer a.close()
	fmt.Fprint(tell, live.AgentReady)
	tell.Close()
	a.serve(ctx)
	return 0
}

// start does all that must be done before the lab is up.
func start(ctx context.Context, id string) (*agent, error) {
	r, err := live.Load(id)
	if err != nil {
		return nil, err
	}
	a := &agent{Run: r, ways: r.Ways(), crashed: make([]bool, len(r.Plan.Nodes)), paused: make([]bool, len(r.Plan.Nodes))}
	a.cuts, a.applied = make([]bool, len(a.ways)), make([]bool, len(a.ways))
	if a.crew, a.carriers, err = live.Carry(a.ways); err != nil {
		return nil, err
	}
	if a.listener, err = listen(r); err != nil {
		a.close()
		return nil, err
	}
	a.processes = newProcesses(r)
	if err := a.processes.startAll(ctx); err != nil {
		a.close()
		return nil, err
	}
	a.began = time.Now()
	return a, nil
}

// serve makes events happen and answers until ctx ends, or the run or its keeper is
// gone.
func (a *agent) serve(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go a.answer()
	go a.runEvents(ctx)
	var keeper live.Process
	kept := json.Unmarshal([]byte(os.Getenv(live.KeeperVariable)), &keeper) == nil
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := os.Stat(a.File(""))
			if errors.Is(err, os.ErrNotExist) || kept && !keeper.Alive() {
				return
			}
		}
	}
}

// close ends what the agent has started.
func (a *agent) close() {
	if a.listener != nil {
		a.listener.Close()
	}
	if a.processes != nil {
		a.processes.stopAll()
	}
	a.crew.Close()
}
