package topo

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/goccy/go-yaml"

	"qanat/topo/yamlfile"
)

// document is the own format of topologies, in YAML or JSON.
type document struct {
	Name      string         `yaml:"name" json:"name"`
	Resources []string       `yaml:"resources" json:"resources"`
	Nodes     []documentNode `yaml:"nodes" json:"nodes"`
	Links     []documentLink `yaml:"links" json:"links"`
}

type documentNode struct {
	Name string `yaml:"name" json:"name"`
	Kind string `yaml:"kind,omitempty" json:"kind,omitempty"`
	// Capacity of each resource by its name; those not listed are 0.
	Capacity map[string]yamlfile.Number `yaml:"capacity,omitempty" json:"capacity,omitempty"`
	At       []float64                  `yaml:"at,omitempty,flow" json:"at,omitempty"`
}

type documentLink struct {
	Ends     []string `yaml:"ends,flow" json:"ends"`
	Capacity string   `yaml:"capacity" json:"capacity"`
}

var kindNames = []string{Host: "host", Edge: "edge", Aggregation: "aggregation", Core: "core", Router: "router"}

// ReadYAML reads a topology in the own format, which docs/topologies.md
// describes; JSON is YAML too. Errors begin with the name of the file and the
// line. A network in several parts is an error.
func ReadYAML(data []byte, name string) (*Graph, error) {
	var d document
	file, err := yamlfile.Read(data, name, &d)
	if err != nil {
		return nil, err
	}
	r := reading{file, NewBuilder(d.Name, d.Resources...)}
	r.blame("$.resources")
	for i := range d.Nodes {
		r.node(fmt.Sprintf("$.nodes[%d]", i), &d.Nodes[i])
	}
	for i := range d.Links {
		r.link(fmt.Sprintf("$.links[%d]", i), &d.Links[i])
	}
	if len(d.Nodes) == 0 {
		file.Fail("$.nodes", "the network has no nodes: list at least one")
	}
	if err := file.Err(); err != nil {
		return nil, err
	}
	g, err := r.b.Build()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if apart, err := g.Connected(); err != nil {
		file.Fail(fmt.Sprintf("$.nodes[%d]", apart), "%w", err)
		return nil, file.Err()
	}
	return g, nil
}

// WriteYAML writes the topology in the own format.
func (g *Graph) WriteYAML(w io.Writer) error { return yaml.NewEncoder(w).Encode(g.document()) }

// WriteJSON writes the topology in the own format, as JSON.
func (g *Graph) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(g.document())
}

func (g *Graph) document() *document {
	d := &document{Name: g.Name, Resources: g.Resources}
	for _, n := range g.Nodes {
		node := documentNode{Name: n.Name, Kind: kindNames[n.Kind], Capacity: map[string]yamlfile.Number{}}
		for r, c := range n.Capacity {
			if c > 0 {
				node.Capacity[g.Resources[r]] = yamlfile.Number(strconv.FormatInt(c, 10))
			}
		}
		if n.Placed {
			node.At = []float64{n.Pos.X, n.Pos.Y}
		}
		d.Nodes = append(d.Nodes, node)
	}
	for _, l := range g.Links {
		d.Links = append(d.Links, documentLink{Ends: []string{g.Nodes[l.A].Name, g.Nodes[l.B].Name}, Capacity: l.Capacity.String()})
	}
	return d
}
