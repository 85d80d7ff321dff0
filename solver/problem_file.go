package solver

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"qanat/topo"
	"qanat/topo/yamlfile"
)

// problemFile is a problem in YAML, stated by names as in a Request;
// docs/problem-files.md describes it. wireProblem is the form for programs.
type problemFile struct {
	Topology  string      `yaml:"topology"`
	Catalogue string      `yaml:"catalogue"`
	Chain     *chainFile  `yaml:"chain"`
	Prices    *pricesFile `yaml:"prices"`
}

type chainFile struct {
	Source      string   `yaml:"source"`
	Target      string   `yaml:"target"`
	Demand      string   `yaml:"demand"`
	Middleboxes []string `yaml:"middleboxes"`
}

type pricesFile struct {
	// Resources has the price of each by its name; those not listed are free.
	Resources map[string]yamlfile.Number `yaml:"resources"`
	Bandwidth yamlfile.Number            `yaml:"mbps_per_link"`
}

// Sources open what a problem file names. They are passed in since this package
// reads no files.
type Sources struct {
	Topology  func(spec string) (*topo.Graph, error)
	Catalogue func(spec string) (*Catalogue, error)
}

// ReadProblem reads a problem in YAML or JSON and validates it; its network is
// unused. Errors begin with the name of the file and the line.
func ReadProblem(r io.Reader, name string, from Sources) (*Problem, error) {
	var f problemFile
	d, err := readYAML(r, name, &f)
	if err != nil {
		return nil, err
	}
	f.wantAll(d)
	request := f.request(d, from)
	if err := d.Err(); err != nil {
		return nil, err
	}
	p, err := request.Problem()
	for _, e := range parts(err) {
		d.Fail(fieldOf(e), "%w", e)
	}
	return p, d.Err()
}

// request reads what is given, and fails where it makes no sense.
func (f *problemFile) request(d *yamlfile.File, from Sources) *Request {
	chain, prices := cmp.Or(f.Chain, new(chainFile)), cmp.Or(f.Prices, new(pricesFile))
	r := &Request{Middleboxes: chain.Middleboxes, Source: chain.Source, Target: chain.Target}
	read := func(text, path string, set func() error) {
		if text == "" {
			return
		}
		if err := set(); err != nil {
			d.Fail(path, "%w", err)
		}
	}
	read(f.Topology, "$.topology", func() error {
		graph, err := from.Topology(f.Topology)
		if err == nil {
			r.Network = NewNetwork(graph)
			r.Prices.Alpha = readPrices(d, prices.Resources, graph.Resources)
		}
		return err
	})
	read(f.Catalogue, "$.catalogue", func() (err error) {
		r.Catalogue, err = from.Catalogue(f.Catalogue)
		return err
	})
	read(chain.Demand, "$.chain.demand", func() (err error) {
		if r.Demand, err = topo.ParseRate(chain.Demand); err != nil {
			return fmt.Errorf("demand of the chain: %w", err)
		}
		return nil
	})
	read(string(prices.Bandwidth), "$.prices.mbps_per_link", func() (err error) {
		if r.Prices.Beta, err = ParseCost(string(prices.Bandwidth)); err != nil {
			return fmt.Errorf("price of 1 Mbit/s on one link: %w", err)
		}
		return nil
	})
	return r
}

// wantAll fails at everything that a problem must state and this one does not.
func (f *problemFile) wantAll(d *yamlfile.File) {
	want := func(given bool, path, name, example string) {
		if !given {
			d.Fail(path, "%s is missing: write for example \"%s\"", name, example)
		}
	}
	want(f.Topology != "", "$.topology", `"topology"`, "topology: fat-tree:k=6")
	want(f.Catalogue != "", "$.catalogue", `"catalogue"`, "catalogue: table2.2")
	want(f.Chain != nil, "$.chain", `"chain"`, "chain: {source: h0, target: h5, demand: 300 Mbps, middleboxes: [firewall, ids]}")
	if c := f.Chain; c != nil {
		want(c.Source != "", "$.chain.source", "the chain's source", "source: h0")
		want(c.Target != "", "$.chain.target", "the chain's target", "target: h5")
		want(c.Demand != "", "$.chain.demand", "the chain's demand", "demand: 300 Mbps")
	}
	want(f.Prices != nil, "$.prices", `"prices"`, "prices: {resources: {cpu: 1}, mbps_per_link: 0.01}")
	if f.Prices != nil {
		want(f.Prices.Bandwidth != "", "$.prices.mbps_per_link", "the price of 1 Mbit/s on one link", "mbps_per_link: 0.01")
	}
}

// readPrices puts the prices of resources into the network's order.
func readPrices(d *yamlfile.File, byName map[string]yamlfile.Number, resources []string) []Cost {
	alpha := make([]Cost, len(resources))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		at, r := yamlfile.Key("$.prices.resources", name), slices.Index(resources, name)
		price, err := ParseCost(string(byName[name]))
		switch {
		case r < 0:
			d.Fail(at, "there is a price of the unknown resource %q: the network has %s",
				name, strings.Join(resources, ", "))
		case err != nil:
			d.Fail(at, "price of %s: %w", name, err)
		default:
			alpha[r] = price
		}
	}
	return alpha
}
