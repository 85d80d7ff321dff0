//go:build linux

package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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
	for _, step := range []func(context.Context) error{b.makeHidden, b.makeNodes, b.raise, b.makeRoutes} {
		if err := step(ctx); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// makeHidden makes the namespaces that belong to no node, and the bridges.
func (b *builder) makeHidden(ctx context.Context) error {
	var names []string
	var hidden []**kernel.Namespace
	hide := func(needed bool, name string, n **kernel.Namespace) {
		if needed {
			names, hidden = append(names, spaceName(b.ID, name)), append(hidden, n)
		}
	}
	hide(len(b.Plan.LANs) > 0, lansSpace, &b.lans)
	hide(b.cut(), wiresSpace, &b.wires)
	err := kernel.Make(ctx, names, func(int) kernel.Options { return kernel.Options{} }, func(k int, n *kernel.Namespace) { *hidden[k] = n })
	if err != nil {
		return err
	}
	for i := range b.Plan.LANs {
		if err := ctx.Err(); err != nil {
			return err
		}
		index, err := b.lans.Bridge(fmt.Sprintf("lan%d", i))
		if err != nil {
			return err
		}
		b.bridges = append(b.bridges, index)
	}
	return nil
}

// makeNodes makes the nodes' namespaces, and connects each as soon as it is there
// while others are made: the kernel does both at the same time.
func (b *builder) makeNodes(ctx context.Context) error {
	type arrival struct {
		node  int
		space *kernel.Namespace
	}
	arrivals := make(chan arrival, len(b.spaces)) // so that makers never wait, whatever becomes of the connecting
	failed := make(chan error, 1)
	go func() {
		var names []string
		for _, n := range b.Plan.Nodes {
			names = append(names, spaceName(b.ID, n.Name))
		}
		failed <- kernel.Make(ctx, names, func(k int) kernel.Options {
			return kernel.Options{Forward: b.Plan.Spaces[k].Forward, IPv6: b.Plan.IPv6}
		}, func(k int, n *kernel.Namespace) { arrivals <- arrival{k, n} })
		close(arrivals)
	}()
	var first error
	for a := range arrivals {
		b.spaces[a.node] = a.space
		if first == nil {
			first = ctx.Err()
		}
		if first == nil {
			first = b.connect(a.node)
		}
	}
	return cmp.Or(<-failed, first)
}

// raise sets the bridges up: last, since every member that joins a bridge that
// is up costs more than the one before.
func (b *builder) raise(context.Context) error {
	for _, index := range b.bridges {
		if err := b.lans.Up(index); err != nil {
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
