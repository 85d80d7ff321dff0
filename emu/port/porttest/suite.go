package porttest

import (
	"testing"

	"qanat/emu/port"
)

// Ends are two ports that face each other: what is sent on From arrives on To.
type Ends struct {
	Pool     *port.Pool // of both ports
	From, To port.Port
	// Room is how many frames From takes while nobody receives on To, without
	// any being lost; at least 256.
	Room int
	// Stored says that frames arrive only after From was closed, as with a file.
	Stored bool
	// Joined says that a send on From fails once To is closed, as with a ring.
	Joined bool
}

// Open makes ends for one test. It registers with t.Cleanup what is to be undone;
// it leaves it to the test to close the ports and the pool.
type Open func(t testing.TB) Ends

// Run judges a port.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, e *ends)
	}{
		{"all arrive in order", inOrder},
		{"frames of all sizes arrive whole", sizes},
		{"frames of other pools are copied", foreign},
		{"frames that are too large are counted", large},
		{"what finds no room is counted", overload},
		{"a pool without frames loses none of them", exhausted},
		{"the other side closes while this one sends", closing},
		{"nothing is allocated", allocates},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := &ends{Ends: open(t), t: t}
			test.run(t, e)
			e.closeFrom()
			before := e.To.Counts()
			e.closeTo()
			if after := e.To.Counts(); after != before {
				t.Errorf("closing changes the counts from %+v to %+v", before, after)
			}
			if free := e.Pool.Free(); free != e.Pool.Frames() {
				t.Errorf("of %d frames %d are in the pool after closing", e.Pool.Frames(), free)
			}
			e.Pool.Close()
		})
	}
}
