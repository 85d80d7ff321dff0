package solver

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"qanat/topo"
	"qanat/topo/yamlfile"
)

// catalogueFile is a Catalogue in YAML, for people to write; wireCatalogue is
// the one for programs. docs/problem-files.md describes it.
type catalogueFile struct {
	Name        string          `yaml:"name,omitempty"`
	Resources   []string        `yaml:"resources,flow"`
	Middleboxes []middleboxFile `yaml:"middleboxes"`
}

type middleboxFile struct {
	Name      string         `yaml:"name"`
	Offerings []offeringFile `yaml:"offerings"`
}

type offeringFile struct {
	Name       string `yaml:"name"`
	Throughput string `yaml:"throughput"`
	// Demand of each resource by its name; those not listed are 0.
	Demand map[string]yamlfile.Number `yaml:"demand,flow"`
}

// ReadCatalogue reads a catalogue in YAML or JSON. The name of the file stands in
// errors, with the line, and in the catalogue if that has no name of its own.
func ReadCatalogue(r io.Reader, name string) (*Catalogue, error) {
	var f catalogueFile
	d, err := readYAML(r, name, &f)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{Name: f.Name, Resources: f.Resources}
	if c.Name == "" {
		c.Name = name
	}
	checkNames(d, "resource", "$.resources", "", f.Resources)
	var names []string
	for i := range f.Middleboxes {
		c.Middleboxes = append(c.Middleboxes, readMiddlebox(d, fmt.Sprintf("$.middleboxes[%d]", i), &f.Middleboxes[i], f.Resources))
		names = append(names, f.Middleboxes[i].Name)
	}
	checkNames(d, "middlebox", "$.middleboxes", ".name", names)
	if err := d.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// readYAML reads all of r as yamlfile.Read does.
func readYAML(r io.Reader, name string, into any) (*yamlfile.File, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: correct the path", name, err)
	}
	return yamlfile.Read(data, name, into)
}

func readMiddlebox(d *yamlfile.File, path string, f *middleboxFile, resources []string) Middlebox {
	m := Middlebox{Name: f.Name}
	var names []string
	for i, o := range f.Offerings {
		m.Offerings = append(m.Offerings, readOffering(d, fmt.Sprintf("%s.offerings[%d]", path, i), &o, resources))
		names = append(names, o.Name)
	}
	checkNames(d, fmt.Sprintf("offering of middlebox %q", f.Name), path+".offerings", ".name", names)
	return m
}

func readOffering(d *yamlfile.File, path string, f *offeringFile, resources []string) Offering {
	o := Offering{Name: f.Name, Demand: make([]int64, len(resources))}
	rate, err := topo.ParseRate(f.Throughput)
	switch {
	case err != nil:
		d.Fail(path+".throughput", "throughput of offering %q: %w", f.Name, err)
	case rate < 1:
		d.Fail(path+".throughput", "throughput of offering %q is %v: it must be at least 1 kbps", f.Name, rate)
	}
	o.Throughput = rate
	for _, resource := range slices.Sorted(maps.Keys(f.Demand)) {
		at, r := yamlfile.Key(path+".demand", resource), slices.Index(resources, resource)
		amount, err := strconv.ParseInt(string(f.Demand[resource]), 10, 64)
		switch {
		case r < 0:
			d.Fail(at, "offering %q demands the unknown resource %q: the catalogue has %s",
				f.Name, resource, strings.Join(resources, ", "))
		case err != nil || amount < 0:
			d.Fail(at, "offering %q demands %s of %s: write a whole number from 0 to 2^63-1",
				f.Name, f.Demand[resource], resource)
		default:
			o.Demand[r] = amount
		}
	}
	return o
}

// checkNames wants at least one name in the list at path, none empty and none
// twice; key leads from an element of the list to its name.
func checkNames(d *yamlfile.File, what, path, key string, names []string) {
	if len(names) == 0 {
		d.Fail(path, "there is no %s: list at least one", what)
	}
	for i, name := range names {
		at := fmt.Sprintf("%s[%d]%s", path, i, key)
		switch first := slices.Index(names, name); {
		case name == "":
			d.Fail(at, "%s %d has no name: give it one", what, i+1)
		case first < i:
			d.Fail(at, "%s %q is listed twice: rename or remove one", what, name)
		}
	}
}

// WriteCatalogue writes what ReadCatalogue reads, in YAML.
func WriteCatalogue(w io.Writer, c *Catalogue) error {
	f := catalogueFile{Name: c.Name, Resources: c.Resources}
	for _, box := range c.Middleboxes {
		m := middleboxFile{Name: box.Name}
		for _, o := range box.Offerings {
			demand := map[string]yamlfile.Number{}
			for r, amount := range o.Demand {
				demand[c.Resources[r]] = yamlfile.Number(strconv.FormatInt(amount, 10))
			}
			m.Offerings = append(m.Offerings, offeringFile{Name: o.Name, Throughput: o.Throughput.String(), Demand: demand})
		}
		f.Middleboxes = append(f.Middleboxes, m)
	}
	return yaml.NewEncoder(w, yaml.IndentSequence(true)).Encode(&f)
}
