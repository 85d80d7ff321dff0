package netmonitor

import (
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// Graph is a traffic dispersion graph, kept in three objects of a middlebox.
type Graph struct {
	// First is the index of the first of its objects: the edges, the degrees of who
	// contacts, and those of who is contacted.
	First int
	// Edges and Hosts are how many there may be at a time, Idle how long an edge
	// stays without use.
	Edges, Hosts int
	Idle         time.Duration
}

// Objects returns the three objects.
func (g Graph) Objects() []middlebox.Object {
	return []middlebox.Object{
		{Name: "edges", Kind: middlebox.Map, Words: edgeWords, Capacity: g.Edges, Idle: g.Idle},
		{Name: "hosts contacted", Kind: middlebox.Counters, Words: 1, Capacity: g.Hosts, Idle: g.Idle},
		{Name: "contacted by hosts", Kind: middlebox.Counters, Words: 1, Capacity: g.Hosts, Idle: g.Idle},
	}
}

// edgeWords are those of an edge: the keys of its ends, since that of an edge
// cannot be read back for IPv6.
const edgeWords = 4

// Declare looks up the edge of packet i, if it contacts a host.
func (g Graph) Declare(b *middlebox.Batch, i int) {
	p := &b.Packets[i]
	if p.Version == 0 || p.Protocol == packet.TCP && (p.Later || p.TCPFlags()&(packet.SYN|packet.ACK) != packet.SYN) {
		return
	}
	b.Key(g.First, i, flow.Pair(p))
}

// Process adds the edge of packet i if it is new, unless there is no room.
func (g Graph) Process(b *middlebox.Batch, i int) {
	if !b.IsDeclared(g.First, i) || b.Read(g.First, i) != nil {
		return
	}
	key, from, to := b.KeyOf(g.First, i), flow.Source(&b.Packets[i]), flow.Target(&b.Packets[i])
	edge := b.Scratch(g.First)
	edge[0], edge[1], edge[2], edge[3] = from.High, from.Low, to.High, to.Low
	if !b.Insert(g.First, i, key, edge) {
		return
	}
	if _, ok := b.AddKey(g.First+1, i, from, 1); ok {
		if _, ok = b.AddKey(g.First+2, i, to, 1); ok {
			return
		}
		b.AddKey(g.First+1, i, from, ^uint64(0))
	}
	b.Remove(g.First, i, key)
}

// Expire decides on an idle entry of one of the three objects: edges go and take
// their part of the degrees with them, degrees go when they are zero.
func (g Graph) Expire(b *middlebox.Batch, i, object int, value []uint64) bool {
	if object != g.First {
		return int64(value[0]) <= 0
	}
	b.AddKey(g.First+1, i, middlebox.Key{High: value[0], Low: value[1]}, ^uint64(0))
	b.AddKey(g.First+2, i, middlebox.Key{High: value[2], Low: value[3]}, ^uint64(0))
	return true
}
