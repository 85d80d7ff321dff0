// Package record keeps what experiments have measured: one immutable file per
// cell, named by the hash of the cell's inputs.
//
// A cell is anything that can be written as JSON: parameters, seed, trial,
// solver, topology. Its Key is the SHA-256 of that JSON, so the same inputs
// always lead to the same file, on any machine, and a run that finds the file
// has nothing left to do. The code that computed a result is provenance, not
// input: every record names its commit, and reports say when commits differ.
//
// A record is written to a temporary file, synced, and only then given its
// name, so whatever stops a run (a signal, a full disk, a power cut) leaves
// either the whole record or none. An existing record is never replaced: one
// that is damaged, or belongs to other inputs, is an error that names the file
// and the cure.
package record
