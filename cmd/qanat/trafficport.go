//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"qanat/emu/live"
	"qanat/emu/port"
)

// portFlags say through what packets come and go.
type portFlags struct {
	kind, on, at string
	room         int // see port.Options
}

func (f *portFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.kind, "port", "af_packet", "kind of port: af_packet, tpacket, af_xdp, tap or pcap")
	flags.StringVar(&f.on, "on", "", "interface, or capture file for pcap")
	flags.StringVar(&f.at, "at", "", "where the interface is: a namespace, or LAB/NODE; here if left out")
}

// parsePort reads a port in one word, "af_packet:eth0" or "af_packet:eth0@LAB/NODE".
func parsePort(flag, text string) (f portFlags, err error) {
	kind, rest, found := strings.Cut(text, ":")
	f.kind = kind
	f.on, f.at, _ = strings.Cut(rest, "@")
	if !found || f.on == "" {
		return f, fmt.Errorf("--%s %q: write for example af_packet:eth0, or af_packet:eth0@LAB/NODE", flag, text)
	}
	return f, nil
}

// open opens the port; whether a capture file is written or read depends on what
// the port is for.
func (f *portFlags) open(pool *port.Pool, sends bool, notes io.Writer) (port.Port, error) {
	if f.on == "" {
		return nil, errors.New("no interface is given: name one, as in --on eth0")
	}
	space, err := f.space()
	if err != nil {
		return nil, err
	}
	o := port.Options{Pool: pool, Namespace: space, Room: f.room, Note: func(note string) { fmt.Fprintf(notes, "note: %s\n", note) }}
	switch {
	case f.kind != "pcap":
		o.Interface = f.on
	case sends:
		o.Write = f.on
	default:
		o.Read = f.on
	}
	return port.Open(f.kind, o)
}

// space is the namespace that is meant.
func (f *portFlags) space() (string, error) {
	name, node, inLab := strings.Cut(f.at, "/")
	if !inLab || name == "" { // a path begins with a slash
		return f.at, nil
	}
	r, err := live.Find(name)
	if err != nil {
		return "", err
	}
	n, err := r.Node(node)
	if err != nil {
		return "", err
	}
	return r.Space(n), nil
}

// withPorts opens ports on one pool for as long as use runs.
func withPorts(use func(pool *port.Pool, ports []port.Port) error, sends []bool, flags ...portFlags) (err error) {
	shape := port.DefaultShape
	shape.FrameBytes = 4096
	pool, err := port.NewPool(shape)
	if err != nil {
		return err
	}
	defer pool.Close()
	var ports []port.Port
	defer func() {
		for _, p := range ports {
			err = errors.Join(err, p.Close())
		}
	}()
	for k := range flags {
		p, err := flags[k].open(pool, sends[k], os.Stderr)
		if err != nil {
			return err
		}
		ports = append(ports, p)
	}
	return use(pool, ports)
}
