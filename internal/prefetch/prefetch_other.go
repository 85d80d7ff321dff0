//go:build !amd64 && !arm64

package prefetch

// Word does nothing.
func Word(*uint64) {}

// Words does nothing.
func Words([]uint64, []uint32) {}
