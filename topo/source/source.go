// Package source opens topologies from wherever they come: generators by name,
// or files in the own format (YAML, JSON), the Internet Topology Zoo's GraphML or
// SNDlib's formats. It is the only part of topo that reads files.
package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"qanat/topo"
)

// Open makes the topology that a spec names, as topo.Make does, or reads the
// file at that path. Where a map does not describe servers or links, they are
// the thesis', or what options behind the path say that topo.ParseWAN reads, as
// in "alps.graphml:cores=32,link=10 Gbps".
func Open(spec string) (*topo.Graph, error) {
	path, options := Split(spec)
	if _, known := readers[extension(path)]; known {
		return openFile(spec, path, options)
	}
	g, err := topo.Make(spec)
	if errors.Is(err, topo.ErrUnknownKind) {
		return nil, fmt.Errorf("%w, or a file whose name ends in %s", err, extensions())
	}
	return g, err
}

// Split parts the spec of a file into its path and the options behind it; a spec
// that names no file is all path.
func Split(spec string) (path, options string) {
	if _, known := readers[extension(spec)]; known {
		return spec, ""
	}
	if colon := strings.LastIndexByte(spec, ':'); colon >= 0 {
		if _, known := readers[extension(spec[:colon])]; known {
			return spec[:colon], spec[colon+1:]
		}
	}
	return spec, ""
}

func openFile(spec, path, options string) (*topo.Graph, error) {
	if options == "" {
		return ReadFile(path, topo.WAN{})
	}
	if !slices.Contains(maps, extension(path)) {
		return nil, fmt.Errorf("topology %q: options are for maps of wide-area networks (%s), and this file tells all capacities itself: "+
			"change them there", spec, strings.Join(maps, ", "))
	}
	wan, err := topo.ParseWAN(options)
	if err != nil {
		return nil, fmt.Errorf("topology %q: %w", spec, err)
	}
	g, err := ReadFile(path, wan)
	if err != nil {
		return nil, err
	}
	g.Name = spec
	return g, nil
}

// ReadFile reads a topology from a file, in the format that its extension
// names; wan says what files that describe no servers leave open. A network in
// several parts is an error, since nothing is routed between them.
func ReadFile(path string, wan topo.WAN) (*topo.Graph, error) {
	read, known := readers[extension(path)]
	if !known {
		return nil, fmt.Errorf("topology %s: unknown extension: use %s", path, extensions())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("topology: %w: correct the path", err)
	}
	g, err := read(data, path, wan)
	if err != nil {
		return nil, err
	}
	if g.Name == "" {
		g.Name = path
	}
	for i := range g.Notes {
		g.Notes[i] = path + ": " + g.Notes[i]
	}
	if _, err := g.Connected(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return g, nil
}

// maps are the formats that describe no servers.
var maps = []string{".graphml", ".txt", ".xml"}

// reader reads a topology from the contents of a file. Its errors begin with the
// file's path.
type reader func(data []byte, path string, wan topo.WAN) (*topo.Graph, error)

// readers are the formats by extension.
var readers = map[string]reader{
	".graphml": aMap(topo.ReadGraphML),
	".json":    own,
	".txt":     aMap(topo.ReadSNDlib),
	".xml":     aMap(topo.ReadSNDlibXML),
	".yaml":    own,
	".yml":     own,
}

func own(data []byte, path string, _ topo.WAN) (*topo.Graph, error) { return topo.ReadYAML(data, path) }

// aMap puts the path before a map reader's errors.
func aMap(read func([]byte, topo.WAN) (*topo.Graph, error)) reader {
	return func(data []byte, path string, wan topo.WAN) (*topo.Graph, error) {
		g, err := read(data, wan)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return g, nil
	}
}

func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

func extensions() string {
	return strings.Join(append([]string{".json", ".yaml", ".yml"}, maps...), ", ")
}
