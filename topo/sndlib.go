package topo

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ReadSNDlib reads the native format of SNDlib (Orlowski et al., Networks 2010):
// the sections NODES, "name ( longitude latitude )", and LINKS, "name ( source
// target ) pre-installed-capacity ...". Capacities are read as Mbit/s; where none
// is pre-installed the link gets wan.Link. Every node becomes a host with wan's
// capacity. Other sections are left alone.
func ReadSNDlib(data []byte, wan WAN) (*Graph, error) {
	s := newSNDlib(wan)
	section, opened, links := "", 0, false
	for i, text := range strings.Split(string(data), "\n") {
		text, _, _ = strings.Cut(text, "#")
		fields := strings.Fields(text)
		switch {
		case len(fields) == 0 || fields[0][0] == '?':
			continue
		case section == "" && len(fields) == 2 && fields[1] == "(":
			section, opened = fields[0], i+1
			links = links || section == "LINKS"
			continue
		case len(fields) == 1 && fields[0] == ")":
			section = ""
			continue
		}
		var err error
		switch {
		case section == "NODES":
			err = s.nodeLine(fields)
		case section == "LINKS":
			err = s.linkLine(fields)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if section != "" { // what is missing would make a smaller network unnoticed
		return nil, fmt.Errorf("line %d: %s ( is not closed: the file is cut off", opened, section)
	}
	if !links && len(s.index) > 1 {
		return nil, errors.New("no LINKS ( ... ) found: the file is cut off")
	}
	return s.build()
}

// ReadSNDlibXML reads SNDlib's XML format, under the same rules.
func ReadSNDlibXML(data []byte, wan WAN) (*Graph, error) {
	s := newSNDlib(wan)
	err := eachElement(data, func(d *xml.Decoder, start xml.StartElement) error {
		switch start.Name.Local {
		case "node":
			var n struct {
				ID string `xml:"id,attr"`
				X  string `xml:"coordinates>x"`
				Y  string `xml:"coordinates>y"`
			}
			if err := d.DecodeElement(&n, &start); err != nil {
				return err
			}
			return s.node(n.ID, n.X, n.Y)
		case "link":
			var l struct {
				ID       string `xml:"id,attr"`
				Source   string `xml:"source"`
				Target   string `xml:"target"`
				Capacity string `xml:"preInstalledModule>capacity"`
			}
			if err := d.DecodeElement(&l, &start); err != nil {
				return err
			}
			return s.link(l.ID, l.Source, l.Target, l.Capacity)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.build()
}

type sndlib struct {
	wan   WAN
	b     *Builder
	index map[string]int
}

func newSNDlib(wan WAN) *sndlib {
	w := wan.filled()
	return &sndlib{wan: w, b: NewBuilder("", w.Resources...), index: map[string]int{}}
}

func (s *sndlib) build() (*Graph, error) {
	if len(s.index) == 0 {
		return nil, errors.New("no node found: an SNDlib network lists its nodes, in NODES ( ... ) or, in XML, in <nodes>")
	}
	return s.b.Build()
}

// nodeLine reads "name ( x y )".
func (s *sndlib) nodeLine(f []string) error {
	if len(f) < 5 || f[1] != "(" || f[4] != ")" {
		return errors.New("write a node as: name ( longitude latitude )")
	}
	return s.node(f[0], f[2], f[3])
}

// linkLine reads "name ( source target ) capacity ...".
func (s *sndlib) linkLine(f []string) error {
	if len(f) < 5 || f[1] != "(" || f[4] != ")" {
		return errors.New("write a link as: name ( source target ) capacity ...")
	}
	capacity := ""
	if len(f) > 5 {
		capacity = f[5]
	}
	return s.link(f[0], f[2], f[3], capacity)
}

func (s *sndlib) node(name, x, y string) error {
	if _, twice := s.index[name]; twice || name == "" {
		return fmt.Errorf("node %q is empty or listed twice: give every node its own name", name)
	}
	at, placed := Point{}, x != "" && y != ""
	if placed {
		var errX, errY error
		at.X, errX = strconv.ParseFloat(strings.TrimSpace(x), 64)
		at.Y, errY = strconv.ParseFloat(strings.TrimSpace(y), 64)
		if errX != nil || errY != nil || math.IsNaN(at.X+at.Y) || math.IsInf(at.X+at.Y, 0) {
			return fmt.Errorf("node %q: coordinates %q and %q: write numbers", name, x, y)
		}
	}
	s.index[name] = s.wan.place(s.b, name, at, placed)
	return nil
}

func (s *sndlib) link(name, source, target, capacity string) error {
	a, knownA := s.index[source]
	b, knownB := s.index[target]
	if !knownA || !knownB {
		return fmt.Errorf("link %q joins %q and %q, but one of them is not among the nodes above", name, source, target)
	}
	rate := s.wan.Link
	if capacity = strings.TrimSpace(capacity); capacity != "" {
		mbps, err := strconv.ParseFloat(capacity, 64)
		if err != nil || !(mbps >= 0 && mbps < math.MaxInt32*1e6) {
			return fmt.Errorf("link %q: capacity %q: write Mbit/s as a number of at least 0", name, capacity)
		}
		if mbps > 0 {
			rate = Rate(math.Round(mbps * float64(Mbps)))
		}
	}
	if a != b {
		s.b.Link(a, b, rate)
	}
	return nil
}
