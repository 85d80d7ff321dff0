// Package bench measures this project against the targets that it has set
// itself, and writes one row for each, whether it is reached or not.
//
// Methods that are compared solve the same problems, taken from simulations
// under load, one after another problem by problem, so that a busy machine
// hurts both alike. Fast methods repeat every problem ten times and the median
// counts; slow peers have a time limit per problem and a budget, and where the
// limit cut them off the ratio is a lower bound. Everything runs on one core at
// a time.
package bench
