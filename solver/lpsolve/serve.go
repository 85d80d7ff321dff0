//go:build lpsolve

package lpsolve

// #include <lp_lib.h>
import "C"

import (
	"bufio"
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/draffensperger/golp"

	"qanat/solver/mip"
)

const compiled = true

func init() {
	if os.Getenv(workerVariable) != "" {
		serve()
	}
}

// serve is the life of a worker process. It ends with its tasks, even in the
// middle of one, so that a parent that dies leaves nothing running.
//
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
func serve() {
	signal.Ignore(os.Interrupt)
	tasks := make(chan *task)
	go func() {
		decoder := gob.NewDecoder(bufio.NewReader(os.Stdin))
		for {
			t := new(task)
			if decoder.Decode(t) != nil {
				os.Exit(0)
			}
			tasks <- t
		}
	}()
	out := bufio.NewWriter(os.NewFile(3, "results"))
	encoder := gob.NewEncoder(out)
	say := func(message any) {
		if encoder.Encode(message) != nil || out.Flush() != nil {
			os.Exit(1)
		}
	}
	say(hello{version()})
	for t := range tasks {
		say(t.solve())
	}
}

func version() string {
	var major, minor, release, build C.int
	C.lp_solve_version(&major, &minor, &release, &build)
	return fmt.Sprintf("lp_solve %d.%d.%d.%d", major, minor, release, build)
}

// solve runs lp_solve. What it calls proven after its time was up is not
// believed: the end of a search and its interruption are told apart in too many
// places of that code.
func (t *task) solve() *result {
	limit, cancel := context.Background(), context.CancelFunc(func() {})
	if t.Seconds > 0 {
		limit, cancel = context.WithTimeout(limit, time.Duration(t.Seconds)*time.Second)
	}
	defer cancel()
	lp := t.program()
	defer runtime.KeepAlive(lp) // its finalizer frees what the last call reads
	switch status := lp.Solve(); {
	case status == golp.INFEASIBLE && limit.Err() == nil:
		return &result{Proof: mip.Infeasible, Reason: "lp_solve: infeasible"}
	case status == golp.OPTIMAL && limit.Err() == nil:
		return &result{Proof: mip.Optimum, Values: lp.Variables()}
	case status == golp.OPTIMAL || status == golp.SUBOPTIMAL:
		return &result{Values: lp.Variables()}
	default:
		return &result{Reason: "lp_solve ended with status " + status.String()}
	}
}

// program copies the model into lp_solve. Rows come first: golp starts in the
// library's row-entry mode, which SetObjFn ends.
func (t *task) program() *golp.LP {
	lp := golp.NewLP(0, len(t.Cost))
	lp.SetVerboseLevel(golp.NEUTRAL)
	relations := [...]golp.ConstraintType{mip.AtMost: golp.LE, mip.AtLeast: golp.GE, mip.Equal: golp.EQ}
	for i, sense := range t.Sense {
		var terms []golp.Entry
		for k := t.Start[i]; k < t.Start[i+1]; k++ {
			terms = append(terms, golp.Entry{Col: t.Column[k], Val: t.Value[k]})
		}
		lp.AddConstraintSparse(terms, relations[sense], t.RHS[i])
	}
	lp.SetObjFn(t.Cost)
	for j := range t.Cost {
		lp.SetInt(j, t.Integer[j])
		lp.SetBounds(j, t.Lower[j], t.Upper[j])
	}
	lp.SetTimeout(t.Seconds)
	return lp
}
