package lab

import (
	"fmt"

	"qanat/emu/impair"
)

// checkImpairments names what is wrong with impairments that were given in Go. A
// lab file is the measure: what it could not say, or would be refused for, is
// refused.
func (l *Lab) checkImpairments() (mistakes Mistakes) {
	both := func(path string, directions [2]impair.Impairment) {
		mistakes.checkImpairment(path+".there", &directions[0])
		mistakes.checkImpairment(path+".back", &directions[1])
	}
	for i := range l.Links {
		both(fmt.Sprintf("$.links[%d]", i), l.Links[i].Directions)
	}
	for i := range l.LANs {
		mistakes.checkImpairment(fmt.Sprintf("$.lans[%d]", i), &l.LANs[i].Impairment)
	}
	for i := range l.Events {
		if l.Events[i].Action == Change {
			both(fmt.Sprintf("$.events[%d]", i), l.Events[i].Directions)
		}
	}
	return mistakes
}

// checkImpairment writes an impairment as files do, and reads it.
func (m *Mistakes) checkImpairment(path string, given *impair.Impairment) {
	if given.Distribution > impair.Pareto {
		m.failf(path+".distribution", "%d is no distribution: use impair.Uniform, Normal or Pareto", given.Distribution)
		return
	}
	before := len(*m)
	text := given.Text()
	read := text.Impairment(func(field, format string, args ...any) { m.failf(path+"."+field, format, args...) })
	if len(*m) == before && read != *given {
		m.failf(path, "%+v cannot be said in a lab file, which reads it as %+v: use no negative values, and no distribution without jitter", *given, read)
	}
}
