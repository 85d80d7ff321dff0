package chapter2

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		only, also []string
		want       string
	}{
		{nil, nil, strings.Join(Names(Usual()), " ")},
		{nil, []string{"growth"}, strings.Join(Names(Usual()), " ") + " growth"},
		{[]string{"epsilon", "fig2.6"}, nil, "fig2.6 epsilon"},
		{[]string{"fig2.6"}, []string{"all"}, strings.Join(Names(All()), " ")},
	} {
		chosen, err := choose(c.only, c.also)
		if got := strings.Join(Names(chosen), " "); err != nil || got != c.want {
			t.Errorf("only %v also %v: %s, want %s (%v)", c.only, c.also, got, c.want, err)
		}
	}
	if _, err := choose([]string{"fig2.9"}, nil); err == nil || !strings.Contains(err.Error(), "fig2.8, ambiguity") {
		t.Errorf("fig2.9: %v", err)
	}
}

func TestStudiesWithoutTheirSolverAreLeftOut(t *testing.T) {
	var text bytes.Buffer
	kept := possible(t.Context(), Config{Text: &text}, []Experiment{fig26(), &sweep{name: "far", with: []string{"missing"}}})
	if !slices.Equal(Names(kept), []string{"fig2.6"}) || !strings.Contains(text.String(), "far is left out: ") {
		t.Errorf("kept %v: %s", Names(kept), text.String())
	}
}
