package topo

import (
	"os"
	"path/filepath"
	"testing"
)

// fuzzReader gives a reader what files of its format look like and everything
// else: it must return a graph or an error.
func fuzzReader(f *testing.F, read func([]byte) (*Graph, error), seeds ...string) {
	for _, name := range seeds {
		data, err := os.ReadFile(filepath.Join("..", "examples", "topologies", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if g, err := read(data); (g == nil) == (err == nil) {
			t.Errorf("graph %v with error %v", g, err)
		}
	})
}

func FuzzYAML(f *testing.F) {
	fuzzReader(f, func(data []byte) (*Graph, error) { return ReadYAML(data, "f.yaml") }, "two-racks.yaml")
}

func FuzzGraphML(f *testing.F) {
	fuzzReader(f, func(data []byte) (*Graph, error) { return ReadGraphML(data, WAN{}) }, "alps.graphml")
}

func FuzzSNDlib(f *testing.F) {
	fuzzReader(f, func(data []byte) (*Graph, error) { return ReadSNDlib(data, WAN{}) }, "coast.txt")
}

func FuzzSNDlibXML(f *testing.F) {
	fuzzReader(f, func(data []byte) (*Graph, error) { return ReadSNDlibXML(data, WAN{}) }, "delta.xml")
}
