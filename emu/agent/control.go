//go:build linux

package agent

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// restart kills a process and starts it again.
func (p *processes) restart(name string) error {
	x, err := p.find(name)
	if err != nil {
		return err
	}
	p.kill(x)
	return p.start(x)
}

// pause stops a process without ending it, or lets it go on.
func (p *processes) pause(name string, pause bool) error {
	x, err := p.find(name)
	if err != nil {
		return err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if err := x.signal(pauseSignal(pause)); err != nil {
		return err
	}
	x.state = "running"
	if pause {
		x.state = "paused"
	}
	return nil
}

func pauseSignal(pause bool) syscall.Signal {
	if pause {
		return unix.SIGSTOP
	}
	return unix.SIGCONT
}

// pauseNode does the same to all that runs on a node, whoever started it.
func (p *processes) pauseNode(node int, pause bool) error {
	p.run.SignalNode(node, pauseSignal(pause))
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, x := range p.all {
		if x.node == node && x.cmd != nil {
			x.state = map[bool]string{true: "paused", false: "running"}[pause]
		}
	}
	return nil
}

// crash kills all that runs on a node.
func (p *processes) crash(node int) error {
	for _, x := range p.all {
		if x.node == node {
			p.kill(x)
		}
	}
	p.run.SignalNode(node, syscall.SIGKILL)
	return nil
}

// recover starts a node's processes again.
func (p *processes) recover(node int) error {
	var failed error
	for _, x := range p.all {
		if x.node == node {
			failed = errors.Join(failed, p.start(x))
		}
	}
	return failed
}
