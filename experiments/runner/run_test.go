package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"qanat/experiments/record"
)

func store(t *testing.T) *record.Store {
	t.Helper()
	s, err := record.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tasks returns n tasks that count how often they ran.
func tasks(n int, ran *sync.Map) []Task {
	list := make([]Task, n)
	for i := range list {
		list[i] = Task{Inputs: i, Label: fmt.Sprintf("cell %d", i), Trial: i, Run: func(context.Context) (any, error) {
			count, _ := ran.LoadOrStore(i, 0)
			ran.Store(i, count.(int)+1)
			return i * i, nil
		}}
	}
	return list
}

func TestResume(t *testing.T) {
	s, ran := store(t), new(sync.Map)
	first, err := Run(t.Context(), s, tasks(5, ran), Options{Workers: 2})
	if err != nil || first.Computed != 5 {
		t.Fatalf("%+v %v", first, err)
	}
	// The second run has the old cells, each twice, and three new ones.
	again := append(tasks(8, ran), tasks(5, ran)...)
	second, err := Run(t.Context(), s, again, Options{Workers: 2})
	if err != nil || second.Total != 8 || second.Recorded != 5 || second.Computed != 3 {
		t.Fatalf("%+v %v", second, err)
	}
	ran.Range(func(cell, count any) bool {
		if count != 1 {
			t.Errorf("cell %v ran %v times", cell, count)
		}
		return true
	})
	key, _ := record.KeyOf(4)
	r, err := s.Get(key)
	if err != nil || string(r.Result) != "16" || r.Provenance.Trial != 4 || r.Provenance.Workers != 2 {
		t.Fatalf("%+v %v", r, err)
	}
}

func TestOneFailureCostsOneCell(t *testing.T) {
	s, ran := store(t), new(sync.Map)
	list := tasks(6, ran)
	list[1].Run = func(context.Context) (any, error) { return nil, errors.New("no luck") }
	list[2].Run = func(context.Context) (any, error) { panic("index out of range") }
	got, err := Run(t.Context(), s, list, Options{Workers: 3})
	if got.Computed != 4 || len(got.Failures) != 2 {
		t.Fatalf("%+v", got)
	}
	for _, want := range []string{"cell 1: no luck", "cell 2: panic: index"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

func TestInterruptRecordsNothingInPart(t *testing.T) {
	s, ran := store(t), new(sync.Map)
	ctx, cancel := context.WithCancel(t.Context())
	list := tasks(10, ran)
	list[3].Run = func(ctx context.Context) (any, error) {
		cancel()
		return "half", nil // as a solver that returns what it has when ctx ends
	}
	got, err := Run(ctx, s, list, Options{Workers: 1})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "3 of 10") {
		t.Fatalf("%v", err)
	}
	keys, _ := s.Keys()
	if got.Computed != 3 || len(keys) != 3 {
		t.Fatalf("%+v, %d records", got, len(keys))
	}
	got, err = Run(t.Context(), s, tasks(10, ran), Options{})
	if err != nil || got.Recorded != 3 || got.Computed != 7 {
		t.Fatalf("%+v %v", got, err)
	}
}

func TestTasksStartInOrder(t *testing.T) {
	var order []int
	list := make([]Task, 20)
	for i := range list {
		list[i] = Task{Inputs: i, Run: func(context.Context) (any, error) { order = append(order, i); return nil, nil }}
	}
	if _, err := Run(t.Context(), store(t), list, Options{Workers: 1}); err != nil {
		t.Fatal(err)
	}
	for i, at := range order {
		if i != at {
			t.Fatalf("order %v", order)
		}
	}
}

func TestLinesAreRareAndTellTheTimeLeft(t *testing.T) {
	var out bytes.Buffer
	clock := time.Unix(0, 0)
	l := Show(&out, "chapter 2").(*lines)
	l.now = func() time.Time { return clock }
	open := tasks(100, new(sync.Map))
	l.Start(110, 10, open)
	for i := range 50 {
		clock = clock.Add(time.Second)
		l.Done(&open[i], time.Second, nil)
	}
	got := out.String()
	if n := strings.Count(got, "\n"); n != 11 {
		t.Errorf("%d lines for 50 s:\n%s", n, got)
	}
	if want := "chapter 2: 60 of 110 cells, about 50s left\n"; !strings.HasSuffix(got, want) {
		t.Errorf("last line is not %q:\n%s", want, got)
	}
}

// TestTimeLeftGoesByGroups does cells of a slow and of a fast solver on two
// workers, while others of them and one of a third are still to come.
func TestTimeLeftGoesByGroups(t *testing.T) {
	clock := time.Unix(0, 0)
	r := &remaining{now: func() time.Time { return clock }}
	slow, fast := Task{Group: "slow"}, Task{Group: "fast", Weight: 2}
	r.Start(6, 0, []Task{slow, slow, fast, fast, fast, {Group: "other"}})
	clock = clock.Add(6 * time.Second)
	r.count(&slow, 10*time.Second, nil)
	r.count(&fast, 2*time.Second, nil)
	if got := r.left(6 * time.Second); got != 9*time.Second { // 10 s, twice 2 s and 4 s of work
		t.Errorf("%v left", got)
	}
}

func TestNothingIsComputedInVain(t *testing.T) {
	s, ran := store(t), new(sync.Map)
	list := tasks(10, ran)
	list[2].Run = func(context.Context) (any, error) { return nil, os.RemoveAll(s.Dir()) }
	got, err := Run(t.Context(), s, list, Options{Workers: 1})
	if err == nil || !strings.Contains(err.Error(), "cell 2") || got.Computed != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if _, begun := ran.Load(5); begun {
		t.Error("cells are computed that cannot be recorded")
	}
}
