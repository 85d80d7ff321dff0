package port

import (
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
)

// alone keeps what arrives on an interface from the kernel's own stack: a program
// drops it after raw sockets have got it. The kernel detaches the program when the
// link is closed or this process ends.
func alone(index int) (link.Link, error) {
	const drop = 2 // TCX_DROP
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.SchedCLS, License: "MIT", Instructions: asm.Instructions{
		asm.Mov.Imm(asm.R0, drop),
		asm.Return(),
	}})
	if err != nil {
		return nil, fmt.Errorf("program that keeps frames from the kernel: %w", err)
	}
	defer program.Close() // the link keeps it
	l, err := link.AttachTCX(link.TCXOptions{Interface: index, Program: program, Attach: ebpf.AttachTCXIngress})
	if err != nil {
		return nil, fmt.Errorf("keeping frames from the kernel needs Linux 6.6 with BPF: leave Alone out, or use af_xdp: %w", err)
	}
	return l, nil
}
