//go:build lpsolve

package lpsolve

import (
	"bufio"
	"context"
	"encoding/gob"
	"os"
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
func serve() {
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
	for t := range tasks {
		if encoder.Encode(t.solve()) != nil || out.Flush() != nil {
			os.Exit(1)
		}
	}
}

// solve runs lp_solve. What it calls proven after its time was up is not
// believed: the end of a search and its interruption are told apart in too many
// places of that code.
func (t *task) solve() *result {
	r := &result{Bound: noBound}
	limit, cancel := context.Background(), func() {}
	if t.Seconds > 0 {
		limit, cancel = context.WithTimeout(limit, time.Duration(t.Seconds)*time.Second)
	}
	defer cancel()
	lp := t.program(true)
	switch status := lp.Solve(); {
	case status == golp.INFEASIBLE && limit.Err() == nil:
		r.Proof, r.Reason = mip.Infeasible, "lp_solve: infeasible"
	case status == golp.OPTIMAL && limit.Err() == nil:
		r.Proof, r.Values = mip.Optimum, lp.Variables()
	case status == golp.OPTIMAL || status == golp.SUBOPTIMAL:
		r.Values, r.Bound = lp.Variables(), t.relaxation()
	default:
		r.Reason, r.Bound = "lp_solve ended with status "+status.String(), t.relaxation()
	}
	return r
}

// relaxation bounds the optimum by that of the linear program.
func (t *task) relaxation() float64 {
	lp := t.program(false)
	if lp.Solve() != golp.OPTIMAL {
		return noBound
	}
	return lp.Objective() + t.Constant
}

// program copies the model into lp_solve. Rows come first: golp starts in the
// library's row-entry mode, which SetObjFn ends.
func (t *task) program(integer bool) *golp.LP {
	lp := golp.NewLP(0, len(t.Cost))
	lp.SetVerboseLevel(golp.NEUTRAL)
	for i, sense := range t.Sense {
		var terms []golp.Entry
		for k := t.Start[i]; k < t.Start[i+1]; k++ {
			terms = append(terms, golp.Entry{Col: t.Column[k], Val: t.Value[k]})
		}
		relation := [...]golp.ConstraintType{mip.AtMost: golp.LE, mip.AtLeast: golp.GE, mip.Equal: golp.EQ}[sense]
		lp.AddConstraintSparse(terms, relation, t.RHS[i])
	}
	lp.SetObjFn(t.Cost)
	for j := range t.Cost {
		lp.SetInt(j, integer && t.Integer[j])
		lp.SetBounds(j, t.Lower[j], t.Upper[j])
	}
	lp.SetTimeout(t.Seconds)
	return lp
}
