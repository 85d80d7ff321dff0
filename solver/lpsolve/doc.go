// Package lpsolve solves DSFC with lp_solve 5.5, the solver of the thesis'
// generation, through github.com/draffensperger/golp. The model is the
// mixed-integer program of section 2.2.2 (package mip), as written or
// strengthened.
//
// lp_solve is a C library and needs the build tag "lpsolve". Without the tag
// the solver is registered all the same, and New tells how to get it.
//
// lp_solve keeps state in static variables, golp offers no way to interrupt it,
// and it overruns its own time limit, on some models of a few dozen columns by
// more than ten minutes. It therefore runs in a worker: a second process of the
// same executable, started on the first problem, kept for the next ones, and
// killed when a limit has passed or the context ends. A crash of the library
// ends the worker alone. The worker takes over in this package's init function
// (see serve.go), so that programs and tests need no hook of their own.
//
// What is assumed: lp_solve's OPTIMAL and INFEASIBLE are true within its
// default tolerances (gaps of 1e-9 relative and 1e-11 absolute, integers within
// 1e-7). Deployments are verified all the same.
package lpsolve
