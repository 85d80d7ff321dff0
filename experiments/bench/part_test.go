package bench

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qanat/experiments/record"
)

// TestOnlyOnePartLeavesTheOtherRows as they were.
func TestOnlyOnePartLeavesTheOtherRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sheet.csv")
	measure := func(name string) []byte {
		sheet, err := openSheet(path, record.Provenance{})
		if err != nil {
			t.Fatal(err)
		}
		s := &suite{Config: Config{Text: new(strings.Builder), Only: name}, sheet: sheet}
		row := func(metric string) part {
			return part{metric, func(s *suite, _ context.Context) error { s.add(Row{Metric: metric + " takes"}); return nil }}
		}
		steps, err := s.only([]part{row("one"), row("two")})
		if err == nil {
			err = s.run(t.Context(), steps...)
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if text := string(measure("")); !strings.Contains(text, "one takes") || !strings.Contains(text, "two takes") {
		t.Errorf("%s", text)
	}
	for _, name := range []string{"one", "two"} {
		text := string(measure(name))
		if strings.Index(text, "one takes") < 0 || strings.Index(text, "two takes") < strings.Index(text, "one takes") || strings.Count(text, "takes") != 2 {
			t.Errorf("after %s:\n%s", name, text)
		}
	}
	if _, err := (&suite{Config: Config{Only: "three"}}).only([]part{{name: "one"}}); err == nil {
		t.Error("a part that is not there is measured")
	}
}
