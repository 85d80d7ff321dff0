package source_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/solver/source"
)

const examples = "../../examples"

func TestExamplesOpen(t *testing.T) {
	p, err := source.OpenProblem(filepath.Join(examples, "problem.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := source.OpenCatalogue(filepath.Join(examples, "catalogue.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p.Catalogue, c) {
		t.Errorf("the problem has catalogue %+v, the file %+v", p.Catalogue, c)
	}
	if got := p.Network.Graph.Nodes[p.Chain.Source].Name; got != "gateway" {
		t.Errorf("source %q", got)
	}
	if unused := solver.NewNetwork(p.Network.Graph); !reflect.DeepEqual(unused.Spare, p.Network.Spare) {
		t.Errorf("spare %v in an unused network", p.Network.Spare)
	}
}

func TestMapsWithOptionsAreFoundBesideTheProblem(t *testing.T) {
	folder := t.TempDir()
	text := "topology: coast.txt:cores=7\ncatalogue: table2.2\nchain: {source: Porto, target: Vigo, demand: 1 Mbps, middleboxes: [ids]}\n" +
		"prices: {resources: {cpu: 1}, mbps_per_link: 0.01}\n"
	coast, err := os.ReadFile(filepath.Join(examples, "topologies", "coast.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"problem.yaml": []byte(text), "coast.txt": coast} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := source.OpenProblem(filepath.Join(folder, "problem.yaml"))
	if err != nil || p.Network.FreeAt(0)[0] != 7 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestProblemsForProgramsOpenToo(t *testing.T) {
	p, err := source.OpenProblem(filepath.Join(examples, "problem.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "problem.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := source.OpenProblem(path)
	if err != nil || !reflect.DeepEqual(p.Chain, back.Chain) || !reflect.DeepEqual(p.Prices, back.Prices) {
		t.Errorf("%v: %+v became %+v", err, p, back)
	}
}

func TestThesisCataloguesHaveNames(t *testing.T) {
	for spec, want := range map[string]*solver.Catalogue{"table2.1": solver.Table21(), "table2.2": solver.Table22()} {
		if got, err := source.OpenCatalogue(spec); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", spec, got, err)
		}
	}
}

func TestWhatCannotBeOpenedIsNamed(t *testing.T) {
	for spec, want := range map[string]string{"": "table2.1", "table2.3": "table2.3", "boxes.toml": ".yaml", "missing.yaml": "missing.yaml"} {
		if _, err := source.OpenCatalogue(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", spec, err, want)
		}
	}
	if _, err := source.OpenProblem("missing.yaml"); err == nil || !strings.Contains(err.Error(), "missing.yaml") {
		t.Errorf("missing problem: %v", err)
	}
}
