package host

import (
	"os"
	"testing"
)

func TestProcessesAreRead(t *testing.T) {
	text := "4711 (a) b (c) R 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20 0 1 0 98765 1 2 3\n"
	if p, err := parseProcess(text); err != nil || p != (Process{State: 'R', Start: 98765, Used: 42}) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, text := range []string{"", "1 (a) R 1", "1 (a) R 1 2 3 4 5 6 7 8 9 10 x 12 0 0 20 0 1 0 98765 1"} {
		if p, err := parseProcess(text); err == nil {
			t.Errorf("%q is %+v", text, p)
		}
	}
}

func TestThisProcessIsFound(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skipf("only Linux tells: %v", err)
	}
	if p, err := ProcessOf(os.Getpid()); err != nil || p.Start == 0 {
		t.Errorf("%+v, %v", p, err)
	}
}
