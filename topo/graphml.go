package topo

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ReadGraphML reads a map in the form of the Internet Topology Zoo: nodes with
// the keys label, Longitude and Latitude, edges with LinkSpeedRaw in bit/s. Every
// node becomes a host with wan's capacity; an edge without speed gets wan.Link,
// and speeds are rounded up to kbit/s.
// A node with the label of one before it gets its id behind the label. Parallel
// edges stay, edges from a node to itself are left out: the Zoo's maps have some,
// and no path uses them. The graph's notes tell of both.
func ReadGraphML(data []byte, wan WAN) (*Graph, error) {
	z := zoo{wan: wan.filled(), keys: map[string]string{}, index: map[string]int{}, named: map[string]bool{}}
	z.b = NewBuilder("", z.wan.Resources...)
	if err := eachElement(data, z.element); err != nil {
		return nil, err
	}
	if len(z.index) == 0 {
		return nil, errors.New("no node found: this is no GraphML of a network")
	}
	g, err := z.b.Build()
	if err == nil {
		g.Notes = z.notes()
	}
	return g, err
}

// zoo gathers a GraphML file.
type zoo struct {
	wan   WAN
	b     *Builder
	keys  map[string]string // attribute name by key id
	index map[string]int    // node by id
	named map[string]bool

	renamed []string // what nodes are called whose labels are not theirs alone
	loops   int      // edges that were left out
}

// mostShown is how many renamed nodes a note lists.
const mostShown = 5

// notes tells what is not as in the file.
func (z *zoo) notes() []string {
	var notes []string
	if n := len(z.renamed); n > 0 {
		shown, more := z.renamed[:min(n, mostShown)], ""
		if n > mostShown {
			more = fmt.Sprintf(" and %d more", n-mostShown)
		}
		notes = append(notes, fmt.Sprintf("nodes with the label of another one get their id behind it: %s%s", strings.Join(shown, ", "), more))
	}
	if z.loops > 0 {
		notes = append(notes, fmt.Sprintf("edges from a node to itself are left out: %d", z.loops))
	}
	return notes
}

type zooData struct {
	Key  string `xml:"key,attr"`
	Text string `xml:",chardata"`
}

// element takes one key, node or edge.
func (z *zoo) element(d *xml.Decoder, start xml.StartElement) error {
	switch start.Name.Local {
	case "key":
		z.keys[attribute(start, "id")] = attribute(start, "attr.name")
	case "node":
		var n struct {
			ID   string    `xml:"id,attr"`
			Data []zooData `xml:"data"`
		}
		if err := d.DecodeElement(&n, &start); err != nil {
			return err
		}
		return z.node(n.ID, z.values(n.Data))
	case "edge":
		var e struct {
			Source string    `xml:"source,attr"`
			Target string    `xml:"target,attr"`
			Data   []zooData `xml:"data"`
		}
		if err := d.DecodeElement(&e, &start); err != nil {
			return err
		}
		return z.edge(e.Source, e.Target, z.values(e.Data))
	}
	return nil
}

func (z *zoo) values(data []zooData) map[string]string {
	values := map[string]string{}
	for _, d := range data {
		values[z.keys[d.Key]] = strings.TrimSpace(d.Text)
	}
	return values
}

func (z *zoo) node(id string, v map[string]string) error {
	if _, twice := z.index[id]; twice || id == "" {
		return fmt.Errorf("node id %q is empty or used twice: give every node its own", id)
	}
	name := v["label"]
	switch {
	case name == "":
		name = id
	case z.named[name]:
		name += " " + id
		z.renamed = append(z.renamed, strconv.Quote(name))
	}
	z.named[name] = true
	x, errX := strconv.ParseFloat(v["Longitude"], 64)
	y, errY := strconv.ParseFloat(v["Latitude"], 64)
	placed := errX == nil && errY == nil && !math.IsInf(x+y, 0) && !math.IsNaN(x+y)
	if !placed {
		x, y = 0, 0
	}
	z.index[id] = z.wan.place(z.b, name, Point{x, y}, placed)
	return nil
}

func (z *zoo) edge(source, target string, v map[string]string) error {
	a, knownA := z.index[source]
	b, knownB := z.index[target]
	switch {
	case !knownA:
		return fmt.Errorf("an edge begins at node %q, which is not listed before it", source)
	case !knownB:
		return fmt.Errorf("an edge ends at node %q, which is not listed before it", target)
	case a == b:
		z.loops++
		return nil
	}
	capacity := z.wan.Link
	if text := v["LinkSpeedRaw"]; text != "" {
		bits, err := strconv.ParseFloat(text, 64)
		if err != nil || !(bits >= 0 && bits < math.MaxInt64) {
			return fmt.Errorf("edge %q to %q: LinkSpeedRaw %q: write bits per second as a number", source, target, text)
		}
		capacity = Rate(math.Ceil(bits / 1000))
	}
	z.b.Link(a, b, capacity)
	return nil
}
