package lab

import (
	"fmt"
	"net/netip"

	"qanat/emu/impair"
)

// Plan is a lab with nothing left open: what is made.
type Plan struct {
	*Lab
	Spaces []Space // one per node
	// where tells file and line of a path, for labs from files.
	where func(path string) string
}

// Where tells in which file and line a mistake would be that is found once there is a
// plan, as "lab.yaml:7"; "" for labs that were not read from files. Paths are those
// of Mistakes.
func (p *Plan) Where(path string) string {
	if p.where == nil {
		return ""
	}
	return p.where(path)
}

// Space is what a node's namespace holds.
type Space struct {
	Interfaces []Interface
	Routes     []Hop
	Forward    bool // packets of others
}

// Interface is one end of a link, or a member's way into a LAN.
type Interface struct {
	Name    string
	Address netip.Prefix // with the length of its subnet
	Link    int          // its link, or -1
	LAN     int          // its LAN, or -1
	End     int          // which end of the link, or which member of the LAN
}

// Hop is a route: what is for To goes to Via, over the interface.
type Hop struct {
	To        netip.Prefix
	Via       netip.Addr
	Interface string
}

// Plan decides all that the lab leaves open. Its error is Mistakes. In Go as in
// files, impairments that make no sense are mistakes.
func (l *Lab) Plan() (*Plan, error) { return l.plan(l.checkImpairments()) }

// plan decides all that the lab leaves open, of which some mistakes are known.
func (l *Lab) plan(mistakes Mistakes) (*Plan, error) {
	names, more := l.check()
	mistakes = append(mistakes, more...)
	if err := mistakes.err(); err != nil {
		return nil, err
	}
	p := &Plan{Lab: l, Spaces: make([]Space, len(l.Nodes))}
	p.attach(names, &mistakes)
	l.choose(&mistakes)
	if err := mistakes.err(); err != nil {
		return nil, err
	}
	p.address()
	for n := range p.Spaces {
		s := &p.Spaces[n]
		s.Forward = len(s.Interfaces) > 1 && !l.Nodes[n].Stub
	}
	p.route(&mistakes)
	p.given(names, &mistakes)
	return p, mistakes.err()
}

// attach gives every node its interfaces, in the order in which links, and then
// LANs, name it.
func (p *Plan) attach(names index, mistakes *Mistakes) {
	add := func(path string, node, link, lan, end int, name string) {
		s := &p.Spaces[node]
		if name == "" {
			name = fmt.Sprintf("eth%d", len(s.Interfaces))
		}
		for _, other := range s.Interfaces {
			if other.Name == name {
				mistakes.failf(path, "node %q has two interfaces %q: rename one", p.Nodes[node].Name, name)
			}
		}
		s.Interfaces = append(s.Interfaces, Interface{Name: name, Link: link, LAN: lan, End: end})
	}
	for i := range p.Links {
		for end, name := range p.Links[i].Ends {
			add(fmt.Sprintf("$.links[%d].interfaces", i), names.nodes[name], i, -1, end, p.Links[i].Interfaces[end])
		}
	}
	for i := range p.LANs {
		for k, name := range p.LANs[i].Members {
			add(fmt.Sprintf("$.lans[%d].members[%d]", i, k), names.nodes[name], -1, i, k, "")
		}
	}
}

// address gives every interface the address of its place in the subnet.
func (p *Plan) address() {
	for n := range p.Spaces {
		for k := range p.Spaces[n].Interfaces {
			f := &p.Spaces[n].Interfaces[k]
			subnet := p.subnet(f)
			at := subnet.Addr()
			if !whole(subnet) {
				at = at.Next() // the first names the subnet
			}
			for range f.End {
				at = at.Next()
			}
			f.Address = netip.PrefixFrom(at, subnet.Bits())
		}
	}
}

// subnet returns the subnet of an interface.
func (p *Plan) subnet(f *Interface) netip.Prefix {
	if f.Link >= 0 {
		return p.Links[f.Link].Subnet
	}
	return p.LANs[f.LAN].Subnet
}

// Address is what a node's name stands for: its first interface's address, or
// that of the loopback interface if it has no other.
func (p *Plan) Address(node int) netip.Addr {
	if s := &p.Spaces[node]; len(s.Interfaces) > 0 {
		return s.Interfaces[0].Address.Addr()
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// given puts the routes that the lab gives in the place of those computed.
func (p *Plan) given(names index, mistakes *Mistakes) {
	for i, r := range p.Routes {
		from, via := names.nodes[r.Node], names.nodes[r.Via]
		hop, found := p.towards(from, via)
		if !found {
			mistakes.failf(fmt.Sprintf("$.routes[%d].via", i), "%q is no neighbour of %q: name a node that shares a link or a LAN with it", r.Via, r.Node)
			continue
		}
		hop.To = r.To.Masked()
		s := &p.Spaces[from]
		replaced := false
		for k := range s.Routes {
			if s.Routes[k].To == hop.To {
				s.Routes[k], replaced = hop, true
			}
		}
		if !replaced {
			s.Routes = append(s.Routes, hop)
		}
	}
}

// towards returns the hop from a node to a neighbour.
func (p *Plan) towards(from, to int) (Hop, bool) {
	for _, f := range p.Spaces[from].Interfaces {
		for _, g := range p.Spaces[to].Interfaces {
			if f.Link == g.Link && f.LAN == g.LAN && from != to {
				return Hop{Via: g.Address.Addr(), Interface: f.Name}, true
			}
		}
	}
	return Hop{}, false
}

// Far says what lies at the other side of an interface, and what happens to
// packets on the way there.
func (p *Plan) Far(f *Interface) (to string, does impair.Impairment) {
	if f.Link < 0 {
		return p.LANs[f.LAN].Name, p.LANs[f.LAN].Impairment
	}
	l := &p.Links[f.Link]
	return l.Ends[1-f.End], l.Directions[f.End]
}
