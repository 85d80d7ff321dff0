package paper

import (
	"strings"
	"testing"
)

func TestRows(t *testing.T) {
	rows := Rows()
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.Chapter()]++
		if r.Low > r.High {
			t.Errorf("%s, %s: %g..%g", r.Figure, r.Series, r.Low, r.High)
		}
	}
	// Three figures with four series each, less the shared row of Fig. 2.8b.
	if counts["2"] != 7*4-2 || counts["3"] == 0 || counts["4"] == 0 || len(counts) != 3 {
		t.Errorf("rows per chapter: %v", counts)
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		row, series string
		want        bool
	}{
		{"Len-2", "Len-2", true}, {"Len-2", "Len-3", false},
		{"Len-1..Len-3", "Len-3", true}, {"Len-1..Len-3", "Len-4", false}, {"Len-1..Len-3", "Len-10", false},
	} {
		if got := (&Row{Series: c.row}).Covers(c.series); got != c.want {
			t.Errorf("row %q covers %q: %v", c.row, c.series, got)
		}
	}
}

func TestParseRejects(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "first line",
		"figure,low\n":                      "first line",
		columns + "\nf,q,s,c,one,2,%,\n":    "row 2",
		columns + "\nf,q,s,c,1,2%,%,\n":     "row 2",
		columns + "\nf,q,s,c\n":             "fields",
		columns + "\nf,q,s,c,1,2,%,\nf,q\n": "fields",
	} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v lacks %q", text, err, want)
		}
	}
}
