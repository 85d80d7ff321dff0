package lab

import "qanat/emu/impair"

// document is a lab file.
type document struct {
	Name      string            `yaml:"name" json:"name"`
	Seed      uint64            `yaml:"seed,omitempty" json:"seed,omitempty"`
	IPv6      bool              `yaml:"ipv6,omitempty" json:"ipv6,omitempty"`
	Nodes     []documentNode    `yaml:"nodes" json:"nodes"`
	Links     []documentLink    `yaml:"links,omitempty" json:"links,omitempty"`
	LANs      []documentLAN     `yaml:"lans,omitempty" json:"lans,omitempty"`
	Routes    []documentRoute   `yaml:"routes,omitempty" json:"routes,omitempty"`
	Processes []documentProcess `yaml:"processes,omitempty" json:"processes,omitempty"`
	Events    []documentEvent   `yaml:"events,omitempty" json:"events,omitempty"`
}

type documentNode struct {
	Name string    `yaml:"name" json:"name"`
	Stub bool      `yaml:"stub,omitempty" json:"stub,omitempty"`
	At   []float64 `yaml:"at,omitempty,flow" json:"at,omitempty"`
}

type documentLink struct {
	Name        string   `yaml:"name,omitempty" json:"name,omitempty"`
	Ends        []string `yaml:"ends,flow" json:"ends"`
	Interfaces  []string `yaml:"interfaces,omitempty,flow" json:"interfaces,omitempty"`
	Subnet      string   `yaml:"subnet,omitempty" json:"subnet,omitempty"`
	Engine      string   `yaml:"engine,omitempty" json:"engine,omitempty"`
	impair.Text `yaml:",inline"`
	// There and Back replace what is said for both directions, field by field.
	There *impair.Text `yaml:"there,omitempty" json:"there,omitempty"`
	Back  *impair.Text `yaml:"back,omitempty" json:"back,omitempty"`
}

type documentLAN struct {
	Name        string   `yaml:"name" json:"name"`
	Members     []string `yaml:"members,flow" json:"members"`
	Subnet      string   `yaml:"subnet,omitempty" json:"subnet,omitempty"`
	Engine      string   `yaml:"engine,omitempty" json:"engine,omitempty"`
	impair.Text `yaml:",inline"`
}

type documentRoute struct {
	Node string `yaml:"node" json:"node"`
	To   string `yaml:"to" json:"to"`
	Via  string `yaml:"via" json:"via"`
}

type documentProcess struct {
	Name    string            `yaml:"name,omitempty" json:"name,omitempty"`
	Node    string            `yaml:"node" json:"node"`
	Command []string          `yaml:"command,flow" json:"command"`
	Env     map[string]string `yaml:"env,omitempty" json:"env,omitempty"`
	After   []string          `yaml:"after,omitempty,flow" json:"after,omitempty"`
	Ready   *documentReady    `yaml:"ready,omitempty" json:"ready,omitempty"`
	Restart bool              `yaml:"restart,omitempty" json:"restart,omitempty"`
}

type documentReady struct {
	Port   int    `yaml:"port,omitempty" json:"port,omitempty"`
	Output string `yaml:"output,omitempty" json:"output,omitempty"`
	Within string `yaml:"within,omitempty" json:"within,omitempty"`
}

type documentEvent struct {
	At          string `yaml:"at" json:"at"`
	Do          string `yaml:"do" json:"do"`
	On          string `yaml:"on" json:"on"`
	impair.Text `yaml:",inline"`
	There       *impair.Text `yaml:"there,omitempty" json:"there,omitempty"`
	Back        *impair.Text `yaml:"back,omitempty" json:"back,omitempty"`
}
