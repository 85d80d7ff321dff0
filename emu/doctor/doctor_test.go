//go:build linux

package doctor

import "testing"

func TestMemoryIsWhatProgramsCanHave(t *testing.T) {
	const meminfo = "MemTotal:        8000000 kB\nMemFree:           90000 kB\nMemAvailable:    6000000 kB\nBuffers:           10000 kB\n"
	if got, known := available(meminfo); got != 6_000_000<<10 || !known {
		t.Errorf("%d, %v", got, known)
	}
	if got, known := available("MemFree: 90000 kB\n"); known {
		t.Errorf("%d of a kernel that does not tell", got)
	}
}

func TestFindingsHaveCures(t *testing.T) {
	for _, f := range Examine() {
		if f.What == "" || f.Found == "" || f.OK && f.Cure != "" {
			t.Errorf("%+v", f)
		}
	}
}
