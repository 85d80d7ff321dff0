//go:build !amd64 && !arm64

// Package prefetch does nothing on this processor.
package prefetch

// Word does nothing.
func Word(*uint64) {}

// Words does nothing.
func Words([]uint64, []uint32) {}
