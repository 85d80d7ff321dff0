//go:build linux

package bench

import (
	"fmt"
	"net"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"

	"qanat/emu/engine"
	"qanat/emu/kernel"
)

// What programs return.
const (
	xdpDrop, xdpPass = 1, 2
	tcxDrop          = 2
)

// The kinds of programs at the sink. Both see frames before the kernel spends
// anything on them, but for what the link itself costs, which depends on who sends;
// each sender is to have the cheaper one. Before an XDP program the kernel copies
// frames that have little room in front, as those of sockets. Before a TC program it
// does not, but they wait in the queue of all that arrives on the processor: what the
// kernel is to forward would fill it, and what it has forwarded be dropped.
const (
	ofSockets = ebpf.SchedCLS
	ofKernel  = ebpf.XDP
)

// drain counts and drops what arrives at the sink.
func (b *bed) drain(kind ebpf.ProgramType) error {
	drop := map[ebpf.ProgramType]int32{ebpf.XDP: xdpDrop, ebpf.SchedCLS: tcxDrop}[kind]
	return b.atSink(kind, asm.Instructions{
		asm.StoreImm(asm.RFP, -4, 0, asm.Word),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, -4),
		asm.LoadMapPtr(asm.R1, b.counts.FD()),
		asm.FnMapLookupElem.Call(),
		asm.JEq.Imm(asm.R0, 0, "dropped"),
		asm.LoadMem(asm.R1, asm.R0, 0, asm.DWord),
		asm.Add.Imm(asm.R1, 1),
		asm.StoreMem(asm.R0, 0, asm.R1, asm.DWord),
		asm.Mov.Imm(asm.R0, drop).WithSymbol("dropped"),
		asm.Return(),
	})
}

// atSink lets a program, in the place of the one before, see what arrives at the
// sink.
func (b *bed) atSink(kind ebpf.ProgramType, instructions asm.Instructions) error {
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: kind, License: "MIT", Instructions: instructions})
	if err != nil {
		return fmt.Errorf("sink: %w", err)
	}
	defer program.Close() // the link keeps it
	if b.sink != nil {
		if err := b.sink.Close(); err != nil {
			return fmt.Errorf("sink: %w", err)
		}
	}
	attach := attachTCX
	if kind == ebpf.XDP {
		attach = attachXDP
	}
	if b.sink, err = attach(program, b.end(2, left)); err != nil {
		return fmt.Errorf("sink: %w", err)
	}
	return nil
}

// attachXDP attaches a program to an interface, where its driver receives.
func attachXDP(program *ebpf.Program, to engine.Side) (l link.Link, err error) {
	err = kernel.Do(to.Space, func() error {
		face, err := net.InterfaceByName(to.Interface)
		if err == nil {
			l, err = link.AttachXDP(link.XDPOptions{Program: program, Interface: face.Index})
		}
		return err
	})
	return l, err
}

// attachTCX attaches a program to an interface, where the kernel begins to work on
// what arrives.
func attachTCX(program *ebpf.Program, to engine.Side) (l link.Link, err error) {
	err = kernel.Do(to.Space, func() error {
		face, err := net.InterfaceByName(to.Interface)
		if err == nil {
			l, err = link.AttachTCX(link.TCXOptions{Program: program, Interface: face.Index, Attach: ebpf.AttachTCXIngress})
		}
		return err
	})
	return l, err
}

// arrived is how many frames the sink has dropped.
func (b *bed) arrived() (sum uint64) {
	var each []uint64
	if b.counts.Lookup(uint32(0), &each) != nil {
		return 0
	}
	for _, n := range each {
		sum += n
	}
	return sum
}
