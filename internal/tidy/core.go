package tidy

import (
	"go/ast"
	"path"
	"strconv"
)

var coreRules = []Rule{{
	Name:  "core-imports",
	Why:   "a core is a function of its arguments: same seed, same bytes, on any machine",
	Cure:  "pass in what the core needs (a reader, a *rand.Rand, a time), or do it in a shell above the core",
	Check: checkCoreImports,
}, {
	Name:  "core-clock",
	Why:   "a result that depends on the wall clock cannot be repeated",
	Cure:  "take the time, or a func() time.Time, as an argument",
	Check: checkCoreClock,
}, {
	Name:  "core-goroutine",
	Why:   "goroutines finish in an order that no seed decides",
	Cure:  "do the work in order here; run whole cores in parallel from above",
	Check: checkCoreGoroutines,
}, {
	Name:  "global-random",
	Why:   "numbers from a shared generator depend on everyone who drew before",
	Cure:  "take a *rand.Rand as an argument and draw from that",
	Check: checkGlobalRandom,
}, {
	Name:  "test-sleep",
	Why:   "a test that sleeps is slow when the machine is fast, and wrong when it is slow",
	Cure:  "use virtual time, testing/synctest, or wait for the event itself",
	Check: checkTestSleep,
}, {
	Name:  "map-order",
	Why:   "Go visits a map in another order at each run, and with it go ties, sums and outputs",
	Cure:  "range over slices.Sorted(maps.Keys(m)), sort right after the loop, or explain above it in an `// order:` comment why order cannot matter",
	Check: checkMapOrder,
}}

// coreBans are imports with which a core would depend on more than its
// arguments, each with the reason.
var coreBans = map[string]string{
	"crypto/rand": "it cannot be seeded",
	"math/rand":   "its generator is shared; math/rand/v2 passes one",
	"net":         "a core opens no sockets",
	"net/http":    "a core opens no sockets",
	"os":          "a core reads no files and no environment; take an io.Reader",
	"os/exec":     "a core starts no programs",
	"os/signal":   "a core is told to stop through its context",
	"sync":        "a core runs on one goroutine, its caller's",
	"sync/atomic": "a core runs on one goroutine, its caller's",
	"syscall":     "a core runs on any system",
}

func checkCoreImports(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.coreFiles() {
		for _, spec := range file.Syntax.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if why, banned := coreBans[imported]; banned {
				found = append(found, t.at(spec.Pos(), "core %s imports %s: %s", file.dir(), imported, why))
			}
		}
	}
	return found
}

// clock is what package time offers that depends on the wall clock.
var clock = map[string]bool{
	"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true,
	"AfterFunc": true, "Tick": true, "NewTicker": true, "NewTimer": true,
}

func checkCoreClock(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.coreFiles() {
		for _, use := range file.uses("time") {
			if clock[use.Sel.Name] {
				found = append(found, t.at(use.Pos(), "core %s uses time.%s", file.dir(), use.Sel.Name))
			}
		}
	}
	return found
}

func checkCoreGoroutines(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.coreFiles() {
		ast.Inspect(file.Syntax, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				found = append(found, t.at(n.Pos(), "core %s starts a goroutine", file.dir()))
			}
			return true
		})
	}
	return found
}

// generators are what math/rand/v2 offers besides its shared generator.
var generators = map[string]bool{
	"New": true, "NewPCG": true, "NewChaCha8": true, "NewZipf": true,
	"Rand": true, "Source": true, "PCG": true, "ChaCha8": true, "Zipf": true,
}

func checkGlobalRandom(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Go {
		for _, use := range append(file.uses("math/rand"), file.uses("math/rand/v2")...) {
			if !generators[use.Sel.Name] {
				found = append(found, t.at(use.Pos(), "rand.%s draws from the generator that all share", use.Sel.Name))
			}
		}
	}
	return found
}

func checkTestSleep(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Go {
		for _, use := range file.uses("time") {
			if file.isTest() && use.Sel.Name == "Sleep" {
				found = append(found, t.at(use.Pos(), "a test sleeps"))
			}
		}
	}
	return found
}

// coreFiles are the files of the cores, without their tests.
func (t *Tree) coreFiles() []*GoFile {
	var files []*GoFile
	for _, file := range t.Go {
		if isCore(file.dir()) && !file.isTest() {
			files = append(files, file)
		}
	}
	return files
}

// uses returns every name that the file takes from an imported package.
func (f *GoFile) uses(imported string) []*ast.SelectorExpr {
	name := ""
	for _, spec := range f.Syntax.Imports {
		if spec.Path.Value != strconv.Quote(imported) {
			continue
		}
		if name = path.Base(imported); name == "v2" {
			name = path.Base(path.Dir(imported))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
	}
	if name == "" {
		return nil
	}
	var uses []*ast.SelectorExpr
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		if use, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := use.X.(*ast.Ident); ok && x.Name == name && x.Obj == nil {
				uses = append(uses, use)
			}
		}
		return true
	})
	return uses
}
