package source_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"qanat/topo"
	"qanat/topo/source"
)

func TestExamplesAreRead(t *testing.T) {
	for file, want := range map[string][2]int{"two-racks.yaml": {6, 5}, "alps.graphml": {5, 6}, "coast.txt": {4, 4}} {
		g, err := source.Open(filepath.Join("..", "..", "examples", "topologies", file))
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Nodes) != want[0] || len(g.Links) != want[1] {
			t.Errorf("%s has %d nodes and %d links, want %v", file, len(g.Nodes), len(g.Links), want)
		}
	}
}

func TestMapsGiveSpeedsAndPlaces(t *testing.T) {
	g, err := source.Open("../../examples/topologies/alps.graphml")
	if err != nil {
		t.Fatal(err)
	}
	if g.Links[0].Capacity != topo.Gbps || g.Links[1].Capacity != 2*topo.Gbps || g.Nodes[0].Pos != (topo.Point{X: 8.54, Y: 47.37}) {
		t.Errorf("got %v, %v and %v", g.Links[0].Capacity, g.Links[1].Capacity, g.Nodes[0].Pos)
	}
}

func TestOptionsEquipMaps(t *testing.T) {
	g, err := source.Open("../../examples/topologies/alps.graphml: node.memory_mb=64000, cores=32, link=10 Gbps")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range g.Nodes {
		if !reflect.DeepEqual(n.Capacity, []int64{32, 64000}) {
			t.Errorf("%s has %v of %v", n.Name, n.Capacity, g.Resources)
		}
	}
	if g.Links[0].Capacity != topo.Gbps || g.Links[1].Capacity != 10*topo.Gbps {
		t.Errorf("links of %v, which the map tells, and %v, which it does not", g.Links[0].Capacity, g.Links[1].Capacity)
	}
	g, err = source.Open("../../examples/topologies/coast.txt:link=64kbps")
	if err != nil || g.Links[1].Capacity != 64*topo.Kbps || g.Nodes[0].Capacity[0] != 20 {
		t.Errorf("%+v, %v", g, err)
	}
}

func TestOwnFormatRoundTrips(t *testing.T) {
	for _, spec := range []string{"fat-tree:k=4", "../../examples/topologies/two-racks.yaml", "../../examples/topologies/coast.txt"} {
		g, err := source.Open(spec)
		if err != nil {
			t.Fatal(err)
		}
		for name, write := range map[string]func(*bytes.Buffer) error{
			"YAML": func(b *bytes.Buffer) error { return g.WriteYAML(b) },
			"JSON": func(b *bytes.Buffer) error { return g.WriteJSON(b) },
		} {
			var file bytes.Buffer
			if err := write(&file); err != nil {
				t.Fatal(err)
			}
			back, err := topo.ReadYAML(file.Bytes(), name)
			if err != nil {
				t.Fatalf("%s as %s: %v", spec, name, err)
			}
			if !reflect.DeepEqual(g, back) {
				t.Errorf("%s as %s comes back different", spec, name)
			}
		}
	}
}

func TestMistakesAreNamed(t *testing.T) {
	for _, test := range []struct{ file, text, want string }{
		{"a.yaml", "name: a\nresources: [cpu]\nnodes:\n  - name: x\n    capacity: {cpu: -1}\n", "a.yaml:5: node \"x\" has capacity -1 of cpu: capacities start at 0"},
		{"b.yaml", "resources: [cpu]\nnodes:\n- {name: x}\n- kind: host\n  name: x\n", "b.yaml:5: nodes 0 and 1 are both called"},
		{"c.yaml", "nodes: [{name: x}, {name: y}]\nlinks:\n- ends: [x, y]\n  capacity: 5\n", "c.yaml:4: link [x y]: rate \"5\" has no unit"},
		{"d.yaml", "nodes:\n- {name: x}\n- {name: y}\n", "d.yaml:3: the network is disconnected"},
		{"e.yaml", "nodes: [{name: x, speed: 3}]\n", "e.yaml:1: unknown field"},
		{"f.yaml", "nodes: [{name: x}]\nlinks:\n- ends:\n  - x\n  - z\n  capacity: 5 Mbps\n", `f.yaml:5: link [x z]: no node is called "z"`},
		{"g.yaml", "nodes: [{name: x}]\nlinks:\n- {ends: [x, x], capacity: 5 Mbps}\n", "g.yaml:3: link 0 joins node \"x\" to itself"},
		{"h.yaml", "nodes:\n- name: x\n  capacity:\n    gpu: 1\n", `h.yaml:4: node "x" has a capacity of "gpu", which is not among the resources`},
		{"n.yaml", "nodes:\n- {name: x, capacity: {cpu: 7.5}}\nresources: [cpu]\n", "n.yaml:2: node \"x\" has capacity 7.5 of cpu: write a whole number"},
		{"o.yaml", "name: a\nresources: !0\n000: \n", "o.yaml:2: "},
		{"p.yaml", "name: p\nresources: [cpu, cpu]\nnodes: [{name: x}]\n", "p.yaml:2: resource 2 is called"},
		{"q.yaml", "nodes:\n- name: x\n  at: [.nan, 1]\n", "q.yaml:3: node \"x\" is at [NaN 1]: give finite"},
		{"r.yaml", "nodes:\n- name: x\n  at: [1]\n", "r.yaml:3: node \"x\" is at [1]: give x and y"},
		{"s.yaml", "nodes:\n- name: x\n  kind: castle\n", "s.yaml:3: node \"x\" is of kind \"castle\": use one of"},
		{"t.yaml", "nodes:\n- kind: host\n", "t.yaml:2: node 0 has no name"},
		{"u.yaml", "nodes: [{name: x}]\nlinks:\n- {ends: [x], capacity: 5 Mbps}\n", "u.yaml:3: link has ends [x]: give two"},
		{"v.json", "{\"nodes\": [\n{\"name\": \"x\"},\n{\"name\": \"x\"}]}", "v.json:3: nodes 0 and 1"},
		{"w.yaml", "name: w\n", "w.yaml:1: the network has no nodes"},
		{"x.yaml", "", "x.yaml:1: the file is empty"},
		{"y.yaml", "resources: [cpu]\nnodes:\n- {name: x, capacity: {cpu: 9223372036854775807}}\n- {name: y, capacity: {cpu: 1}}\n",
			"y.yaml:4: node \"y\" has capacity 1 of cpu, and all nodes together more than 2^63-1: use a larger unit"},
		{"z.yaml", "nodes: [{name: x}, {name: y}]\nlinks:\n- {ends: [x, y], capacity: 9223372036854775807 kbps}\n- {ends: [y, x], capacity: 1 kbps}\n",
			"z.yaml:4: link \"y\" to \"x\" has capacity 1 kbps, and all links together"},
		{"i.graphml", "<graphml>\n<graph>\n<edge source='1' target='2'/>", "line 3"},
		{"cut.graphml", "<graphml>\n<graph", "line 2: the file ends before"},
		{"bad.xml", "<a>\n<b></c></a>", "line 2: element <b> closed by </c>: correct the XML"},
		{"far.xml", "<?xml version='1.0' encoding='UTF-16'?>\n<a/>", "write the file in UTF-8"},
		{"j.graphml", "<graphml>\n<node id='1'/></graph>", "line 2"},
		{"k.txt", "NODES (\n A ( 1 2 )\n B ( 1 x )\n)\n", "line 3"},
		{"l.txt", "NODES (\n A ( 1 2 )\n)\nLINKS (\n L ( A B ) 1\n)\n", "line 5"},
		{"cut-nodes.txt", "NODES (\n A ( 1 2 )\n", "cut-nodes.txt: line 1: NODES ( is not closed: the file is cut off"},
		{"cut-links.txt", "NODES (\n A ( 1 2 )\n B ( 1 2 )\n)\nLINKS (\n L ( A B ) 1\n", "line 5: LINKS ( is not closed: the file is cut off"},
		{"cut-between.txt", "NODES (\n A ( 1 2 )\n B ( 1 2 )\n)\n", "cut-between.txt: no LINKS ( ... ) found: the file is cut off"},
		{"m.xml", "<network>\n<nodes>\n<node id='A'><coordinates><x>q</x><y>1</y></coordinates></node>", "line 3"},
	} {
		path := filepath.Join(t.TempDir(), test.file)
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := source.Open(path)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.file) {
			t.Errorf("%s: error %q does not name the file and %q", test.file, err, test.want)
		}
	}
}

func TestLatin1IsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.graphml")
	text := "<?xml version='1.0' encoding='ISO-8859-1'?><graphml><key id='l' attr.name='label'/><node id='1'><data key='l'>Z\xfcrich</data></node></graphml>"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if g, err := source.Open(path); err != nil || g.Nodes[0].Name != "Zürich" {
		t.Errorf("%v, %v", g, err)
	}
}

func TestSpecsThatMakeNoSense(t *testing.T) {
	for spec, want := range map[string]string{
		"fat-tree:k=5": "even", "fat-tree:k=6000000": "choose a smaller", "fat-tree:k=4,k=6": "given twice",
		"leaf-spine:leaves=4611686018427387904,spines=2,hosts=2": "choose a smaller", "fat-tree": "k is missing", "fat-tree:k=six": "write a whole number", "fat-tree:k=": "write a whole number", "fat-tree:k=4,cores=99999999999999999999": "at most 18 digits",
		"fat-tree:k=4,cores=9000000000000000000": "together more than 2^63-1", "fatree:k=4": "or a file whose name ends in", "fat-tree:k=6,x=1": "unknown option",
		"ring:n=5": "use one of", "leaf-spine:leaves=0,spines=1,hosts=1": "at least 1", "fat-tree:k=4,link=10": "no unit",
		"fat-tree:k=4,cores=-1": "start at 0", "jellyfish:switches=3,ports=9,hosts=1": "more switches", "none.yaml": "no such file",
		"../../examples/topologies/alps.graphml:link=0Mbps": "at least 1 kbps", "../../examples/topologies/alps.graphml:link=5": "no unit",
		"../../examples/topologies/alps.graphml:cores=2,node.cpu=3": "are the same", "../../examples/topologies/alps.graphml:node.=3": "use cores, node.RESOURCE or link",
		"../../examples/topologies/alps.graphml:node.disk_gb=5GB": "without a unit", "../../examples/topologies/alps.graphml:cores=1,cores=1": "given twice",
		"../../examples/topologies/two-racks.yaml:cores=1": "change them there", "none.xml:cores=1": "no such file",
	} {
		if _, err := source.Open(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %q does not say %q", spec, err, want)
		}
	}
	if _, err := source.Open("fat-tree:k=5"); strings.Contains(err.Error(), "file") {
		t.Errorf("%v: a fat tree was meant, and no file", err)
	}
}
