//go:build linux

package live

import (
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
	var specs []kernel.Spec
	var hidden []**kernel.Namespace
	hide := func(needed bool, name string, n **kernel.Namespace) {
		if needed {
			specs, hidden = append(specs, kernel.Spec{Name: spaceName(b.ID, name)}), append(hidden, n)
		}
	}
	hide(len(b.Plan.LANs) > 0, lansSpace, &b.lans)
	hide(b.cut(), wiresSpace, &b.wires)
	err := kernel.Make(ctx, specs, func(k int, n *kernel.Namespace) error {
		*hidden[k] = n
		return nil
	})
	if err != nil {
		return err
	}
	for i := range b.Plan.LANs {
		b.bridges = append(b.bridges, b.lans.Bridge(fmt.Sprintf("lan%d", i)))
	}
	return b.settle(1)
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

// makeNodes makes the nodes' namespaces, and connects each as soon as it is there
// while others are made: the kernel does both at the same time.
func (b *builder) makeNodes(ctx context.Context) error {
	specs := make([]kernel.Spec, len(b.Plan.Nodes))
	for n := range specs {
		specs[n] = kernel.Spec{Name: spaceName(b.ID, b.Plan.Nodes[n].Name), Forward: b.Plan.Spaces[n].Forward, IPv6: b.Plan.IPv6}
	}
	return kernel.Make(ctx, specs, func(k int, n *kernel.Namespace) error {
		b.spaces[k] = n
		return b.connect(k)
	})
}

// raise lets the last members join their bridges and sets these up: last, since every
// member that joins a bridge that is up costs more than the one before.
func (b *builder) raise(context.Context) error {
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
