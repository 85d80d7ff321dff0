//go:build linux

package bench

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"qanat/emu/engine"
	"qanat/emu/kernel"
)

// source is a program of the kernel that sends frames by an interface. The kernel
// runs it on memory of its own ("live frames"), and what it sends is on the
// interface's other end without a system call, a socket's buffer or a copy: that
// costs less than any way to forward.
type source struct {
	program *ebpf.Program
	links   []link.Link
	bytes   int // of a frame
}

// newSource attaches programs to both ends of a link, without which neither takes
// frames from a program. At the end that sends, where nothing arrives, it is the one
// that sends: what is attached nowhere is made known to all processors whenever it is
// run, which would take longer than the run.
func newSource(from, to engine.Side, frame []byte) (s *source, err error) {
	s = &source{bytes: len(frame)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.program, err = injector(from, frame); err != nil {
		return s, err
	}
	if err := s.attach(s.program, from); err != nil {
		return s, err
	}
	pass, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.XDP, License: "MIT", Instructions: asm.Instructions{asm.Mov.Imm(asm.R0, xdpPass), asm.Return()}})
	if err != nil {
		return s, err
	}
	defer pass.Close() // the link keeps it
	err = s.attach(pass, to)
	if errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EEXIST) {
		return s, nil // what is measured has its own there
	}
	return s, err
}

func (s *source) attach(program *ebpf.Program, to engine.Side) error {
	l, err := attachXDP(program, to)
	if err == nil {
		s.links = append(s.links, l)
	}
	return err
}

func (s *source) close() (err error) {
	for _, l := range s.links {
		err = errors.Join(err, l.Close())
	}
	if s.program != nil {
		err = errors.Join(err, s.program.Close())
	}
	return err
}

// lasting is how long a run of the program is to take: it is stopped between runs,
// and each lets Go's scheduler look after threads, every 20 us for a while.
const lasting = 50 * time.Millisecond

// flood sends frames until it is stopped.
func (s *source) flood(stopped *atomic.Bool) error {
	const fewest, most = 1 << 12, 1 << 20 // frames of a run
	frame := make([]byte, s.bytes)
	for n := uint32(fewest); !stopped.Load(); {
		began := time.Now()
		if _, err := s.program.Run(&ebpf.RunOptions{Data: frame, Repeat: n, Flags: unix.BPF_F_TEST_XDP_LIVE_FRAMES}); err != nil {
			return err
		}
		n = uint32(min(max(float64(n)*lasting.Seconds()/time.Since(began).Seconds(), fewest), most))
	}
	return nil
}

// generate sends frames by one end of a link as fast as it can, from a processor of
// its own, until it is stopped.
func generate(from, to engine.Side, frame []byte, processor int) (stop func() error, err error) {
	s, err := newSource(from, to, frame)
	if err != nil {
		return nil, fmt.Errorf("generator: %w", err)
	}
	var stopped atomic.Bool
	failed := make(chan error, 1)
	go func() {
		failed <- kernel.Do(from.Space, func() error {
			return onProcessor(processor, func() error { return s.flood(&stopped) })
		})
	}()
	return func() error {
		stopped.Store(true)
		return errors.Join(<-failed, s.close())
	}, nil
}

// flows is how many flows are generated, by the ports that they come from.
const flows = 1000

// injector is a program that sends frames by an interface.
func injector(by engine.Side, frame []byte) (*ebpf.Program, error) {
	face, err := interfaceOf(by)
	if err != nil {
		return nil, err
	}
	turn, err := ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.PerCPUArray, KeySize: 4, ValueSize: 8, MaxEntries: 1})
	if err != nil {
		return nil, err
	}
	defer turn.Close() // the program keeps it
	return ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.XDP, License: "MIT", Instructions: inject(turn, frame, face.Index)})
}

// inject writes a frame, as one of the flow whose turn it is, and sends it by an
// interface. It writes all headers: the memory is used again and again, and others
// have changed them.
func inject(turn *ebpf.Map, frame []byte, index int) asm.Instructions {
	const heads, port, first = 44, 14 + 20, 10_000 // bytes in whole words; where the source port is; that of the first flow
	program := asm.Instructions{
		asm.LoadMem(asm.R6, asm.R1, 0, asm.Word), // data
		asm.LoadMem(asm.R3, asm.R1, 4, asm.Word), // its end
		asm.Mov.Reg(asm.R4, asm.R6),
		asm.Add.Imm(asm.R4, heads),
		asm.JGT.Reg(asm.R4, asm.R3, "drop"),
	}
	for at := 0; at < heads; at += 4 {
		word := int32(binary.NativeEndian.Uint32(frame[at:]))
		program = append(program, asm.StoreImm(asm.R6, int16(at), int64(word), asm.Word))
	}
	return append(program,
		asm.StoreImm(asm.RFP, -4, 0, asm.Word),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, -4),
		asm.LoadMapPtr(asm.R1, turn.FD()),
		asm.FnMapLookupElem.Call(),
		asm.JEq.Imm(asm.R0, 0, "drop"),
		asm.LoadMem(asm.R1, asm.R0, 0, asm.DWord),
		asm.Mov.Reg(asm.R2, asm.R1),
		asm.Add.Imm(asm.R2, 1),
		asm.JLT.Imm(asm.R2, flows, "turn"),
		asm.Mov.Imm(asm.R2, 0),
		asm.StoreMem(asm.R0, 0, asm.R2, asm.DWord).WithSymbol("turn"),
		asm.Add.Imm(asm.R1, first),
		asm.HostTo(asm.BE, asm.R1, asm.Half),
		asm.StoreMem(asm.R6, port, asm.R1, asm.Half),
		asm.Mov.Imm(asm.R1, int32(index)),
		asm.Mov.Imm(asm.R2, 0),
		asm.FnRedirect.Call(),
		asm.Return(),
		asm.Mov.Imm(asm.R0, xdpDrop).WithSymbol("drop"),
		asm.Return(),
	)
}
