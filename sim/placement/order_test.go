package placement

import (
	"context"
	"strings"
	"testing"
	"time"

	"qanat/solver"
	"qanat/solver/contrib"
)

// swapped deploys chains of two middleboxes the other way round, and says that
// their order is what it is told to say.
type swapped struct{ says []int }

func (s swapped) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	q, err := p.Reordered([]int{1, 0})
	if err != nil {
		return solver.Outcome{}, err
	}
	o, err := contrib.Nearest{}.Solve(ctx, q)
	o.Order = s.says
	return o, err
}

// TestReorderedChains simulates the other order twice: as what the solver chose,
// and as the chain's own. Both must come to the same.
func TestReorderedChains(t *testing.T) {
	s := loaded(t)
	var chosen, own []solver.Cost
	note := func(into *[]solver.Cost) Observer {
		return func(_ int, p *solver.Problem, o solver.Outcome, _ time.Duration) error {
			if o.Placed() {
				*into = append(*into, o.Deployment.Bill(p).Total())
			}
			return nil
		}
	}
	a, err := Run(context.Background(), s, swapped{says: []int{1, 0}}, note(&chosen))
	if err != nil {
		t.Fatal(err)
	}
	s.Middleboxes = []int{1, 0}
	b := simulate(t, s, note(&own))
	if a.Accepted != b.Accepted || a.Cost != b.Cost || a.Throughput != b.Throughput || a.Bandwidth != b.Bandwidth || len(chosen) != len(own) {
		t.Errorf("chosen %+v, own %+v", a, b)
	}
	for i := range chosen {
		if chosen[i] != own[i] {
			t.Fatalf("chain %d costs %v and %v", i, chosen[i], own[i])
		}
	}
}

// TestFalseOrdersAreCaught: a deployment that is one of another order than the
// solver says breaks the model.
func TestFalseOrdersAreCaught(t *testing.T) {
	for _, c := range []struct {
		says []int
		want string
	}{
		{nil, "eq. 2.4"},
		{[]int{0, 1}, "eq. 2.4"},
		{[]int{0, 0}, "list each position"},
		{[]int{1}, "list each position"},
		{[]int{1, 2}, "list each position"},
	} {
		if _, err := Run(context.Background(), loaded(t), swapped{c.says}, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("order %v: %v, want %q", c.says, err, c.want)
		}
	}
}
