package record

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Provenance says where a result comes from. It is no part of the inputs: two
// records of one cell on two machines have the same key.
type Provenance struct {
	Commit    string            `json:"commit"` // "unknown" outside a checkout
	Dirty     bool              `json:"dirty"`  // the checkout had changes of its own
	Seed      uint64            `json:"seed"`
	Trial     int               `json:"trial"`
	Order     int               `json:"order"`   // place of the cell in its run, from 0
	Workers   int               `json:"workers"` // cells that ran at the same time
	Go        string            `json:"go"`
	Kernel    string            `json:"kernel"`
	Processor string            `json:"processor"`
	Cores     int               `json:"cores"`
	Solvers   map[string]string `json:"solvers,omitempty"` // versions of outside solvers
	Start     time.Time         `json:"start"`
	Seconds   float64           `json:"seconds"` // time the cell took
}

// Here returns what this program, checkout and machine contribute.
func Here() Provenance {
	p := Provenance{
		Commit: "unknown", Go: runtime.Version(), Cores: runtime.NumCPU(),
		Kernel: kernel(), Processor: processor(),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		p.fromBuild(info.Settings)
	}
	if p.Commit == "unknown" {
		p.fromGit()
	}
	return p
}

// fromBuild takes what the compiler stamped into the program.
func (p *Provenance) fromBuild(settings []debug.BuildSetting) {
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			p.Commit = s.Value
		case "vcs.modified":
			p.Dirty = s.Value == "true"
		}
	}
}

// fromGit asks the working folder's checkout, for programs that carry no stamp,
// as those of "go run" and "go test".
func (p *Provenance) fromGit() {
	commit, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return
	}
	changes, err := exec.Command("git", "status", "--porcelain", "--untracked-files=no").Output()
	p.Commit, p.Dirty = strings.TrimSpace(string(commit)), err != nil || len(changes) > 0
}

func kernel() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return runtime.GOOS
	}
	return unix.ByteSliceToString(u.Sysname[:]) + " " + unix.ByteSliceToString(u.Release[:])
}

// processor returns the model name where Linux tells it, else the architecture.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(info)) {
		key, value, found := strings.Cut(line, ":")
		if found && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
