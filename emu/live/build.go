//go:build linux

package live

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"qanat/emu/kernel"
	"qanat/emu/lab"
)

// builder makes what a plan asks for.
type builder struct {
	*Run
	// byLink and byLAN name what carries each link and each LAN.
	byLink, byLAN []string
	spaces        []*kernel.Namespace // per node
	indices       [][]int             // per node: of its interfaces, in the kernel
	ends          [][2]face           // per link: its interfaces
	lans          *kernel.Namespace   // where the bridges are
	bridges       []int               // their indices
	wires         *kernel.Namespace   // where the inner ends of cut links are
}

// cut tells whether any link is cut open, so that a user-space link carries its
// packets.
func (b *builder) cut() bool {
	return slices.ContainsFunc(b.byLink, inner) || slices.ContainsFunc(b.byLAN, inner)
}

// build makes namespaces, interfaces, addresses and routes.
func (b *builder) build(ctx context.Context) error {
	defer b.close()
	b.ends = b.endsOfLinks()
	b.spaces, b.indices = make([]*kernel.Namespace, len(b.Plan.Spaces)), make([][]int, len(b.Plan.Spaces))
	for n := range b.indices {
		b.indices[n] = make([]int, len(b.Plan.Spaces[n].Interfaces))
	}
	if err := b.makeSpaces(ctx); err != nil {
		return err
	}
	group, both := errgroup.WithContext(ctx)
	group.Go(b.raise)
	group.Go(func() error { return b.makeRoutes(both) })
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// makeSpaces makes the namespaces, first those that belong to no node, and connects
// each node as soon as it is there, while others are made.
func (b *builder) makeSpaces(ctx context.Context) error {
	var specs []kernel.Spec
	var ready []func(*kernel.Namespace) error
	add := func(s kernel.Spec, f func(*kernel.Namespace) error) {
		specs, ready = append(specs, s), append(ready, f)
	}
	if len(b.Plan.LANs) > 0 {
		add(kernel.Spec{Name: spaceName(b.ID, lansSpace)}, b.makeBridges)
	}
	if b.cut() {
		add(kernel.Spec{Name: spaceName(b.ID, wiresSpace)}, func(n *kernel.Namespace) error { b.wires = n; return nil })
	}
	for k := range b.spaces {
		add(kernel.Spec{Name: b.Space(k), Forward: b.Plan.Spaces[k].Forward, IPv6: b.Plan.IPv6}, func(n *kernel.Namespace) error {
			b.spaces[k] = n
			return b.connect(k)
		})
	}
	return kernel.Make(ctx, specs, func(k int, n *kernel.Namespace) error { return ready[k](n) })
}

// makeBridges makes the bridges of LANs.
func (b *builder) makeBridges(lans *kernel.Namespace) error {
	b.lans = lans
	for i := range b.Plan.LANs {
		b.bridges = append(b.bridges, lans.Bridge(fmt.Sprintf("lan%d", i)))
	}
	return lans.Commit()
}

// settle makes what waits in the namespaces that belong to no node, if it is so much:
// first the pairs between them, then what is asked of these.
func (b *builder) settle(least int) error {
	var hidden []*kernel.Namespace
	waiting := 0
	for _, n := range []*kernel.Namespace{b.wires, b.lans} {
		if n != nil {
			hidden, waiting = append(hidden, n), waiting+n.Waiting()
		}
	}
	if waiting < least {
		return nil
	}
	return commit(hidden...)
}

// raise lets the last members join their bridges and sets these up: last, since every
// member that joins a bridge that is up costs more than the one before.
func (b *builder) raise() error {
	for _, index := range b.bridges {
		b.lans.Up(index)
	}
	return b.settle(1)
}

// commit makes what waits in namespaces, one after another.
func commit(all ...*kernel.Namespace) error {
	for _, n := range all {
		if err := n.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// face is an interface of a node, by indices.
type face struct{ node, k int }

func (b *builder) planned(f face) *lab.Interface { return &b.Plan.Spaces[f.node].Interfaces[f.k] }

func (b *builder) end(f face) kernel.End {
	return kernel.End{In: b.spaces[f.node], Name: b.planned(f).Name}
}
