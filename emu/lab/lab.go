package lab

import (
	"net/netip"
	"time"

	"qanat/emu/impair"
	"qanat/topo"
)

// Lab is a network as its user describes it. Fields that are left out are decided
// by Plan.
type Lab struct {
	Name      string
	Nodes     []Node
	Links     []Link
	LANs      []LAN
	Routes    []Route
	Processes []Process
	Events    []Event
	// Seed begins the random numbers of all links, so that a lab can be run
	// again with the same losses.
	Seed uint64
	// IPv6 lets interfaces have link-local addresses. It is off unless asked
	// for: neighbour discovery is traffic that nobody sent.
	IPv6 bool
}

// Node is a network namespace.
type Node struct {
	Name string
	// Stub says that the node forwards nothing, however many links it has.
	Stub bool
	Kind topo.Kind
	// At is where to draw the node, if Placed.
	At     topo.Point
	Placed bool
}

// Link joins two nodes.
type Link struct {
	Name       string // of both ends, as in "a-b", if empty
	Ends       [2]string
	Interfaces [2]string    // their names at the two ends, or empty
	Subnet     netip.Prefix // or invalid
	// Directions are what happens to packets from the first end to the second,
	// and back.
	Directions [2]impair.Impairment
	// Engine is one of Engines, or empty for the one that carries out the lab. A
	// link that names one is carried by it even if nothing is asked of it yet.
	Engine string
}

// LAN is a bridge that joins several nodes and carries broadcast and multicast.
type LAN struct {
	Name    string
	Members []string
	Subnet  netip.Prefix // or invalid
	// Impairment happens to packets on the way from a member into the LAN, so
	// that its delay is the one-way delay between any two members.
	Impairment impair.Impairment
	Engine     string // as a link's
}

// Engines are what can carry out impairments: the kernel's netem, and user-space
// links.
var Engines = []string{"netem", "wire"}

// Route sends what a node has for a prefix to a neighbour, in place of the
// computed route.
type Route struct {
	Node string
	To   netip.Prefix
	Via  string // a neighbour's name
}

// Process is a program that runs on a node while the lab is up.
type Process struct {
	Name    string // the program's name if empty
	Node    string
	Command []string
	Env     map[string]string
	After   []string // names of processes that must be ready before
	Ready   Ready
	Restart bool // if it ends by itself
}

// Ready says when a process counts as ready; the zero value: once it runs.
type Ready struct {
	Port   int    // it listens on this TCP port
	Output string // it has written this text
	// Within is how long that may take; DefaultWithin if 0.
	Within time.Duration
}

// DefaultWithin is how long a process may take to become ready.
const DefaultWithin = 10 * time.Second

// Event changes a lab while it is up.
type Event struct {
	At     time.Duration // since the lab was up
	Action Action
	Target string // a link, a LAN, a node or a process, as the action asks for
	// Directions are what Change sets.
	Directions [2]impair.Impairment
}
