//go:build linux

package chains

import (
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// capture writes what comes in on a node's interface into a file, until stop.
func (b *bed) capture(node, file string) (stop func()) {
	b.t.Helper()
	cmd := b.command(node, "tcpdump", "-i", "eth0", "-w", file, "-U", "--immediate-mode", "-Q", "in")
	trouble, err := cmd.StderrPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // its status is that of the signal
	})
	b.t.Cleanup(stop)
	listening := make([]byte, 512)
	for text := ""; !strings.Contains(text, "listening on"); {
		n, err := trouble.Read(listening)
		if err != nil {
			b.t.Fatalf("tcpdump: %s: %v", text, err)
		}
		text += string(listening[:n])
	}
	return stop
}

// judge lets tshark look for wrong checksums in a capture.
func (b *bed) judge(node, file string) {
	b.t.Helper()
	count := func(filter string) int {
		out, err := exec.Command("tshark", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
			"-T", "fields", "-e", "frame.number", "-Y", filter).Output()
		if err != nil {
			b.t.Fatalf("tshark: %v", err)
		}
		return len(strings.Fields(string(out)))
	}
	all := count("tcp || udp || icmp")
	if all <= 20 {
		b.t.Errorf("%s: only %d packets were captured", node, all)
	}
	if n := count("ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0"); n > 0 {
		b.t.Errorf("%s: tshark finds %d of %d packets with wrong checksums", node, n, all)
	}
	if n := count("tcp.checksum.status == 1"); n == 0 {
		b.t.Errorf("%s: tshark checked nothing", node)
	}
}
