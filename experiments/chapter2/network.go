package chapter2

import (
	"qanat/topo"
	"qanat/topo/source"
)

// network builds the topology that a cell names.
func network(spec string) (*topo.Graph, error) { return source.Open(spec) }
