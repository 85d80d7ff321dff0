//go:build linux

package agent

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"qanat/emu/lab"
	"qanat/emu/live"
)

// processes are the lab's programs.
type processes struct {
	run    *live.Run
	starts chan func() // to the thread that starts them

	mutex    sync.Mutex // guards what follows
	all      []*process
	stopping bool
}

// process is one of them.
type process struct {
	*lab.Process
	node    int
	journal *journal
	cmd     *exec.Cmd     // nil while it does not run
	over    chan struct{} // closed when it ends
	state   string
	starts  int
	unasked bool // it shall not be started again when it ends
}

// ended is the state of a process that has ended well; a colon and the reason
// follow if it has not.
const ended = "ended"

func newProcesses(r *live.Run) *processes {
	p := &processes{run: r, starts: make(chan func())}
	for i := range r.Plan.Processes {
		node, _ := r.Node(r.Plan.Processes[i].Node) // the plan was checked
		x := &r.Plan.Processes[i]
		p.all = append(p.all, &process{
			Process: x, node: node, state: "not started",
			journal: &journal{path: r.File(live.LogFile(x.Name)), wanted: []byte(x.Ready.Output)},
		})
	}
	// Children die with the thread that started them, so that none outlives
	// the agent: that thread must live as long as the agent does.
	go func() {
		runtime.LockOSThread()
		for f := range p.starts {
			f()
		}
	}()
	return p
}

// startAll starts the processes, each after those it names and once they are
// ready.
func (p *processes) startAll(ctx context.Context) error {
	ready := map[string]chan struct{}{}
	for _, x := range p.all {
		ready[x.Name] = make(chan struct{})
	}
	failed := make(chan error, len(p.all))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for _, x := range p.all {
		go func() { failed <- p.startInTurn(ctx, x, ready) }()
	}
	var first error
	for range p.all {
		if err := <-failed; err != nil && first == nil {
			first = err
			stop() // those who wait for others
		}
	}
	return first
}

func (p *processes) startInTurn(ctx context.Context, x *process, ready map[string]chan struct{}) error {
	for _, name := range x.After {
		select {
		case <-ready[name]:
		case <-ctx.Done():
			return fmt.Errorf("process %s was not started: the lab was ended, or another process failed", x.Name)
		}
	}
	if err := p.start(x); err != nil {
		return err
	}
	if err := p.waitReady(ctx, x); err != nil {
		return err
	}
	close(ready[x.Name])
	return nil
}

// start starts one process.
func (p *processes) start(x *process) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if x.cmd != nil || p.stopping {
		return nil
	}
	said, says, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("process %s: %w", x.Name, err)
	}
	defer says.Close() // the program has its own
	cmd := exec.Command("/proc/self/exe", x.Command...)
	cmd.Env = append(os.Environ(), live.EnterVariable+"="+p.run.ID+"@"+x.Node)
	for name, value := range x.Env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Stdout, cmd.Stderr = says, says
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	p.starts <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		said.Close()
		return fmt.Errorf("process %s: %w", x.Name, err)
	}
	x.cmd, x.over, x.state, x.unasked = cmd, make(chan struct{}), "running", false
	x.starts++
	go p.watch(x, cmd, x.over, x.journal.follow(said))
	return nil
}

// pauses between starts of a process that keeps ending
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// trailing is how long after a program's end its last words are waited for: what it
// has started may hold its output open.
const trailing = 100 * time.Millisecond

// watch waits for the end of a process and starts it again if it is to.
func (p *processes) watch(x *process, cmd *exec.Cmd, over chan struct{}, logged <-chan struct{}) {
	err := cmd.Wait()
	select {
	case <-logged:
	case <-time.After(trailing):
	}
	p.mutex.Lock()
	x.cmd = nil
	x.state = ended
	if err != nil {
		x.state += ": " + err.Error()
	}
	again := x.Restart && !x.unasked && !p.stopping
	pause := min(lastPause, firstPause<<min(x.starts-1, 10))
	p.mutex.Unlock()
	close(over)
	if again {
		time.AfterFunc(pause, func() {
			p.mutex.Lock()
			unasked := x.unasked // by now: its node may have crashed
			p.mutex.Unlock()
			if unasked {
				return
			}
			if err := p.start(x); err != nil {
				p.mutex.Lock()
				x.state = err.Error()
				p.mutex.Unlock()
			}
		})
	}
}

// signal sends a signal to a process and what it has started.
func (x *process) signal(s syscall.Signal) error {
	if x.cmd == nil {
		return fmt.Errorf("process %s does not run", x.Name)
	}
	return syscall.Kill(-x.cmd.Process.Pid, s)
}

// kill ends a process for good and waits for its end.
func (p *processes) kill(x *process) {
	p.mutex.Lock()
	x.unasked = true
	running, over := x.cmd != nil, x.over
	if running {
		x.signal(syscall.SIGKILL) // it may end by itself just now
	}
	p.mutex.Unlock()
	if running {
		<-over
	}
}

// grace is how long programs may take to end when the lab does.
const grace = time.Second

// stopAll asks all programs to end, and kills those that do not.
func (p *processes) stopAll() {
	p.mutex.Lock()
	p.stopping = true
	var running []chan struct{}
	for _, x := range p.all {
		if x.cmd != nil {
			x.signal(syscall.SIGTERM) // it may end by itself just now
			x.signal(syscall.SIGCONT)
			running = append(running, x.over)
		}
	}
	p.mutex.Unlock()
	late := time.After(grace)
	for _, over := range running {
		select {
		case <-over:
		case <-late:
			late = time.After(0) // for the others too
		}
	}
	for _, x := range p.all {
		p.kill(x)
	}
}

func (p *processes) find(name string) (*process, error) {
	k := slices.IndexFunc(p.all, func(x *process) bool { return x.Name == name })
	if k < 0 {
		return nil, fmt.Errorf("there is no process %q", name)
	}
	return p.all[k], nil
}

// report says how the processes are.
func (p *processes) report() (list []live.ProcessReport) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, x := range p.all {
		r := live.ProcessReport{Name: x.Name, Node: x.Node, State: x.state, Starts: x.starts, Log: x.journal.lacks()}
		if x.cmd != nil {
			r.PID = x.cmd.Process.Pid
		}
		list = append(list, r)
	}
	return list
}
