package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// export runs the command and returns what it prints.
func export(arguments ...string) (string, error) {
	var out bytes.Buffer
	cmd := root()
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(append([]string{"export"}, arguments...))
	err := cmd.ExecuteContext(context.Background())
	return out.String(), err
}

// TestExportedProblemHasTheThesisCost solves the default chain, 300 Mbps
// through firewall and IDS between two hosts of one rack, as exported. By hand:
// three cores of firewalls, four of IDS, and 300 Mbps on the two links between
// the hosts make 13, with the middleboxes on the hosts themselves.
func TestExportedProblemHasTheThesisCost(t *testing.T) {
	if _, err := exec.LookPath("cbc"); err != nil {
		t.Skip(err)
	}
	for _, format := range []string{"lp", "mps"} {
		file := filepath.Join(t.TempDir(), "model."+format)
		if _, err := export("--format", format, "--to", "h1", "--model", "strengthened", "--out", file); err != nil {
			t.Fatal(err)
		}
		log, err := exec.Command("cbc", file, "-sec", "60", "-solve", "-solution", file+".out").CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, log)
		}
		text, err := os.ReadFile(file + ".out")
		if first, _, _ := strings.Cut(string(text), "\n"); err != nil || first != "Optimal - objective value 13.00000000" {
			t.Errorf("%s: %s (%v)", format, first, err)
		}
	}
}

func TestExportWritesToStandardOutput(t *testing.T) {
	text, err := export()
	if err != nil || !strings.HasPrefix(text, "\\ DSFC") || !strings.HasSuffix(text, "End\n") {
		t.Errorf("%v: %.60q", err, text)
	}
}

func TestExportNamesBadFlags(t *testing.T) {
	for _, c := range []struct{ flag, value, want string }{
		{"--format", "xlsx", "use lp or mps"},
		{"--model", "weak", "thesis or strengthened"},
		{"--chain", "toaster", "toaster"},
		{"--out", filepath.Join(os.DevNull, "model.lp"), "model.lp"},
	} {
		if _, err := export(c.flag, c.value); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want %q", c.flag, c.value, err, c.want)
		}
	}
}
