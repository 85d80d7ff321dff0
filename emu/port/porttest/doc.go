// Package porttest is what every port must pass, whatever it moves frames
// through: order, nothing lost while there is room, counts that add up, memory
// that comes back, frames that are too large, closing at a bad moment, and no
// allocation.
package porttest
