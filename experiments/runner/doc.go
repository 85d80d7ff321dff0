// Package runner computes the cells of an experiment that are not recorded yet,
// on all cores, and records each as soon as it is done.
//
// Tasks start in the order given, so an experiment that lists its trials one
// after another, and within a trial the methods side by side, spreads any drift
// of the machine over all methods alike. A task that fails costs only itself:
// the others go on and the failures come back together. Only where a record
// cannot be written, as on a full disk, nothing more is begun. When the context
// ends, cells that are under way are dropped, never recorded in part, and the
// same call made again goes on from there.
package runner
