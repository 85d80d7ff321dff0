package sim

import "fmt"

// Time is virtual time in nanoseconds since the start of the simulation.
type Time int64

// Second is one second of virtual time.
const Second Time = 1_000_000_000

// Seconds returns the time in seconds, for measures and plots.
func (t Time) Seconds() float64 { return float64(t) / float64(Second) }

// Kind orders events of the same time: lower kinds come first.
type Kind uint8

// Source is who scheduled an event: a small non-negative number. Sources order
// events of the same time and kind.
type Source int32

// Event is one scheduled happening with a payload that only the simulation
// understands.
type Event[P any] struct {
	At      Time
	Kind    Kind
	Source  Source
	seq     uint64 // counts the events of its source
	Payload P
}

// before is the total order of events.
func (e *Event[P]) before(other *Event[P]) bool {
	switch {
	case e.At != other.At:
		return e.At < other.At
	case e.Kind != other.Kind:
		return e.Kind < other.Kind
	case e.Source != other.Source:
		return e.Source < other.Source
	}
	return e.seq < other.seq
}

// Engine holds the events to come. The zero value is an engine at time 0 with
// none.
type Engine[P any] struct {
	now    Time
	queue  queue[P]
	issued []uint64 // per source, how many events it has scheduled
}

// Now returns the time of the last event that Next returned.
func (e *Engine[P]) Now() Time { return e.now }

// Len returns the number of events to come.
func (e *Engine[P]) Len() int { return len(e.queue) }

// Schedule adds an event. Scheduling in the past panics: it is a mistake of the
// simulation that would otherwise corrupt its results unseen.
func (e *Engine[P]) Schedule(at Time, kind Kind, source Source, payload P) {
	if at < e.now {
		panic(fmt.Sprintf("sim: event of kind %d from source %d at %d ns, but it is already %d ns", kind, source, at, e.now))
	}
	for int(source) >= len(e.issued) {
		e.issued = append(e.issued, 0)
	}
	e.queue.push(Event[P]{At: at, Kind: kind, Source: source, seq: e.issued[source], Payload: payload})
	e.issued[source]++
}

// Next removes the first event, moves time to it and returns it; ok is false
// when there is none.
func (e *Engine[P]) Next() (event Event[P], ok bool) {
	if len(e.queue) == 0 {
		return event, false
	}
	event = e.queue.pop()
	e.now = event.At
	return event, true
}
