// Package simplex is a revised simplex method for column generation over rows
// that may be broken at a price:
//
//	minimise c·x + sum over rows of over_i max(0, s_i) + under_i max(0, -s_i)
//	subject to A x + L s = b, x >= 0,
//
// where s_i is the logical variable of row i. Column i of L has a one in row i
// and, where the row has one above it, minus one there: logicals can lead what a
// row lacks on to the next, so that rows and logicals together are a flow on a
// tree, whose arcs need no columns. A slack is a logical that is free on one side,
// and one that is dear on both makes an equation.
//
// The columns of A are not stored but offered by the caller, who prices them
// against Basis.Dual. Rows may be appended while the search that uses the method
// descends. Both methods take long steps: a logical that reaches zero only
// changes its price and stays basic while the step is still worth it (Fourer
// 1985, for piecewise linear costs). The inverse of the basis is dense and
// updated in place (Dantzig and Orchard-Hays 1954, product form), with zeros
// skipped; it suits some hundred rows.
//
// Numbers are floating point and nothing here is proof. The caller proves: any
// dual vector, however inexact, gives a lower bound by Lagrangian relaxation,
// evaluated in integers elsewhere. Errors of this package cost time, never
// correctness.
package simplex
