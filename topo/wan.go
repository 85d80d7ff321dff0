package topo

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// WAN says what maps of wide-area networks do not: what servers stand at their
// nodes, and how fast a link is whose speed is not given. The zero value is the
// thesis' equipment at every node.
type WAN struct {
	Resources []string
	Capacity  []int64 // of every node, one value per resource
	Link      Rate
}

// nodeOption begins the options that equip every node with a resource.
const nodeOption = "node."

// ParseWAN reads a WAN from options, "cores=32,node.memory_mb=64000,link=10 Gbps"
// for example. Every node gets cpu, the thesis' cores unless cores (or node.cpu)
// says otherwise, and then the other resources in the order in which they are
// given; link is for links whose speed the map does not tell.
func ParseWAN(text string) (WAN, error) {
	e := ThesisEquipment()
	w := WAN{Resources: e.Resources, Capacity: slices.Clone(e.Host)}
	cpu := false
	err := eachOption(text, func(key, value string) (err error) {
		if key == "link" {
			if w.Link, err = ParseRate(value); err == nil && w.Link == 0 {
				err = errors.New("links of no capacity carry nothing: give at least 1 kbps")
			}
			return err
		}
		name, found := strings.CutPrefix(key, nodeOption)
		if key == "cores" {
			name, found = w.Resources[0], true
		}
		if !found || name == "" {
			return fmt.Errorf("unknown option: use cores, %sRESOURCE or link", nodeOption)
		}
		amount, err := strconv.ParseInt(value, 10, 64)
		switch {
		case err != nil || amount < 0:
			return fmt.Errorf("%q is no amount: write a whole number of at least 0, without a unit, since the resource's name tells it", value)
		case name != w.Resources[0]:
			w.Resources, w.Capacity = append(w.Resources, name), append(w.Capacity, amount)
		case cpu:
			return fmt.Errorf("cores and %s%s are the same: give one", nodeOption, name)
		default:
			w.Capacity[0], cpu = amount, true
		}
		return nil
	})
	return w, err
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
