package solver_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/solver/solvertest"
)

func TestProblemsComeBackAsTheyWere(t *testing.T) {
	const seed = 5
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range 200 {
		p := solvertest.Random(rng)
		p.Network.Free[0] /= 2 // residual capacities are not capacities
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back solver.Problem
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("problem %d: %v\n%s", i, err, data)
		}
		if !reflect.DeepEqual(p, &back) {
			t.Fatalf("problem %d: %+v\nbecame %+v", i, p, back)
		}
	}
}

func TestDeploymentsComeBackAsTheyWere(t *testing.T) {
	for _, d := range []*solver.Deployment{onX(60_000, 1), {}} {
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back solver.Deployment
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(d, &back) {
			t.Errorf("%s became %+v (%v)", data, back, err)
		}
	}
}

// TestBadProblemsAreNamed breaks a good problem in one place at a time.
func TestBadProblemsAreNamed(t *testing.T) {
	good, err := json.Marshal(pair(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`qanat-problem/1`, `qanat-problem/9`, "format"},
		{`"free":[8]`, `"free":[]`, "free amounts"},
		{`"kind":"host"`, `"kind":"toaster"`, "toaster"},
		{`"a":0`, `"a":7`, "joins nodes 7"},
		{`"a":0`, `"ab":0`, "unknown field"},
		{`"throughput_kbps":100000`, `"throughput_kbps":0`, "throughput_kbps 0"},
		{`"demand":[1]`, `"demand":[1,2]`, "2 demands"},
		{`"demand":[1]`, `"demand":[-1]`, "demands -1"},
		{`"spare_kbps":100000`, `"spare_kbps":-1`, "spare_kbps -1"},
		{`"resources_billionths":[1000000000]`, `"resources_billionths":[-1]`, "price -1"},
		{`"middleboxes":[0]`, `"middleboxes":[9]`, "middlebox 9"},
		{`"target":1`, `"target":0`, "same node"},
	} {
		bad := strings.Replace(string(good), c.old, c.new, 1)
		if bad == string(good) {
			t.Fatalf("%s is not in %s", c.old, good)
		}
		var p solver.Problem
		if err := json.Unmarshal([]byte(bad), &p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

// TestBadProblemsAreNamedByLine breaks the same problem, one entry to a line.
func TestBadProblemsAreNamedByLine(t *testing.T) {
	good, err := json.MarshalIndent(pair(t), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := solver.ReadProblemJSON(good, "f.json"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new string
		below    int // the line of old, that of what is named
		want     string
	}{
		{`"qanat-problem/1"`, `"qanat-problem/9"`, 0, "format"},
		{`"kind": "host"`, `"kind": "toaster"`, 0, "toaster"},
		{`"name": "x"`, `"name": "y"`, 9, "both called"}, // the second of them
		{`"a": 0`, `"a": 7`, -1, "joins nodes 7"},        // the link begins there
		{`"a": 0`, `"ab": 0`, 0, `unknown field "ab"`},
		{`"a": 0`, `"a": "0"`, 0, "is a string: write a whole number"},
		{`"a": 0`, `"a": 0.5`, 0, "is a number 0.5: write a whole number"},
		{`"a": 0`, `"a": 0 0`, 0, "invalid character"},
		{`"throughput_kbps": 100000`, `"throughput_kbps": 0`, -2, "throughput_kbps 0"}, // the offering begins there
		{`"spare_kbps": 100000`, `"spare_kbps": -1`, 0, "spare_kbps -1"},
		{`"target": 1`, `"target": 0`, 0, "same node"},
	} {
		before, _, found := strings.Cut(string(good), c.old)
		if !found {
			t.Fatalf("%s is not in %s", c.old, good)
		}
		_, err := solver.ReadProblemJSON([]byte(strings.Replace(string(good), c.old, c.new, 1)), "f.json")
		where := fmt.Sprintf("f.json:%d: ", 1+strings.Count(before, "\n")+c.below)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), where) {
			t.Errorf("%s: %v, want %q at %s", c.new, err, c.want, where)
		}
	}
	if _, err := solver.ReadProblemJSON(good[:len(good)/2], "f.json"); err == nil || !strings.Contains(err.Error(), "ends before") {
		t.Errorf("half a file: %v", err)
	}
}

// FuzzProblemJSON expects of any bytes an error, or a problem that is written
// and read back unchanged.
func FuzzProblemJSON(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 0))
	for range 5 {
		data, err := json.Marshal(solvertest.Random(rng))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		comesBack[solver.Problem](t, data)
		if p, err := solver.ReadProblemJSON(data, "f.json"); (p == nil) == (err == nil) || err != nil && !strings.HasPrefix(err.Error(), "f.json:") {
			t.Errorf("%v with error %v", p, err)
		}
	})
}

// FuzzDeploymentJSON does the same for deployments.
func FuzzDeploymentJSON(f *testing.F) {
	f.Add([]byte(`{"instances":[{"node":0,"position":1,"offering":0,"count":2}],` +
		`"allocations":[{"node":0,"position":1,"rate_kbps":5}],"flows":[{"type":1,"arc":0,"rate_kbps":5}]}`))
	f.Fuzz(func(t *testing.T, data []byte) { comesBack[solver.Deployment](t, data) })
}

func comesBack[T any](t *testing.T, data []byte) {
	one, two := new(T), new(T)
	if json.Unmarshal(data, one) != nil {
		return
	}
	written, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written, two); err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	again, err := json.Marshal(two)
	if err != nil || string(written) != string(again) {
		t.Fatalf("%v:\n%s\n%s", err, written, again)
	}
}
