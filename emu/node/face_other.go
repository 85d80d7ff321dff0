//go:build !linux

package node

import (
	"errors"
)

var errLinux = errors.New("gateways take their addresses from Linux' interfaces: run the chain as a wire, or on Linux")

// SideOf needs Linux.
func SideOf(string) (Side, error) { return Side{}, errLinux }
