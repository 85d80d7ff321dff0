//go:build !linux

package main

import (
	"errors"

	"github.com/spf13/cobra"
)

var errLinux = errors.New("labs are made of Linux' network namespaces, and this is another system: run qanat in a Linux virtual machine")

func labCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lab", Short: "Run networks of namespaces, links and programs (on Linux)", DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return errLinux },
	}
}

func trafficCommand() *cobra.Command {
	return &cobra.Command{
		Use: "traffic", Short: "Send packets on time and measure what becomes of them (on Linux)", DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return errLinux },
	}
}

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Say what this machine offers to labs (on Linux)", DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return errLinux },
	}
}

func benchLabs() []*cobra.Command { return nil }
