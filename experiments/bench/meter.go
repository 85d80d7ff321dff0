//go:build linux

package bench

import (
	"encoding/binary"
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"golang.org/x/sys/unix"
)

// meter counts, at the sink, the frames of a traffic.Generator by their delays,
// and drops them: a program of the kernel, since one that takes frames from a port
// would itself be what is overloaded.
type meter struct{ counts *ebpf.Map }

const (
	bucketBits = 10      // a bucket is 1.024 us wide
	buckets    = 1 << 17 // the last one takes what is longer than 134 ms
)

// newMeter puts a meter in the place of the bed's sink.
func (b *bed) newMeter() (m *meter, err error) {
	m = &meter{}
	m.counts, err = ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 8, MaxEntries: buckets, Flags: unix.BPF_F_MMAPABLE})
	if err != nil {
		return nil, fmt.Errorf("meter: %w", err)
	}
	return m, b.atSink(ebpf.XDP, m.program())
}

// program reads the stamp of a frame: its first byte, and the time in the last
// six, of which 36 bits are ns of the clock that BPF calls ktime too.
func (m *meter) program() asm.Instructions {
	const payload, magic, timeEnds = 14 + 20 + 8, 0x51, 14 + 20 + 8 + 18
	const lateBits, aboveTime = 12, 64 - 36
	return asm.Instructions{
		asm.LoadMem(asm.R7, asm.R1, 0, asm.Word), // data
		asm.LoadMem(asm.R3, asm.R1, 4, asm.Word), // its end
		asm.Mov.Reg(asm.R4, asm.R7),
		asm.Add.Imm(asm.R4, timeEnds),
		asm.JGT.Reg(asm.R4, asm.R3, "drop"),
		asm.LoadMem(asm.R5, asm.R7, payload, asm.Byte),
		asm.JNE.Imm(asm.R5, magic, "drop"),
		asm.FnKtimeGetNs.Call(),
		asm.LoadMem(asm.R1, asm.R7, timeEnds-8, asm.DWord),
		asm.HostTo(asm.BE, asm.R1, asm.DWord),
		asm.RSh.Imm(asm.R1, lateBits),
		asm.Sub.Reg(asm.R0, asm.R1),
		asm.LSh.Imm(asm.R0, aboveTime), // modulo 2^36
		asm.RSh.Imm(asm.R0, aboveTime+bucketBits),
		asm.JLT.Imm(asm.R0, buckets, "count"),
		asm.Mov.Imm(asm.R0, buckets-1),
		asm.StoreMem(asm.RFP, -4, asm.R0, asm.Word).WithSymbol("count"),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, -4),
		asm.LoadMapPtr(asm.R1, m.counts.FD()),
		asm.FnMapLookupElem.Call(),
		asm.JEq.Imm(asm.R0, 0, "drop"),
		asm.Mov.Imm(asm.R1, 1),
		asm.StoreXAdd(asm.R0, asm.R1, asm.DWord),
		asm.Mov.Imm(asm.R0, xdpDrop).WithSymbol("drop"),
		asm.Return(),
	}
}

// read returns how many frames there were in each bucket.
func (m *meter) read() (delays, error) {
	memory, err := m.counts.Memory()
	if err != nil {
		return nil, err
	}
	raw := make([]byte, 8*buckets)
	if _, err := memory.ReadAt(raw, 0); err != nil {
		return nil, err
	}
	d := make(delays, buckets)
	for k := range d {
		d[k] = binary.NativeEndian.Uint64(raw[8*k:])
	}
	return d, nil
}

func (m *meter) close() { m.counts.Close() }
