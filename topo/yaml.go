package topo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
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
	Capacity map[string]amount `yaml:"capacity,omitempty" json:"capacity,omitempty"`
	At       []float64         `yaml:"at,omitempty,flow" json:"at,omitempty"`
}

type documentLink struct {
	Ends     []string `yaml:"ends,flow" json:"ends"`
	Capacity string   `yaml:"capacity" json:"capacity"`
}

// amount is a whole number, read as it is written: the library would cut 7.5.
type amount int64

// UnmarshalYAML implements yaml.BytesUnmarshaler.
func (a *amount) UnmarshalYAML(text []byte) error {
	value, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return fmt.Errorf("capacity %q: write a whole number", strings.TrimSpace(string(text)))
	}
	*a = amount(value)
	return nil
}

// CheckYAML refuses what no file of this project needs: tags, on some of which
// the YAML library panics, and anchors and aliases, with which a short file grows
// beyond memory. It returns the line of the first.
func CheckYAML(data []byte) (line int, err error) {
	for _, t := range lexer.Tokenize(string(data)) {
		switch t.Type {
		case token.TagType, token.AnchorType, token.AliasType, token.MergeKeyType:
			return t.Position.Line, fmt.Errorf("%q: tags, anchors and aliases are not read: write the value itself, in quotes if it is text", t.Value)
		}
	}
	return 0, nil
}

var kindNames = []string{Host: "host", Edge: "edge", Aggregation: "aggregation", Core: "core", Router: "router"}

// ReadYAML reads a topology in the own format, which docs/topologies.md
// describes; JSON is YAML too. Errors in form name the line, those in content
// the node or link.
func ReadYAML(data []byte) (*Graph, error) {
	if line, err := CheckYAML(data); err != nil {
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	var d document
	if err := yaml.UnmarshalWithOptions(data, &d, yaml.Strict()); err != nil {
		return nil, errors.New(yaml.FormatError(err, false, true))
	}
	b := NewBuilder(d.Name, d.Resources...)
	var errs []error
	for i := range d.Nodes {
		n, err := d.Nodes[i].node(d.Resources)
		errs = append(errs, err)
		b.Node(n)
	}
	for i, l := range d.Links {
		if len(l.Ends) != 2 {
			errs = append(errs, fmt.Errorf("link %d has ends %v: give two names of nodes", i+1, l.Ends))
			continue
		}
		capacity, err := ParseRate(l.Capacity)
		if err != nil {
			errs = append(errs, fmt.Errorf("link %v: %w", l.Ends, err))
		}
		var ends [2]int
		for e, name := range l.Ends {
			m, known := b.graph.byName[name]
			if !known {
				errs = append(errs, fmt.Errorf("link %v: no node is called %q", l.Ends, name))
			}
			ends[e] = m
		}
		if errors.Join(errs...) == nil {
			b.Link(ends[0], ends[1], capacity)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b.Build()
}

func (d *documentNode) node(resources []string) (Node, error) {
	n := Node{Name: d.Name, Capacity: make([]int64, len(resources))}
	var errs []error
	left := len(d.Capacity)
	for r, name := range resources {
		if amount, given := d.Capacity[name]; given {
			n.Capacity[r] = int64(amount)
			left--
		}
	}
	if left > 0 {
		errs = append(errs, fmt.Errorf("node %q has a capacity that is not among the resources %v", d.Name, resources))
	}
	known := d.Kind == ""
	for kind, name := range kindNames {
		if name == d.Kind {
			n.Kind, known = Kind(kind), true
		}
	}
	if !known {
		errs = append(errs, fmt.Errorf("node %q is of kind %q: use one of %v", d.Name, d.Kind, kindNames))
	}
	switch len(d.At) {
	case 0:
	case 2:
		n.Pos, n.Placed = Point{d.At[0], d.At[1]}, true
		if sum := d.At[0] + d.At[1]; math.IsNaN(sum) || math.IsInf(sum, 0) {
			errs = append(errs, fmt.Errorf("node %q is at %v: give finite numbers", d.Name, d.At))
		}
	default:
		errs = append(errs, fmt.Errorf("node %q is at %v: give x and y", d.Name, d.At))
	}
	return n, errors.Join(errs...)
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
		node := documentNode{Name: n.Name, Kind: kindNames[n.Kind], Capacity: map[string]amount{}}
		for r, c := range n.Capacity {
			if c > 0 {
				node.Capacity[g.Resources[r]] = amount(c)
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
