package topo

import "slices"

// WAN says what maps of wide-area networks do not: what servers stand at their
// nodes, and how fast a link is whose speed is not given. The zero value is the
// thesis' equipment at every node.
type WAN struct {
	Resources []string
	Capacity  []int64 // of every node, one value per resource
	Link      Rate
}

// filled returns w with the thesis' values where it has none.
func (w WAN) filled() WAN {
	e := ThesisEquipment()
	if w.Resources == nil {
		w.Resources, w.Capacity = e.Resources, e.Host
	}
	if w.Link == 0 {
		w.Link = e.Fabric
	}
	return w
}

// place adds a node of a map: a host, since chains start, end and are processed
// there.
func (w *WAN) place(b *Builder, name string, at Point, placed bool) int {
	return b.Node(Node{Name: name, Kind: Host, Capacity: slices.Clone(w.Capacity), Pos: at, Placed: placed})
}
