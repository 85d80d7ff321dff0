package host

import (
	"os"
	"testing"
)

func TestLoadsAreRead(t *testing.T) {
	before, err := parse("cpu  100 10 50 9000 70 5 5 30 0 0\ncpu0 1 2 3\n")
	if err != nil || before != (Load{Busy: 170, Stolen: 30}) {
		t.Fatalf("%+v, %v", before, err)
	}
	after := Load{Busy: 170 + 60, Stolen: 30 + 20}
	if share := after.StolenSince(before); share != 0.25 {
		t.Errorf("20 of 80 ticks stolen are %g", share)
	}
	if share := before.StolenSince(before); share != 0 {
		t.Errorf("of no time %g are stolen", share)
	}
}

func TestOtherTextIsRefused(t *testing.T) {
	for _, text := range []string{"", "cpu 1 2 3\n", "intr 1 2 3 4 5 6 7 8\n", "cpu a b c d e f g h\n"} {
		if l, err := parse(text); err == nil {
			t.Errorf("%q is %+v", text, l)
		}
	}
}

func TestThisMachineTells(t *testing.T) {
	if _, err := os.Stat(statistics); err != nil {
		t.Skipf("only Linux tells: %v", err)
	}
	if l, err := Now(); err != nil || l.Busy == 0 {
		t.Errorf("%+v, %v", l, err)
	}
}
