//go:build linux

package chains

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestGuard browses through an IDPS and a stateful firewall, on two threads, tries
// to come in, and then scans: only the scan makes the client an outcast.
func TestGuard(t *testing.T) {
	b := up(t, "guard.yaml")
	folder := site(t, 1_000_000)
	b.web("server", folder)
	b.serve("client", "5201", "iperf3", "-s")
	if got := b.fetch(folder, "large", "http://"+server+"/large"); got != "the same" {
		t.Fatal(got)
	}
	for page := range 50 {
		name := fmt.Sprint("page", page)
		if got := b.fetch(folder, name, "http://"+server+"/"+name); got != "the same" {
			t.Fatalf("browsing, page %d: %s", page, got)
		}
	}
	if out, err := b.run("server", "iperf3", "-c", "10.0.0.1", "-t", "1", "--connect-timeout", "1500"); err == nil {
		t.Errorf("the firewall let a connection in from outside:\n%s", out)
	}
	b.must("client", "curl", "-sS", "--max-time", "5", "-o", filepath.Join(t.TempDir(), "page"), "http://"+server+"/page1")
	b.must("client", "nmap", "-sS", "-Pn", "-n", "-T4", "--max-retries", "1", "--host-timeout", "20s", "-p", "1-1000", server)
	if out, err := b.run("client", "curl", "-sS", "--max-time", "3", "http://"+server+"/page1"); err == nil {
		t.Errorf("a scanner may still browse: %d bytes", len(out))
	}
}

// TestBalancer lets a client connect many times: both servers get their share, and
// every connection works.
func TestBalancer(t *testing.T) {
	b := up(t, "balancer.yaml")
	pages := map[string]int{}
	for _, node := range []string{"first", "second"} {
		folder := t.TempDir()
		b.file(folder, "index.html", node)
		readable(folder)
		b.web(node, folder)
	}
	for range 40 {
		pages[strings.TrimSpace(b.must("client", "curl", "-sS", "--max-time", "5", "http://203.0.113.100/"))]++
	}
	if pages["first"]+pages["second"] != 40 || pages["first"] < 10 || pages["second"] < 10 {
		t.Errorf("40 connections got the pages %v", pages)
	}
}
