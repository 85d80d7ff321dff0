package chapter2

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"qanat/solver"
	"qanat/topo"
)

func audited(t *testing.T, by ...string) (*Outcome, error) {
	t.Helper()
	c := ThesisCell(2, 300, 60, "exact", 0)
	return Simulate(t.Context(), &c, AuditPlan{By: by, Sample: 8, Limit: time.Second})
}

func TestAuditAgrees(t *testing.T) {
	o, err := audited(t, "exact")
	if err != nil || o.Audit == nil || o.Audit.Sample != 8 || len(o.Audit.Rows) != 8 {
		t.Fatalf("%+v %v", o, err)
	}
	again, err := audited(t, "exact")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range o.Audit.Rows {
		if row.Verdict != agreed || row.Arrival != again.Audit.Rows[i].Arrival {
			t.Errorf("row %+v, then %+v", row, again.Audit.Rows[i])
		}
	}
}

func TestAuditAsksTheNextWhereOneIsUndecided(t *testing.T) {
	o, err := audited(t, "idle", "exact")
	if err != nil || len(o.Audit.Rows) != 16 || o.Audit.Rows[0].Verdict != undecided || o.Audit.Rows[1].Verdict != agreed {
		t.Fatalf("%+v %v", o, err)
	}
}

func TestContradictionFailsTheRun(t *testing.T) {
	_, err := audited(t, "oracle")
	if !errors.Is(err, errDisagree) || !strings.Contains(err.Error(), "oracle says") {
		t.Fatalf("got %v", err)
	}
}

func TestFalseCertificateFailsTheRun(t *testing.T) {
	c := ThesisCell(2, 300, 60, "exact", 0)
	_, err := Simulate(t.Context(), &c, AuditPlan{Prover: "liar", Sample: 1, Limit: time.Second})
	if err == nil || !strings.Contains(err.Error(), "a certificate says") {
		t.Fatalf("got %v", err)
	}
	if _, err := Simulate(t.Context(), &c, AuditPlan{Prover: "idle", Sample: 1, Limit: time.Second}); err == nil || !strings.Contains(err.Error(), "gives none") {
		t.Fatalf("got %v", err)
	}
}

func TestHeuristicsAreNotAudited(t *testing.T) {
	c := ThesisCell(2, 300, 60, "kariz", 0)
	o, err := Simulate(t.Context(), &c, AuditPlan{By: []string{"oracle"}, Sample: 8, Limit: time.Second})
	if err != nil || o.Audit != nil {
		t.Fatalf("%+v %v", o, err)
	}
}

func TestAuditDoesNotChangeTheOutcome(t *testing.T) {
	one, err := audited(t, "exact")
	if err != nil {
		t.Fatal(err)
	}
	two, err := audited(t)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := one.fingerprint()
	b, _ := two.fingerprint()
	if a != b || !reflect.DeepEqual(one.Costs, two.Costs) {
		t.Errorf("%s and %s", a, b)
	}
}

// TestCompare states every case of two solvers' answers to one problem.
func TestCompare(t *testing.T) {
	g, err := topo.FatTree(4, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	p := &solver.Problem{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Chain: solver.Chain{Source: 0, Target: 1, Middleboxes: []int{0}, Demand: 100 * topo.Mbps}}
	cheap, err := fake{claim: solver.Optimal}.Solve(t.Context(), p)
	if err != nil || !cheap.Placed() {
		t.Fatal(err)
	}
	dear := cheap // the same with one core more
	more := *cheap.Deployment
	more.Instances = append([]solver.Instances{}, more.Instances...)
	more.Instances[0].Count++
	dear.Deployment, dear.Bound = &more, more.Bill(p).Total()
	with := func(o solver.Outcome, s solver.Status, bound solver.Cost) *solver.Outcome {
		o.Status, o.Bound = s, bound
		return &o
	}
	nothing := solver.Outcome{Status: solver.Infeasible}
	for _, c := range []struct {
		name         string
		ours, theirs *solver.Outcome
		want         string // "" for a contradiction
	}{
		{"same optimum", &cheap, &cheap, agreed},
		{"both infeasible", &nothing, &nothing, agreed},
		{"they ran out of time", &cheap, with(dear, solver.Feasible, 0), undecided},
		{"they know nothing", &nothing, &solver.Outcome{}, undecided},
		{"they found a better one", &dear, &cheap, ""},
		{"they found a better one, unproven", &dear, with(cheap, solver.Feasible, 0), ""},
		{"they prove that ours cannot be", &cheap, &dear, ""},
		{"their bound is above our cost", &cheap, with(dear, solver.Feasible, dear.Bound), ""},
		{"they say infeasible", &cheap, &nothing, ""},
		{"we say infeasible", &nothing, with(cheap, solver.Feasible, 0), ""},
	} {
		got, err := compare(p, c.ours, c.theirs)
		if got != c.want || (c.want == "") != errors.Is(err, errDisagree) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	wrong := cheap
	wrong.Deployment = &solver.Deployment{}
	if _, err := compare(p, &cheap, &wrong); err == nil || !strings.Contains(err.Error(), "eq. 2.5") {
		t.Errorf("an invalid deployment: %v", err)
	}
}
