// Package engine is what stands between labs and whatever carries out their
// impairments: netem in the kernel, or user-space links (package wire). Labs know
// only what is here, and one conformance suite (package enginetest) judges all
// engines.
package engine

import (
	"qanat/emu/impair"
)

// Engine carries out impairments.
type Engine interface {
	// Name is what lab files, commands and records call it.
	Name() string
	// Offered says why the engine does not work on this machine, nil if it does.
	Offered() error
	// Repeats says why chances do not come out the same again, packet by packet,
	// for the same seed and the same packets in the same order; nil if they do.
	Repeats() error
	// Refuse says what of an impairment the engine cannot do, nil if nothing: it
	// must not leave out silently what was asked for.
	Refuse(m *impair.Impairment) error
	// Inner tells whether the engine carries packets itself, between inner
	// interfaces that lie apart from the nodes'.
	Inner() bool
	// Open begins with a link; it may be called for several at once. What it set
	// before, in this process or another, is replaced.
	Open(l *Link) (Carrier, error)
	// Look returns a link that was opened before, perhaps by another process, and
	// changes nothing; nil if the engine's links end with the engine.
	Look(l *Link) Carrier
	// Close ends the engine and what it carries itself.
	Close()
}

// Link is a link, or a member's way into a LAN, as an engine sees it.
type Link struct {
	Name string
	// Sides are the interfaces through which packets leave for the other side;
	// if the engine is an inner one, those through which they come in.
	Sides [2]Side
	// Ways are what happens to packets from the first side to the second, and
	// back.
	Ways [2]impair.Impairment
	Seed uint64 // of chances
	// Number is which of the lab's links that the engine carries it is, from 0, and
	// Among how many these are: they share the engine's threads and memory.
	Number, Among int
}

// Side is an interface in a namespace.
type Side struct{ Space, Interface string }

// Carrier is a link that an engine has opened. Its methods may be called from
// several goroutines.
type Carrier interface {
	// Set replaces what happens on one way.
	Set(way int, m impair.Impairment) error
	// Cut lets nothing pass on either way, or lets packets pass again. Nodes do
	// not notice: they lose packets, not an interface.
	Cut(cut bool) error
	// Counts says what became of the packets of one way.
	Counts(way int) (Counts, error)
}

// Counts is what became of packets. Engines leave out what they cannot tell.
type Counts struct {
	Sent      uint64 `json:"sent"`      // to the other side
	Lost      uint64 `json:"lost"`      // as asked for, those sent while the link was cut included
	Queued    uint64 `json:"queued"`    // dropped, since a queue was full
	Missed    uint64 `json:"missed"`    // dropped, since the engine was too slow: the link was not faithful
	Oversized uint64 `json:"oversized"` // dropped, since they were larger than the engine takes
}
