//go:build !linux

package port

import "fmt"

func openInterface(kind string, _ Options, _ int) ([]Port, error) {
	return nil, fmt.Errorf("%s ports need Linux: here there are ring and pcap", kind)
}
