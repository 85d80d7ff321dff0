//go:build linux

package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"qanat/emu/lab"
)

// Options say how a lab is brought up.
type Options struct {
	// Engine carries out impairments of links that name none: "netem", "wire",
	// or "" for the first of these that this kernel offers and that can do what
	// the lab asks for.
	Engine string
}

// Up makes all of a lab. If it fails, or ctx ends, nothing stays.
func Up(ctx context.Context, p *lab.Plan, o Options) (*Run, error) {
	if err := Permitted(); err != nil {
		return nil, err
	}
	standard, offers, err := Offers(p, o.Engine)
	if err == nil {
		err = Refusals(offers)
	}
	if err != nil {
		return nil, fmt.Errorf("lab %s: %w", p.Lab.Name, err)
	}
	r, err := claim(p)
	if err != nil {
		return nil, err
	}
	r.Engine = standard
	if err := r.up(ctx); err != nil {
		switch {
		case ctx.Err() != nil:
			err = fmt.Errorf("nothing of it stays: %w", ctx.Err())
		case !exists(r.ID):
			err = fmt.Errorf("it was taken down while it was made (%w)", err)
		}
		if left := Remove(r.ID); left != nil {
			err = errors.Join(err, fmt.Errorf("and not all of it could be removed; 'qanat lab clean' tries again: %w", left))
		}
		return nil, fmt.Errorf("lab %s: %w", p.Lab.Name, err)
	}
	return r, nil
}

func (r *Run) up(ctx context.Context) error {
	b := &builder{Run: r}
	b.byLink, b.byLAN = r.carriers()
	if err := b.build(ctx); err != nil {
		return err
	}
	if b.cut() || len(r.Plan.Processes)+len(r.Plan.Events) > 0 {
		if err := r.startAgent(ctx); err != nil {
			return err
		}
	} else if err := r.carryAll(); err != nil {
		return err
	}
	r.State.Up = true
	return r.save()
}

// carryAll opens all links with engines that need no process.
func (r *Run) carryAll() error {
	crew, _, err := Carry(r.Ways())
	if err == nil {
		crew.Close()
	}
	return err
}

// logName is where an agent writes what goes wrong.
const logName = "agent.log"

// startAgent starts the agent and waits until it says that the lab is up.
func (r *Run) startAgent(ctx context.Context) error {
	if !AgentLinked {
		return errors.New("this program cannot be the lab's agent: import qanat/emu/agent")
	}
	if err := r.save(); err != nil { // the agent reads which engine it is
		return err
	}
	log, err := os.Create(r.File(logName))
	if err != nil {
		return err
	}
	defer log.Close()
	ready, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()
	cmd := exec.Command("/proc/self/exe", "agent", r.ID) // what it is, for those who list processes
	cmd.Env = append(os.Environ(), AgentVariable+"="+r.ID, "GODEBUG=asyncpreemptoff=1")
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{tell}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	tell.Close()
	if err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	r.Agent, _ = ProcessOf(cmd.Process.Pid)
	if err := r.save(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { ready.Close() })()
	said, err := io.ReadAll(ready)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("agent: %w", err)
	case len(said) == 0:
		return fmt.Errorf("its agent was ended before the lab was up: %v%s", cmd.Wait(), r.lastWords())
	case string(said) != AgentReady:
		cmd.Wait() // it ends after such words
		return fmt.Errorf("%s%s", said, r.lastWords())
	}
	return cmd.Process.Release()
}

// lastWords is what the agent has written.
func (r *Run) lastWords() string {
	text, err := os.ReadFile(r.File(logName))
	if err != nil || len(text) == 0 {
		return ""
	}
	const most = 1000
	return "\n" + string(text[max(0, len(text)-most):])
}
