//go:build linux

package bench

import (
	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/store"
)

// What follows are middleboxes as one would write them without an interface of
// state: packet by packet, against a table of their own.

// handNAT translates sources as SimpleNAT does.
func handNAT(flows int) *hop {
	t := store.NewTable(2*flows, 1, 1)
	b := &middlebox.Batch{}
	item := uint64(0)
	const first, firstPort, ports = 203 << 24, 50000, 15536
	return &hop{name: "NAT by hand", into: b, run: func(n int, now int64) {
		for i := range n {
			p := &b.Packets[i]
			if p.Version != 4 || !p.HasPorts() {
				b.Out[i] = middlebox.Drop
				continue
			}
			key := flow.Of(p)
			value := t.Find(key, now)
			if value == nil {
				fresh := [1]uint64{(first+item/ports)<<32 | (firstPort+item%ports)<<16}
				item++
				from, _ := flow.TupleOf(key)
				back := flow.Tuple{Source: from.Target, Target: uint32(fresh[0] >> 32), SourcePort: from.TargetPort, TargetPort: uint16(fresh[0] >> 16), Protocol: from.Protocol}
				into := [1]uint64{uint64(from.Source)<<32 | uint64(from.SourcePort)<<16}
				t.Insert(key, fresh[:], now)
				t.Insert(back.Key(), into[:], now)
				value = t.Find(key, now)
			}
			p.RewriteSource(uint32(value[0]>>32), uint16(value[0]>>16))
			b.Out[i] = middlebox.Outside
		}
	}}
}

// handMonitor counts packets per flow as Monitor does.
func handMonitor(flows int) *hop {
	t := store.NewTable(flows, 1, 1)
	b := &middlebox.Batch{}
	return &hop{name: "Monitor by hand", into: b, run: func(n int, now int64) {
		zero := [1]uint64{}
		for i := range n {
			key := flow.Of(&b.Packets[i])
			value := t.Find(key, now)
			if value == nil {
				t.Insert(key, zero[:], now)
				value = t.Find(key, now)
			}
			value[0]++
			b.Out[i] = middlebox.Outside
		}
	}}
}
