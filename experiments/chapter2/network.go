package chapter2

import (
	"fmt"

	"qanat/topo"
)

// network builds the topology that a cell names, with the thesis' equipment.
func network(spec string) (*topo.Graph, error) {
	var k int
	if _, err := fmt.Sscanf(spec, "fat-tree:k=%d", &k); err != nil {
		return nil, fmt.Errorf("topology %q: write fat-tree:k=6, or another even k", spec)
	}
	return topo.FatTree(k, topo.ThesisEquipment())
}
