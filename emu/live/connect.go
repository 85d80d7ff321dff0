//go:build linux

package live

import (
	"context"

	"golang.org/x/sync/errgroup"

	"qanat/emu/kernel"
)

// endsOfLinks finds the interfaces of all links.
func (b *builder) endsOfLinks() [][2]face {
	ends := make([][2]face, len(b.Plan.Links))
	for n := range b.Plan.Spaces {
		for k, f := range b.Plan.Spaces[n].Interfaces {
			if f.Link >= 0 {
				ends[f.Link][f.End] = face{n, k}
			}
		}
	}
	return ends
}

// together is how many changes of namespaces that belong to no node are made at once:
// one by one, they would compete for the kernel's lock of networks with all that is
// made for nodes.
const together = 100

// connect makes the links between a node and those that are there already, and
// joins it to its LANs.
func (b *builder) connect(node int) error {
	touched := []*kernel.Namespace{b.spaces[node]} // in order: what is asked of others is asked of pairs
	for k, f := range b.Plan.Spaces[node].Interfaces {
		own := face{node, k}
		switch {
		case f.LAN >= 0:
			b.member(f.LAN, f.End, own)
		case inner(b.byLink[f.Link]):
			b.wires.Up(b.attach(own, b.inner(linkWire(f.Link), f.End)))
		default:
			other := b.ends[f.Link][1-f.End]
			if b.spaces[other.node] == nil {
				continue // it is made once the other node is there
			}
			b.ready(other, b.attach(own, b.end(other)))
			b.spaces[other.node].Up(b.indices[other.node][other.k])
			touched = append(touched, b.spaces[other.node])
		}
	}
	if err := commit(touched...); err != nil {
		return err
	}
	return b.settle(together)
}

// member joins a node to a bridge, through a user-space link where that carries the
// LAN's packets.
func (b *builder) member(lan, member int, f face) {
	port := kernel.End{In: b.lans, Name: portName(lan, member)}
	if !inner(b.byLAN[lan]) {
		b.lans.Join(b.attach(f, port), b.bridges[lan])
		return
	}
	wire := lanWire(lan, member)
	b.wires.Up(b.attach(f, b.inner(wire, 0)))
	_, index := kernel.Veth(b.inner(wire, 1), port)
	b.lans.Join(index, b.bridges[lan])
}

// inner is an interface of a wire. By one that takes no more than nodes do, frames that
// nodes may send could not leave: a VLAN tag, of which most kinds count as payload.
func (b *builder) inner(wire string, side int) kernel.End {
	const mtu, tag = 1500, 4
	return kernel.End{In: b.wires, Name: innerName(wire, side), MTU: mtu + tag}
}

// attach asks for a node's interface and its other end, whose index it returns.
func (b *builder) attach(f face, outer kernel.End) (index int) {
	own, index := kernel.Veth(b.end(f), outer)
	b.ready(f, own)
	return index
}

// ready asks for what a node's interface shall be.
func (b *builder) ready(f face, index int) {
	n, at := b.spaces[f.node], b.planned(f)
	b.indices[f.node][f.k] = index
	if at.Link >= 0 && b.byLink[at.Link] != NoEngine || at.LAN >= 0 && b.byLAN[at.LAN] != NoEngine {
		// What is delayed and lost are packets, not bundles of many.
		n.Unbundle(index)
	}
	n.Address(index, at.Address)
}

// makeRoutes gives the nodes their routes, several at a time.
func (b *builder) makeRoutes(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for n := range b.spaces {
		group.Go(func() error { return b.routes(ctx, n) })
	}
	return group.Wait()
}

func (b *builder) routes(ctx context.Context, n int) error {
	index := map[string]int{}
	for k, f := range b.Plan.Spaces[n].Interfaces {
		index[f.Name] = b.indices[n][k]
	}
	for _, r := range b.Plan.Spaces[n].Routes {
		b.spaces[n].Route(r.To, r.Via, index[r.Interface])
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := b.spaces[n].Commit(); err != nil {
		return err
	}
	b.spaces[n].Close() // these were its last changes
	b.spaces[n] = nil
	return nil
}

// close forgets what was opened; what was made stays.
func (b *builder) close() {
	for _, n := range append(b.spaces, b.lans, b.wires) {
		if n != nil {
			n.Close()
		}
	}
}
