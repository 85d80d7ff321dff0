package solver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"qanat/topo"
)

// ProblemFormat is the "format" of a problem in JSON; docs/external-solvers.md
// describes it. A change that old readers would misread gets a new number.
const ProblemFormat = "qanat-problem/1"

// wireProblem is a Problem in JSON. Rates are in kbit/s, costs in billionths,
// nodes, links and middleboxes are told by their indices. Where to draw nodes is
// no part of a problem.
type wireProblem struct {
	Format    string        `json:"format"`
	Network   wireNetwork   `json:"network"`
	Catalogue wireCatalogue `json:"catalogue"`
	Chain     wireChain     `json:"chain"`
	Prices    wirePrices    `json:"prices"`
}

type wireCatalogue struct {
	Name        string          `json:"name"`
	Middleboxes []wireMiddlebox `json:"middleboxes"`
}

type wireMiddlebox struct {
	Name      string         `json:"name"`
	Offerings []wireOffering `json:"offerings"`
}

type wireOffering struct {
	Name       string    `json:"name"`
	Throughput topo.Rate `json:"throughput_kbps"`
	Demand     []int64   `json:"demand"`
}

type wireChain struct {
	Source      int       `json:"source"`
	Target      int       `json:"target"`
	Middleboxes []int     `json:"middleboxes"`
	Demand      topo.Rate `json:"demand_kbps"`
}

type wirePrices struct {
	Alpha []Cost `json:"resources_billionths"`
	Beta  Cost   `json:"mbps_per_link_billionths"`
}

// MarshalJSON writes the problem with everything a solver needs.
func (p *Problem) MarshalJSON() ([]byte, error) {
	w := wireProblem{
		Format:    ProblemFormat,
		Network:   toWire(p.Network),
		Catalogue: wireCatalogue{Name: p.Catalogue.Name, Middleboxes: []wireMiddlebox{}},
		Chain:     wireChain(p.Chain),
		Prices:    wirePrices(p.Prices),
	}
	w.Chain.Middleboxes = append([]int{}, p.Chain.Middleboxes...)
	for _, box := range p.Catalogue.Middleboxes {
		m := wireMiddlebox{Name: box.Name, Offerings: []wireOffering{}}
		for _, o := range box.Offerings {
			m.Offerings = append(m.Offerings, wireOffering(o))
		}
		w.Catalogue.Middleboxes = append(w.Catalogue.Middleboxes, m)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote, and validates it. Unknown fields
// are errors: they are spelling mistakes, or of another format.
func (p *Problem) UnmarshalJSON(data []byte) error {
	read, err := readWire(data)
	if err != nil {
		return fmt.Errorf("problem: %w", err)
	}
	*p = *read
	return nil
}

// readWire returns errors whose fields are known (inField).
func readWire(data []byte) (*Problem, error) {
	var w wireProblem
	if err := strictly(data, &w); err != nil {
		return nil, err
	}
	if w.Format != ProblemFormat {
		return nil, inField("$.format", "format %q: this program reads %q", w.Format, ProblemFormat)
	}
	network, err := w.Network.network()
	if err != nil {
		return nil, err
	}
	read := Problem{Network: network, Chain: Chain(w.Chain), Prices: Prices(w.Prices),
		Catalogue: &Catalogue{Name: w.Catalogue.Name, Resources: network.Graph.Resources}}
	read.Chain.Middleboxes = append([]int(nil), w.Chain.Middleboxes...) // no middleboxes is nil
	for i, box := range w.Catalogue.Middleboxes {
		m := Middlebox{Name: box.Name}
		for k, o := range box.Offerings {
			if err := o.check(len(network.Graph.Resources)); err != nil {
				return nil, inField(fmt.Sprintf("$.catalogue.middleboxes[%d].offerings[%d]", i, k), "middlebox %q: %w", box.Name, err)
			}
			m.Offerings = append(m.Offerings, Offering(o))
		}
		read.Catalogue.Middleboxes = append(read.Catalogue.Middleboxes, m)
	}
	if err := errors.Join(w.Prices.check(), read.Validate()); err != nil {
		return nil, err
	}
	return &read, nil
}

func (o *wireOffering) check(resources int) error {
	if o.Throughput < 1 || len(o.Demand) != resources {
		return fmt.Errorf("offering %q has throughput_kbps %d and %d demands: give at least 1, and one demand for each of the %d resources",
			o.Name, int64(o.Throughput), len(o.Demand), resources)
	}
	for _, d := range o.Demand {
		if d < 0 {
			return fmt.Errorf("offering %q demands %d: demands start at 0", o.Name, d)
		}
	}
	return nil
}

func (w *wirePrices) check() error {
	for _, price := range append([]Cost{w.Beta}, w.Alpha...) {
		if price < 0 {
			return inField("$.prices", "price %d: prices start at 0", int64(price))
		}
	}
	return nil
}

// strictly decodes one JSON value without unknown fields and with nothing
// behind it.
func strictly(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows the JSON value: write exactly one")
	}
	return nil
}
