//go:build linux

package chains

import (
	"fmt"
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

// marker is the size of the echo that ends what a capture is judged by: nothing else
// has it.
const marker = 777

// count returns how many packets of a capture a filter of tshark's lets pass.
func (b *bed) count(file, filter string) int {
	b.t.Helper()
	out, err := exec.Command("tshark", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-T", "fields", "-e", "frame.number", "-Y", filter).Output()
	if err != nil && len(out) == 0 {
		b.t.Logf("tshark: %v", err) // it may read a packet that is being written
	}
	return len(strings.Fields(string(out)))
}

// settled waits until captures have the marker that the client sends.
func (b *bed) settled(files map[string]string) {
	b.t.Helper()
	b.must("client", "ping", "-c", "1", "-s", fmt.Sprint(marker), server)
	for node, file := range files {
		for try := 0; b.count(file, fmt.Sprintf("icmp && frame.len == %d", marker+42)) == 0; try++ {
			if try == 60 {
				b.t.Fatalf("%s: the last packet was never captured", node)
			}
		}
	}
}

// judge lets tshark look for wrong checksums in a capture.
func (b *bed) judge(node, file string) {
	b.t.Helper()
	all := b.count(file, "tcp || udp || icmp")
	if all <= 20 {
		b.t.Errorf("%s: only %d packets were captured", node, all)
	}
	if n := b.count(file, "ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0"); n > 0 {
		b.t.Errorf("%s: tshark finds %d of %d packets with wrong checksums", node, n, all)
	}
	if n := b.count(file, "tcp.checksum.status == 1"); n == 0 {
		b.t.Errorf("%s: tshark checked nothing", node)
	}
}
