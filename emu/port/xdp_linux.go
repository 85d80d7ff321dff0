package port

import (
	"errors"
	"fmt"
	"net"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// guide is the XDP program that leads an interface's frames to sockets, by their
// queues. It is attached by a link that belongs to this process: when that ends,
// however it ends, the kernel detaches the program.
type guide struct {
	sockets *ebpf.Map
	program *ebpf.Program
	link    link.Link
	users   int // ports, of which the last closes it; guarded by its ports' lock
}

// newGuide attaches the program. If the driver cannot run it, the kernel does,
// for frames that it has already received.
func newGuide(o *Options, face *net.Interface, queues int) (g *guide, err error) {
	g = &guide{}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	g.sockets, err = ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.XSKMap, KeySize: 4, ValueSize: 4, MaxEntries: uint32(queues)})
	if err != nil {
		return g, fmt.Errorf("map of AF_XDP sockets: %w", err)
	}
	g.program, err = ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.XDP, License: "MIT", Instructions: lead(g.sockets)})
	if err != nil {
		return g, fmt.Errorf("XDP program: %w", err)
	}
	if !o.Generic {
		g.link, err = g.attach(face, link.XDPDriverMode)
		if err == nil || !errors.Is(err, unix.EOPNOTSUPP) && !errors.Is(err, unix.EINVAL) {
			return g, err
		}
		o.Note(fmt.Sprintf("%s: its driver runs no XDP programs (%v): the kernel runs it later, which is slower", face.Name, err))
	}
	g.link, err = g.attach(face, link.XDPGenericMode)
	return g, err
}

func (g *guide) attach(face *net.Interface, mode link.XDPAttachFlags) (link.Link, error) {
	l, err := link.AttachXDP(link.XDPOptions{Program: g.program, Interface: face.Index, Flags: mode})
	switch {
	case errors.Is(err, unix.EBUSY), errors.Is(err, unix.EEXIST):
		return nil, fmt.Errorf("an XDP program is attached already, which stays (%w): end what runs it, or 'ip link set dev %s xdp off'", err, face.Name)
	case errors.Is(err, unix.ERANGE):
		return nil, fmt.Errorf("the other end's MTU is too large for XDP (%w): lower it, to 3,400 at most", err)
	case err != nil:
		return nil, fmt.Errorf("attaching XDP: %w", err)
	}
	return l, nil
}

// lead sends a frame to the socket of its queue, or on to the kernel if there is
// none.
func lead(sockets *ebpf.Map) asm.Instructions {
	const queue, pass = 16, 2 // struct xdp_md.rx_queue_index, XDP_PASS
	return asm.Instructions{
		asm.LoadMem(asm.R2, asm.R1, queue, asm.Word),
		asm.LoadMapPtr(asm.R1, sockets.FD()),
		asm.Mov.Imm(asm.R3, pass),
		asm.FnRedirectMap.Call(),
		asm.Return(),
	}
}

func (g *guide) close() (err error) {
	if g.link != nil {
		err = g.link.Close()
	}
	if g.program != nil {
		err = errors.Join(err, g.program.Close())
	}
	if g.sockets != nil {
		err = errors.Join(err, g.sockets.Close())
	}
	return err
}
