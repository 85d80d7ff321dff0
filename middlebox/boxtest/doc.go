// Package boxtest is what tests of middleboxes share: frames as real stacks send
// them, a way to pass them through a middlebox, and a judge that reads what comes
// out with another implementation of every header.
package boxtest
