//go:build linux

package live

import (
	"context"
	"fmt"

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

// connect makes the links between a node and those that are there already, and
// joins it to its LANs.
func (b *builder) connect(node int) error {
	for k, f := range b.Plan.Spaces[node].Interfaces {
		if f.LAN >= 0 {
			if err := b.makeMember(f.LAN, f.End, face{node, k}); err != nil {
				return fmt.Errorf("LAN %s: %s: %w", b.Plan.LANs[f.LAN].Name, b.Plan.Nodes[node].Name, err)
			}
			continue
		}
		if b.spaces[b.ends[f.Link][1-f.End].node] == nil {
			continue // it is made once the other node is there
		}
		if err := b.makeLink(f.Link, b.ends[f.Link]); err != nil {
			return fmt.Errorf("link %s: %w", b.Plan.Links[f.Link].Name, err)
		}
	}
	return nil
}

// makeLink makes a pair of interfaces between two nodes, or one from each node to
// where a user-space link picks up.
func (b *builder) makeLink(i int, pair [2]face) error {
	if inner(b.byLink[i]) {
		for side, f := range pair {
			if err := b.attach(b.inner(linkWire(i), side), f); err != nil {
				return err
			}
		}
		return nil
	}
	first, second, err := kernel.Veth(b.end(pair[0]), b.end(pair[1]))
	if err != nil {
		return err
	}
	if err := b.ready(pair[0], first, true); err != nil {
		return err
	}
	return b.ready(pair[1], second, false)
}

// makeMember joins a node to a bridge, through a user-space link where that
// carries the LAN's packets.
func (b *builder) makeMember(lan, member int, f face) error {
	port := kernel.End{In: b.lans, Name: portName(lan, member), Master: b.bridges[lan]}
	if !inner(b.byLAN[lan]) {
		return b.attach(port, f)
	}
	wire := lanWire(lan, member)
	_, index, err := kernel.Veth(port, b.inner(wire, 1))
	if err != nil {
		return err
	}
	if err := b.wires.Up(index); err != nil {
		return err
	}
	return b.attach(b.inner(wire, 0), f)
}

func (b *builder) inner(wire string, side int) kernel.End {
	return kernel.End{In: b.wires, Name: innerName(wire, side)}
}

// attach makes a pair of interfaces from elsewhere to a node.
func (b *builder) attach(outer kernel.End, f face) error {
	_, index, err := kernel.Veth(outer, b.end(f))
	if err != nil {
		return err
	}
	return b.ready(f, index, false)
}

// ready gives an interface its address, and sets it up if it is not yet.
func (b *builder) ready(f face, index int, up bool) error {
	n, at := b.spaces[f.node], b.planned(f)
	b.indices[f.node][f.k] = index
	if at.Link >= 0 && b.byLink[at.Link] != NoEngine || at.LAN >= 0 && b.byLAN[at.LAN] != NoEngine {
		// What is delayed and lost are packets, not bundles of many.
		if err := n.Unbundle(index); err != nil {
			return err
		}
	}
	if err := n.Address(index, at.Address); err != nil || up {
		return err
	}
	return n.Up(index)
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
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.spaces[n].Route(r.To, r.Via, index[r.Interface]); err != nil {
			return err
		}
	}
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
