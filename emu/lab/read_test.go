package lab_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"qanat/emu/lab"
)

// examples returns the lab files that the project ships.
func examples(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../../examples/labs/*.yaml")
	if err != nil || len(paths) < 4 {
		t.Fatalf("%d examples, %v", len(paths), err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = data
	}
	return files
}

// schema compiles the schema that is shipped.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(lab.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("lab.schema.json", document); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("lab.schema.json")
}

// validate checks a YAML file against the schema.
func validate(s *jsonschema.Schema, data []byte) error {
	var document any
	if err := yaml.Unmarshal(data, &document); err != nil {
		return err
	}
	text, err := json.Marshal(document) // yaml.YAMLToJSON spoils control characters
	if err != nil {
		return err
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return err
	}
	return s.Validate(value)
}

func TestExamplesAreReadAndFitTheSchema(t *testing.T) {
	s := schema(t)
	for name, data := range examples(t) {
		if _, err := lab.Read(data, name); err != nil {
			t.Error(err)
		}
		if err := validate(s, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLabsAreWrittenAsTheyWereRead(t *testing.T) {
	s := schema(t)
	for name, data := range examples(t) {
		p, err := lab.Read(data, name)
		if err != nil {
			t.Fatal(err)
		}
		var first bytes.Buffer
		if err := p.Lab.Write(&first); err != nil {
			t.Fatal(err)
		}
		again, err := lab.Read(first.Bytes(), name)
		if err != nil {
			t.Fatalf("%v\n%s", err, first.Bytes())
		}
		if err := validate(s, first.Bytes()); err != nil {
			t.Errorf("%s as written: %v", name, err)
		}
		if got, want := fmt.Sprintf("%+v", *again.Lab), fmt.Sprintf("%+v", *p.Lab); got != want {
			t.Errorf("%s comes back as\n%s, was\n%s", name, got, want)
		}
	}
}

const two = "name: x\nnodes: [{name: a}, {name: b}]\n"

// bad are files with a mistake, and what is said of it.
var bad = []struct{ text, want string }{
	{"", "f:1: the file is empty"},
	{"name: x\nnodes: []\n", "f:2: the lab has no nodes: list at least one"},
	{"nodes: [{name: a}]\n", `f:1: "" is no name of a lab`},
	{"name: x\nnodes:\n- name: a\n- name: a\n", `f:4: nodes 0 and 1 are both called "a": rename one`},
	{"name: x\nnodes:\n- name: a b\n", `f:3: "a b" is no name of a node`},
	{"name: x\nnode:\n- name: a\n", `f:2: unknown field "node"`},
	{two + "links:\n- ends: [a, c]\n", `f:4: there is no node "c": there are a, b`},
	{two + "links:\n- ends: [a]\n", "f:4: a link has two ends, and 1 are given"},
	{two + "links:\n- ends: [a, a]\n", `f:4: the link joins "a" to itself`},
	{two + "links:\n- ends: [a, b]\n- ends: [a, b]\n", "f:5: there is another link between a and b"},
	{two + "links:\n- ends: [a, b]\n  delay: 25\n", `f:5: delay: "25" has no unit: write for example "25ms"`},
	{two + "links:\n- ends: [a, b]\n  there: {delay: 5ms}\n  back:\n    loss: 2\n", `f:7: loss: "2" has no unit`},
	{two + "links:\n- ends: [a, b]\n  rate: 5Tbit\n", `f:5: rate: rate "5Tbit" has no unit`},
	{two + "links:\n- ends: [a, b]\n  rate: 0Mbit\n", "f:5: rate: \"0Mbit\" would send nothing"},
	{two + "links:\n- ends: [a, b]\n  speed: 5Mbit\n", `f:5: unknown field "speed": known here are`},
	{two + "links:\n- ends: [a, b]\n  interfaces: [averylonginterface, eth0]\n", `f:5: "averylonginterface" is too long for an interface: Linux takes at most 15`},
	{two + "links:\n- {ends: [a, b], interfaces: [w, w]}\n- {name: l, ends: [a, b], interfaces: [w, v]}\n", `f:5: node "a" has two interfaces "w"`},
	{two + "links:\n- ends: [a, b]\n  subnet: 10.1.0.0/24\n- name: l\n  ends: [a, b]\n  subnet: 10.1.0.128/25\n", "f:8: 10.1.0.128/25 overlaps 10.1.0.0/24"},
	{two + "links:\n- ends: [a, b]\n  subnet: 10.1.0.0/32\n", "f:5: 10.1.0.0/32 has 1 addresses, and 2 are needed: use a /30"},
	{two + "links:\n- ends: [a, b]\n  subnet: fd00::/64\n", "f:5: fd00::/64 is no IPv4 subnet"},
	{two + "links:\n- ends: [a, b]\n  subnet: 10.1/24\n", `f:5: "10.1/24" is no subnet`},
	{two + "lans:\n- name: l\n  members: [a, b, a]\n", `f:5: "a" is listed twice`},
	{two + "lans:\n- name: l\n  members: []\n", `f:4: LAN "l" has no members`},
	{two + "routes:\n- {node: a, to: 10.9.0.0/16, via: b}\n", `f:4: "b" is no neighbour of "a"`},
	{two + "routes:\n- {node: a, to: fd00::/64, via: b}\n", "f:4: fd00::/64 is no IPv4 subnet"},
	{two + "links:\n- {ends: [a, b], subnet: 0.0.0.0/0}\n- {name: l, ends: [a, b]}\n", "f:4: 0.0.0.0/0 holds addresses that no interface may have"},
	{two + "lans: [{name: l, members: [a, b]}]\nevents:\n- {at: 1s, do: change, on: l, back: {delay: 1ms}}\n", "f:5: change of LAN \"l\": its members"},
	{two + "processes:\n- node: a\n  command: []\n", "f:4: no command is given"},
	{two + "processes:\n- {name: p, node: a, command: [x], after: [q]}\n- {name: q, node: a, command: [x], after: [p]}\n", "waits, through those it names in after, for itself"},
	{two + "events:\n- {at: 2, do: crash, on: a}\n", `f:4: "2" has no unit: write for example "2s"`},
	{two + "events:\n- {at: 2s, do: crush, on: a}\n", `f:4: "crush" is no action: use one of down, up`},
	{two + "events:\n- {at: 2s, do: down, on: a}\n", `f:4: down acts on a link, and none is called "a"`},
	{two + "events:\n- {at: 2s, do: crash, on: a, delay: 5ms}\n", "f:4: crash: impairments are given with change only"},
	{two + "links:\n- ends: [a, b]\n  engine: magic\n", `f:5: there is no engine "magic": use one of netem, wire`},
	{two + "lans:\n- {name: l, members: [a], engine: magic}\n", `f:4: there is no engine "magic"`},
	{"name: x\nnodes:\n- name: localhost\n", `f:3: "localhost" means an address already`},
	{"name: x\nnodes:\n- name: 10.0.0.1\n", `f:3: "10.0.0.1" means an address already`},
	{"name: x\nnodes:\n- {name: a, at: [.nan, 1]}\n", `f:3: node "a" is at (NaN, 1): draw it within`},
	{two + "processes:\n- {name: p, node: a, command: [\"a\\0b\"]}\n", `f:4: "a\x00b" has a zero byte in it`},
	{two + "processes:\n- {name: p, node: a, command: [x], env: {\"A=B\": c}}\n", `f:4: "A=B": "c" cannot be a variable`},
	{"name: x\nnodes: [" + strings.Repeat("{name: a}, ", 5000) + "]\n", "f:2: the lab has 5000 nodes: one machine is asked for at most 2000"},
	{"name: x\nnodes: [" + strings.Repeat("{name: a}, ", 5000) + "]\n", "f:1: and 4980 more mistakes"},
}

func TestMistakesAreNamedByLineAndCured(t *testing.T) {
	for _, test := range bad {
		_, err := lab.Read([]byte(test.text), "f")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.200q:\n%.500v\nwant %s", test.text, err, test.want)
		}
	}
}

// TestSchemaRefusesWhatEditorsCanSee: mistakes in the form of single fields.
func TestSchemaRefusesWhatEditorsCanSee(t *testing.T) {
	s := schema(t)
	for _, text := range []string{
		"nodes: [{name: a}]\n", "name: x\nnodes: []\n", "name: x\nnode: [{name: a}]\n",
		two + "links:\n- ends: [a]\n", two + "links:\n- {ends: [a, b], delay: 25}\n", two + "links:\n- {ends: [a, b], loss: '2'}\n",
		two + "links:\n- {ends: [a, b], speed: 5Mbit}\n", two + "links:\n- {ends: [a, b], there: {speed: 5Mbit}}\n",
		two + "links:\n- {ends: [a, b], rate: '5'}\n", two + "links:\n- {ends: [a, b], interfaces: [averylonginterface, w]}\n",
		two + "links:\n- {ends: [a, b], engine: magic}\n", two + "events:\n- {at: 2s, do: crush, on: a}\n",
	} {
		if validate(s, []byte(text)) == nil {
			t.Errorf("%q fits the schema", text)
		}
	}
}

// FuzzRead: whatever is in a file, it is refused with the file's name or read as
// a lab that fits the schema and can be written and read again.
func FuzzRead(f *testing.F) {
	for _, data := range examples(f) {
		f.Add(data)
	}
	for _, test := range bad {
		if len(test.text) < 1000 {
			f.Add([]byte(test.text))
		}
	}
	s := schema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := lab.Read(data, "f")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f:") {
				t.Fatalf("%q does not name the file", err)
			}
			return
		}
		var out bytes.Buffer
		if err := p.Lab.Write(&out); err != nil {
			t.Fatal(err)
		}
		if err := validate(s, out.Bytes()); err != nil {
			t.Fatalf("%v\n%s", err, out.Bytes())
		}
		if _, err := lab.Read(out.Bytes(), "g"); err != nil {
			t.Fatalf("as written: %v\n%s", err, out.Bytes())
		}
	})
}
