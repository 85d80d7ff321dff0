// Package contrib is the place for solvers of your own. Every file here is
// compiled into qanat: one that registers a solver in its init function is
// known by that name to all commands and experiments, so
//
//	qanat compare --solver nearest
//
// draws the figures of chapter 2 for it. docs/add-a-solver.md walks through
// nearest.go, which is complete: copy it to mine.go and change Solve.
package contrib
