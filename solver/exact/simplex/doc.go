// Package simplex is a primal revised simplex method for column generation:
//
//	minimise c·x  subject to  A x = b, x >= 0,
//
// where the columns of A are not stored but offered one at a time by the
// caller, who prices them against Basis.Dual. Rows may be appended while the
// search that uses the method descends. The inverse of the basis is dense and
// updated in place (Dantzig and Orchard-Hays 1954, product form), with zeros
// skipped; it suits some hundred rows.
//
// Numbers are floating point and nothing here is proof. The caller proves: any
// dual vector, however inexact, gives a lower bound by Lagrangian relaxation,
// evaluated in integers elsewhere. Errors of this package cost time, never
// correctness.
package simplex
