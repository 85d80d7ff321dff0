package solver

import (
	"slices"

	"qanat/topo"
)

// Offering is one kind of instance that provides a middlebox: an element u of
// V in section 2.2.1.
type Offering struct {
	Name string
	// Throughput is q_u, the most traffic one instance processes; at least 1.
	Throughput topo.Rate
	// Demand is d_ur, one amount per resource of the catalogue, each at least 0.
	Demand []int64
}

// Middlebox is a middlebox type and the offerings that provide it, V_ū.
type Middlebox struct {
	Name      string
	Offerings []Offering
}

// Catalogue is the set of middleboxes that chains may be made of.
type Catalogue struct {
	Name        string
	Resources   []string // names and order of the amounts in Offering.Demand
	Middleboxes []Middlebox
}

// Find returns the index of the middlebox called name.
func (c *Catalogue) Find(name string) (index int, found bool) {
	index = slices.IndexFunc(c.Middleboxes, func(m Middlebox) bool { return m.Name == name })
	return index, index >= 0
}

// Table21 is the catalogue of thesis Table 2.1, for the worked example of
// Fig. 2.1. Memory is in MB.
func Table21() *Catalogue {
	return &Catalogue{
		Name:      "thesis-table-2.1",
		Resources: []string{"cpu", "memory_mb"},
		Middleboxes: []Middlebox{
			{Name: "ids", Offerings: []Offering{
				{Name: "IDS_1", Throughput: 50 * topo.Mbps, Demand: []int64{1, 24_000}},
				{Name: "IDS_2", Throughput: 80 * topo.Mbps, Demand: []int64{1, 32_000}},
			}},
			{Name: "firewall", Offerings: []Offering{
				{Name: "FW_1", Throughput: 100 * topo.Mbps, Demand: []int64{1, 1_750}},
				{Name: "FW_2", Throughput: 200 * topo.Mbps, Demand: []int64{2, 3_500}},
			}},
		},
	}
}

// Table22 is the catalogue of thesis Table 2.2, used throughout the evaluation.
// Its order is that of the chains: Len-i is made of the first i middleboxes.
func Table22() *Catalogue {
	cores := func(name string, mbps topo.Rate, cores int64) Offering {
		return Offering{Name: name, Throughput: mbps * topo.Mbps, Demand: []int64{cores}}
	}
	return &Catalogue{
		Name:      "thesis-table-2.2",
		Resources: []string{"cpu"},
		Middleboxes: []Middlebox{
			{Name: "firewall", Offerings: []Offering{
				cores("Level 1", 100, 1), cores("Level 5", 200, 2), cores("Level 10", 400, 4)}},
			{Name: "ids", Offerings: []Offering{cores("Bro", 80, 1)}},
			{Name: "ipsec", Offerings: []Offering{cores("VSR1001", 268, 1), cores("VSR1004", 580, 4)}},
			{Name: "wan-opt", Offerings: []Offering{cores("CCX770M", 10, 2), cores("CCX1555M", 50, 4)}},
		},
	}
}
