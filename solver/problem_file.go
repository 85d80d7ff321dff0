package solver

import (
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
	Topology  string `yaml:"topology"`
	Catalogue string `yaml:"catalogue"`
	Chain     struct {
		Source      string   `yaml:"source"`
		Target      string   `yaml:"target"`
		Demand      string   `yaml:"demand"`
		Middleboxes []string `yaml:"middleboxes"`
	} `yaml:"chain"`
	Prices struct {
		// Resources has the price of each by its name; those not listed are free.
		Resources map[string]yamlfile.Number `yaml:"resources"`
		Bandwidth yamlfile.Number            `yaml:"mbps_per_link"`
	} `yaml:"prices"`
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
	request := Request{Middleboxes: f.Chain.Middleboxes, Source: f.Chain.Source, Target: f.Chain.Target}
	graph, err := from.Topology(f.Topology)
	if err != nil {
		d.Fail("$.topology", "%w", err)
	}
	if request.Catalogue, err = from.Catalogue(f.Catalogue); err != nil {
		d.Fail("$.catalogue", "%w", err)
	}
	if request.Demand, err = topo.ParseRate(f.Chain.Demand); err != nil {
		d.Fail("$.chain.demand", "demand of the chain: %w", err)
	}
	if request.Prices.Beta, err = ParseCost(string(f.Prices.Bandwidth)); err != nil {
		d.Fail("$.prices.mbps_per_link", "price of 1 Mbit/s on one link: %w", err)
	}
	if graph != nil {
		request.Network = NewNetwork(graph)
		request.Prices.Alpha = readPrices(d, f.Prices.Resources, graph.Resources)
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	p, err := request.Problem()
	for _, e := range parts(err) {
		d.Fail(fieldOf(e), "%w", e)
	}
	return p, d.Err()
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
