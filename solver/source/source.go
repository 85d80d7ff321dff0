// Package source opens catalogues and problems from files. It is the part of
// solver that reads files, as topo/source is for topologies.
package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"qanat/solver"
	"qanat/topo"
	toposource "qanat/topo/source"
)

// OpenCatalogue returns the catalogue that a spec names: "table2.1" or
// "table2.2" of the thesis, or a file in YAML or JSON.
func OpenCatalogue(spec string) (*solver.Catalogue, error) {
	switch strings.ToLower(filepath.Ext(spec)) {
	case ".1", ".2":
		switch spec {
		case "table2.1":
			return solver.Table21(), nil
		case "table2.2":
			return solver.Table22(), nil
		}
	case ".yaml", ".yml", ".json":
		file, err := os.Open(spec)
		if err != nil {
			return nil, fmt.Errorf("%w: use table2.1, table2.2, or correct the path", err)
		}
		defer file.Close()
		return solver.ReadCatalogue(file, spec)
	}
	return nil, fmt.Errorf("catalogue %q: use table2.1, table2.2, or a file whose name ends in .json, .yaml, .yml", spec)
}

// OpenProblem reads a problem from a file: in YAML as solver.ReadProblem does, or,
// where the name ends in .json, in the form that external solvers are given. What
// a YAML file names is looked for beside it first, then in the working folder.
func OpenProblem(path string) (*solver.Problem, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("problem: %w: correct the path", err)
	}
	if strings.EqualFold(filepath.Ext(path), ".json") {
		return solver.ReadProblemJSON(data, path)
	}
	beside := func(spec string) string {
		file, _ := toposource.Split(spec)
		if near := filepath.Join(filepath.Dir(path), file); file != "" && !filepath.IsAbs(file) && isFile(near) {
			return near + spec[len(file):]
		}
		return spec
	}
	return solver.ReadProblem(strings.NewReader(string(data)), path, solver.Sources{
		Topology:  func(spec string) (*topo.Graph, error) { return toposource.Open(beside(spec)) },
		Catalogue: func(spec string) (*solver.Catalogue, error) { return OpenCatalogue(beside(spec)) },
	})
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
