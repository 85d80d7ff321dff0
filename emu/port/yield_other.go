//go:build !linux

package port

// yield leaves it to Go's scheduler.
func yield() {}
