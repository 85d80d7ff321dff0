package port

import (
	"errors"
	"fmt"
	"io"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// Seize keeps the kernel itself from getting what arrives on an interface, until
// it is closed or the process ends. Ports still receive: raw sockets stand before
// the filter. Without it the kernel would answer for the addresses that it has on
// the interface, and reset what a port handles.
func Seize(namespace, name string) (io.Closer, error) {
	o := Options{Namespace: namespace, Interface: name}
	s := &seized{}
	err := o.inside(func() error {
		face, err := o.face()
		if err != nil {
			return err
		}
		return s.attach(face.Index)
	})
	if err != nil {
		return nil, fmt.Errorf("interface %s: keeping the kernel from it: %w", name, errors.Join(explain(err), s.Close()))
	}
	return s, nil
}

// seized is a filter that drops all.
type seized struct {
	program *ebpf.Program
	link    link.Link
}

func (s *seized) attach(index int) (err error) {
	const drop = 2 // TCX_DROP
	s.program, err = ebpf.NewProgram(&ebpf.ProgramSpec{
		Type: ebpf.SchedCLS, License: "MIT", Instructions: asm.Instructions{asm.Mov.Imm(asm.R0, drop), asm.Return()},
	})
	if err != nil {
		return err
	}
	s.link, err = link.AttachTCX(link.TCXOptions{Interface: index, Program: s.program, Attach: ebpf.AttachTCXIngress})
	if errors.Is(err, link.ErrNotSupported) || errors.Is(err, unix.EINVAL) {
		return fmt.Errorf("%w: it takes Linux 6.6 or later; use an interface without addresses instead", err)
	}
	return err
}

func (s *seized) Close() (err error) {
	if s.link != nil {
		err = s.link.Close()
	}
	if s.program != nil {
		err = errors.Join(err, s.program.Close())
	}
	return err
}
