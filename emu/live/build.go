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
	// impaired says which links and LANs are asked for anything, and cuts which
	// of them are cut open, so that a user-space link carries their packets.
	impaired, cuts cuts
	spaces         []*kernel.Namespace // per node
	indices        [][]int             // per node: of its interfaces, in the kernel
	lans           *kernel.Namespace   // where the bridges are
	bridges        []int               // their indices
	wires          *kernel.Namespace   // where the inner ends of cut links are
}

// cuts marks links and LANs.
type cuts struct {
	links, lans []bool
}

func (c *cuts) any() bool { return slices.Contains(c.links, true) || slices.Contains(c.lans, true) }

// build makes namespaces, interfaces, addresses and routes.
func (b *builder) build(ctx context.Context) error {
	defer b.close()
	for _, step := range []func() error{b.makeSpaces, b.makeBridges, b.makeLinks, b.makeMembers, b.raise, b.makeRoutes} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// makeSpaces makes the nodes' namespaces, and the hidden ones that are needed.
func (b *builder) makeSpaces() error {
	var names []string
	for _, n := range b.Plan.Nodes {
		names = append(names, spaceName(b.ID, n.Name))
	}
	var hidden []**kernel.Namespace
	hide := func(needed bool, name string, n **kernel.Namespace) {
		if needed {
			names, hidden = append(names, spaceName(b.ID, name)), append(hidden, n)
		}
	}
	hide(len(b.Plan.LANs) > 0, lansSpace, &b.lans)
	hide(b.cuts.any(), wiresSpace, &b.wires)
	nodes := len(b.Plan.Spaces)
	made, err := kernel.Make(names, func(k int) kernel.Options {
		if k >= nodes {
			return kernel.Options{}
		}
		return kernel.Options{Forward: b.Plan.Spaces[k].Forward, IPv6: b.Plan.IPv6}
	})
	if err != nil {
		return err
	}
	b.spaces = made[:nodes]
	for k, n := range made[nodes:] {
		*hidden[k] = n
	}
	b.indices = make([][]int, nodes)
	for n := range b.indices {
		b.indices[n] = make([]int, len(b.Plan.Spaces[n].Interfaces))
	}
	return nil
}

func (b *builder) makeBridges() error {
	for i := range b.Plan.LANs {
		index, err := b.lans.Bridge(fmt.Sprintf("lan%d", i))
		if err != nil {
			return err
		}
		b.bridges = append(b.bridges, index)
	}
	return nil
}

// raise sets the bridges up: last, since every member that joins a bridge that
// is up costs more than the one before.
func (b *builder) raise() error {
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
