package solver_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/topo"
)

const goodCatalogue = `name: small
resources: [cpu, memory_mb]
middleboxes:
  - name: firewall
    offerings:
      - name: one
        throughput: 100 Mbps
        demand: {cpu: 1, memory_mb: 7}
      - name: two
        throughput: 0.2 Gbps
        demand: {memory_mb: 9}
  - name: ids
    offerings:
      - {name: bro, throughput: 80 Mbps, demand: {cpu: 1}}
`

func TestCatalogueFileMeansWhatItSays(t *testing.T) {
	got, err := solver.ReadCatalogue(strings.NewReader(goodCatalogue), "c.yaml")
	want := &solver.Catalogue{Name: "small", Resources: []string{"cpu", "memory_mb"}, Middleboxes: []solver.Middlebox{
		{Name: "firewall", Offerings: []solver.Offering{
			{Name: "one", Throughput: 100_000, Demand: []int64{1, 7}},
			{Name: "two", Throughput: 200_000, Demand: []int64{0, 9}}}},
		{Name: "ids", Offerings: []solver.Offering{{Name: "bro", Throughput: 80_000, Demand: []int64{1, 0}}}},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
}

func TestCataloguesComeBackAsTheyWere(t *testing.T) {
	for _, c := range []*solver.Catalogue{solver.Table21(), solver.Table22()} {
		if back := rewritten(t, c); !reflect.DeepEqual(c, back) {
			t.Errorf("%+v\nbecame %+v", c, back)
		}
	}
}

func rewritten(t *testing.T, c *solver.Catalogue) *solver.Catalogue {
	t.Helper()
	var file bytes.Buffer
	if err := solver.WriteCatalogue(&file, c); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	back, err := solver.ReadCatalogue(&file, "written")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return back
}

// mistake replaces old by new in a good file, and wants the line and words.
type mistake struct {
	old, new string
	line     int
	want     string
}

func (m *mistake) check(t *testing.T, good string, read func(text string) error) {
	t.Helper()
	bad := strings.Replace(good, m.old, m.new, 1)
	if bad == good {
		t.Fatalf("%q is not in the good file", m.old)
	}
	err := read(bad)
	if err == nil || !strings.Contains(err.Error(), m.want) || !strings.Contains(err.Error(), fmt.Sprintf("f.yaml:%d: ", m.line)) {
		t.Errorf("%q for %q: error %v; want %q in line %d", m.new, m.old, err, m.want, m.line)
	}
}

func TestBadCatalogueFilesAreNamedByLine(t *testing.T) {
	for _, m := range []mistake{
		{"{memory_mb: 9}", "{gpu: 9}", 11, `unknown resource "gpu"`},
		{"100 Mbps", "100", 7, "no unit"},
		{"100 Mbps", "0 Mbps", 7, "at least 1 kbps"},
		{"        throughput: 100 Mbps\n", "", 6, "no rate is given"},
		{"memory_mb: 7", "memory_mb: -7", 8, "demands -7"},
		{"memory_mb: 7", "memory_mb: 7.5", 8, "7.5"},
		{"memory_mb: 7", "memory_mb: 99999999999999999999", 8, "9999"},
		{"name: two", "name: one", 9, `"one" is listed twice`},
		{"name: ids", "name: firewall", 12, `"firewall" is listed twice`},
		{"name: ids", `name: ""`, 12, "has no name"},
		{"[cpu, memory_mb]", "[cpu, cpu, memory_mb]", 2, `"cpu" is listed twice`},
		{"\n      - {name: bro, throughput: 80 Mbps, demand: {cpu: 1}}", " []", 13, "no offering"},
		{"name: small", "nmae: small", 1, "nmae"},
		{"name: small", "name: [", 1, ""},
		{"resources: [", "resources: &r [", 2, "anchors"},
		{"name: ids", "name: !", 12, "tags"},
	} {
		m.check(t, goodCatalogue, func(text string) error {
			_, err := solver.ReadCatalogue(strings.NewReader(text), "f.yaml")
			return err
		})
	}
	for _, text := range []string{"", "# nothing\n", "---\n", "7", "[]", "null"} {
		if c, err := solver.ReadCatalogue(strings.NewReader(text), "f.yaml"); err == nil || !strings.HasPrefix(err.Error(), "f.yaml") {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
}

const goodProblem = `topology: fat-tree:k=2
catalogue: table2.2
chain:
  source: h0
  target: h1
  demand: 150 Mbps
  middleboxes: [ids, firewall]
prices:
  resources: {cpu: 1.5}
  mbps_per_link: 0.010
`

// known opens two names and nothing else.
var known = solver.Sources{
	Topology: topo.Make,
	Catalogue: func(spec string) (*solver.Catalogue, error) {
		if spec != "table2.2" {
			return nil, errors.New("no such catalogue")
		}
		return solver.Table22(), nil
	},
}

func TestProblemFileMeansWhatItSays(t *testing.T) {
	p, err := solver.ReadProblem(strings.NewReader(goodProblem), "p.yaml", known)
	if err != nil {
		t.Fatal(err)
	}
	chain := solver.Chain{Source: 0, Target: 1, Middleboxes: []int{1, 0}, Demand: 150_000}
	prices := solver.Prices{Alpha: []solver.Cost{1_500_000_000}, Beta: 10_000_000}
	if !reflect.DeepEqual(p.Chain, chain) || !reflect.DeepEqual(p.Prices, prices) || p.Network.Graph.Name != "fat-tree:k=2" {
		t.Errorf("chain %+v, prices %+v, network %s", p.Chain, p.Prices, p.Network.Graph.Name)
	}
}

func TestBadProblemFilesAreNamedByLine(t *testing.T) {
	for _, m := range []mistake{
		{"fat-tree:k=2", "fat-tree:k=3", 1, "even"},
		{"table2.2", "table9", 2, "no such catalogue"},
		{"source: h0", "source: h9", 4, `"h9"`},
		{"target: h1", "target: h0", 5, "same node"},
		{"150 Mbps", "150", 6, "no unit"},
		{"[ids, firewall]", "[ids, toaster]", 7, `"toaster"`},
		{"target: h1\n  demand: 150 Mbps\n  middleboxes: [ids, firewall]", "target: h8\n  demand: 150 Mbps\n  middleboxes:\n  - ids\n  - toaster", 9, `"toaster"`},
		{"target: h1\n  demand: 150 Mbps\n  middleboxes: [ids, firewall]", "target: h8\n  demand: 150 Mbps\n  middleboxes:\n  - ids\n  - toaster", 5, `"h8"`},
		{"cpu: 1.5", "gpu: 1.5", 9, `"gpu"`},
		{"cpu: 1.5", "cpu: -1.5", 9, "cost"},
		{"0.010", "9000000000", 10, "give all prices in a larger unit"},
		{"cpu: 1.5", "cpu: 9000000000", 9, "give all prices in a larger unit"},
		{"0.010", "much", 10, "decimal number"},
		{"  mbps_per_link: 0.010\n", "", 9, "the price of 1 Mbit/s on one link is missing"},
		{"topology: fat-tree:k=2\n", "", 1, `"topology" is missing`},
		{"catalogue: table2.2\n", "", 1, `"catalogue" is missing`},
		{"chain:\n  source: h0\n  target: h1\n  demand: 150 Mbps\n  middleboxes: [ids, firewall]\n", "", 1, `"chain" is missing: write`},
		{"chain:\n  source: h0\n  target: h1\n  demand: 150 Mbps\n  middleboxes: [ids, firewall]\n", "chain:\n", 3, `"chain" is missing: write`},
		{"  source: h0\n", "", 4, "the chain's source is missing"},
		{"  demand: 150 Mbps\n", "", 4, "the chain's demand is missing"},
		{"prices:\n  resources: {cpu: 1.5}\n  mbps_per_link: 0.010\n", "", 1, `"prices" is missing`},
		{"0.010", "0.000000001", 10, "six decimals"},
		{"150 Mbps", "0 kbps", 6, "at least 1 kbps"},
		{"fat-tree:k=2", "fat-tree:k=2,cores=0", 7, "no node can hold"},
		{"demand:", "demnad:", 6, "demnad"},
	} {
		m.check(t, goodProblem, func(text string) error {
			_, err := solver.ReadProblem(strings.NewReader(text), "f.yaml", known)
			return err
		})
	}
}

// TestMissingChainIsNotCalledAMissingRate wants what is missing, and that alone.
func TestMissingChainIsNotCalledAMissingRate(t *testing.T) {
	const text = "topology: fat-tree:k=2\ncatalogue: table2.2\nprices: {resources: {gpu: 1}, mbps_per_link: 1}\n"
	_, err := solver.ReadProblem(strings.NewReader(text), "f.yaml", known)
	if err == nil || strings.Contains(err.Error(), "rate") || strings.Count(err.Error(), "\n") != 1 ||
		!strings.Contains(err.Error(), `"chain" is missing`) || !strings.Contains(err.Error(), `"gpu"`) {
		t.Errorf("%v; want a missing chain and an unknown resource", err)
	}
}

// FuzzReadCatalogue expects of any bytes an error, or a catalogue that is
// written and read back unchanged.
func FuzzReadCatalogue(f *testing.F) {
	f.Add([]byte(goodCatalogue))
	f.Add([]byte(`{"name":"j","resources":["cpu"],"middleboxes":[{"name":"m","offerings":[{"name":"o","throughput":"1 kbps"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := solver.ReadCatalogue(bytes.NewReader(data), "f.yaml")
		if (c == nil) == (err == nil) {
			t.Fatalf("catalogue %v with error %v", c, err)
		}
		if err == nil {
			if back := rewritten(t, c); !reflect.DeepEqual(c, back) {
				t.Fatalf("%+v\nbecame %+v", c, back)
			}
		}
	})
}

// FuzzReadProblem expects of any bytes an error or a valid problem.
func FuzzReadProblem(f *testing.F) {
	f.Add([]byte(goodProblem))
	small := solver.Sources{Catalogue: known.Catalogue, Topology: func(string) (*topo.Graph, error) { return topo.Make("fat-tree:k=2") }}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := solver.ReadProblem(bytes.NewReader(data), "f.yaml", small)
		if (p == nil) == (err == nil) || err == nil && p.Validate() != nil {
			t.Fatalf("problem %v with error %v", p, err)
		}
	})
}
