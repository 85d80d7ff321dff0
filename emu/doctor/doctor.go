//go:build linux

// Package doctor says what a machine offers to emulated networks, and what to do
// about what is missing. It looks and tries, and changes nothing.
package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/live"
	"qanat/emu/netem"
	"qanat/emu/ontime"
	"qanat/emu/world"
)

// Finding is one thing that was looked at.
type Finding struct {
	What  string `json:"what"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	// Cure says what to do; it is empty if all is well, or nothing can be done.
	Cure string `json:"cure,omitempty"`
}

// Examine looks at everything.
func Examine() []Finding {
	return []Finding{
		kernelVersion(), permission(), userNamespaces(), netemHere(), qdisc("fq", "paces TCP's packets exactly"),
		xdp(), cores(), governor(), realtime(), timers(), openFiles(), memory(),
	}
}

func kernelVersion() Finding {
	var u unix.Utsname
	unix.Uname(&u) // cannot fail with a valid address
	release := unix.ByteSliceToString(u.Release[:])
	f := Finding{What: "kernel", OK: true, Found: release}
	var major, minor int
	fmt.Sscanf(release, "%d.%d", &major, &minor)
	if major < 5 || major == 5 && minor < 11 { // epoll_pwait2
		f.OK, f.Cure = false, "user-space links need Linux 5.11 or newer"
	}
	return f
}

func permission() Finding {
	if err := live.Permitted(); err != nil {
		return Finding{"permission", false, "none to make network namespaces", err.Error()}
	}
	return Finding{What: "permission", OK: true, Found: "network namespaces can be made"}
}

func userNamespaces() Finding {
	if refused := world.Refused("/proc/sys"); refused != nil {
		return Finding{"user namespaces", false, "not for everybody: labs need root", refused.Error()}
	}
	return Finding{What: "user namespaces", OK: true, Found: "everybody can make them"}
}

func netemHere() Finding {
	if live.Permitted() != nil {
		return Finding{What: "netem", Found: "unknown: trying it needs permission to make namespaces"}
	}
	if err := netem.Offered(); err != nil {
		return Finding{"netem", false, "no: links are carried out in user space (engine wire)", "load sch_netem, or boot a kernel that has it, to have delays in the kernel"}
	}
	return Finding{What: "netem", OK: true, Found: "works"}
}

// qdisc tells whether the kernel was built with a queueing discipline, as far as
// its configuration tells.
func qdisc(name, use string) Finding {
	setting := "CONFIG_NET_SCH_" + strings.ToUpper(name)
	switch value, known := configured(setting); {
	case !known:
		return Finding{What: name, OK: true, Found: "unknown: the kernel does not show its configuration"}
	case value == "":
		return Finding{name, false, "not in this kernel", fmt.Sprintf("a kernel with %s %s", setting, use)}
	}
	return Finding{What: name, OK: true, Found: "in this kernel"}
}

func xdp() Finding {
	if value, known := configured("CONFIG_XDP_SOCKETS"); known && value == "" {
		return Finding{"AF_XDP", false, "not in this kernel", "packet ports use AF_PACKET, which is slower"}
	}
	fd, err := unix.Socket(unix.AF_XDP, unix.SOCK_RAW, 0)
	if err != nil {
		return Finding{"AF_XDP", false, err.Error(), "packet ports use AF_PACKET, which is slower"}
	}
	unix.Close(fd)
	return Finding{What: "AF_XDP", OK: true, Found: "works"}
}

func cores() Finding {
	f := Finding{What: "processors", OK: runtime.NumCPU() >= 2, Found: strconv.Itoa(runtime.NumCPU())}
	if !f.OK {
		f.Cure = "with one processor, links and programs take it from each other: delays will be off under load"
	}
	return f
}

func governor() Finding {
	files, _ := filepath.Glob("/sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor") // the pattern is right
	if len(files) == 0 {
		return Finding{What: "governor", OK: true, Found: "the machine below decides"}
	}
	text, _ := os.ReadFile(files[0])
	name := strings.TrimSpace(string(text))
	f := Finding{What: "governor", OK: name == "performance", Found: name}
	if !f.OK {
		f.Cure = "cpupower frequency-set -g performance keeps processors from slowing down between packets"
	}
	return f
}

// realtime tries what threads that carry packets do.
func realtime() Finding {
	given := make(chan bool)
	go func() {
		runtime.LockOSThread() // and not unlocked: the thread ends, and its priority with it
		given <- ontime.Prompt(ontime.Carries)
	}()
	if <-given {
		return Finding{What: "real-time priority", OK: true, Found: "permitted"}
	}
	return Finding{"real-time priority", false, "not permitted", "as root, or with 'ulimit -r 20', links stay on time while other programs are busy"}
}

// timers measures how late a sleeping thread wakes up.
func timers() Finding {
	const rounds, nap, tolerable = 50, 200 * time.Microsecond, 150 * time.Microsecond
	late := make(chan time.Duration)
	go func() {
		runtime.LockOSThread() // as above
		ontime.Prompt(ontime.Measures)
		var most time.Duration
		for range rounds {
			rest := unix.NsecToTimespec(int64(nap))
			began := time.Now()
			unix.Nanosleep(&rest, nil)
			most = max(most, time.Since(began)-nap)
		}
		late <- most
	}()
	most := <-late
	f := Finding{What: "timers", OK: most < tolerable, Found: fmt.Sprintf("at most %v late in %d naps", most.Round(time.Microsecond), rounds)}
	if !f.OK {
		f.Cure = "delays of user-space links will be late by as much now and then: stop other programs, or use a machine that is not shared"
	}
	return f
}

func openFiles() Finding {
	var l unix.Rlimit
	unix.Getrlimit(unix.RLIMIT_NOFILE, &l) // cannot fail with a valid address
	const perNode, enough = 3, 4096
	f := Finding{What: "open files", OK: l.Max >= enough, Found: fmt.Sprintf("up to %d", l.Max)}
	if !f.OK {
		f.Cure = fmt.Sprintf("labs of more than %d nodes need more: raise 'ulimit -Hn'", l.Max/perNode)
	}
	return f
}

func memory() Finding {
	text, err := os.ReadFile("/proc/meminfo")
	free, known := available(string(text))
	if err != nil || !known {
		return Finding{What: "memory", Found: "unknown: /proc/meminfo does not tell", Cure: "mount /proc"}
	}
	const perNode, enough = 600 << 10, 256 << 20
	f := Finding{What: "memory", OK: free > enough, Found: fmt.Sprintf("%d MB available, enough for some %d nodes", free>>20, free/perNode)}
	if !f.OK {
		f.Cure = "end other programs, or keep labs small"
	}
	return f
}

// available is the memory, in bytes, that programs can have without swapping,
// from the text of /proc/meminfo: what is free, and what the kernel would give back.
func available(meminfo string) (bytes uint64, known bool) {
	for line := range strings.Lines(meminfo) {
		var kilobytes uint64
		if n, _ := fmt.Sscanf(line, "MemAvailable: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, true
		}
	}
	return 0, false
}
