//go:build linux

package chains

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"qanat/emu/live"
	"qanat/internal/privileged"
)

// clients is that the programs are installed which the tests run.
var clients = privileged.Feature{Name: "clients", Missing: func() error {
	for _, program := range []string{"curl", "nginx", "vsftpd", "iperf3", "dig", "dnsmasq", "ping", "tshark", "tcpdump", "nft", "nmap"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%w: run scripts/install-clients.sh as root", err)
		}
	}
	return nil
}}

var root = privileged.Feature{Name: "root", Missing: live.Permitted}

// qanat builds the command once, and puts it where processes of labs find it.
var qanat = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "qanat-chains-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "qanat")
	if out, err := exec.Command("go", "build", "-o", path, "qanat/cmd/qanat").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building qanat: %w\n%s", err, out)
	}
	return path, os.Setenv("PATH", folder+":"+os.Getenv("PATH"))
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := qanat(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// bed is a lab that is up.
type bed struct {
	t    *testing.T
	path string // of the command
	id   string
}

// up brings one of the labs up, for the time of a test.
func up(t *testing.T, file string) *bed {
	t.Helper()
	privileged.Require(t, root, clients, privileged.Quiet)
	path, err := qanat()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "lab", "up", file).CombinedOutput()
	if err != nil {
		t.Fatalf("lab up %s: %v\n%s", file, err, out)
	}
	b := &bed{t: t, path: path, id: strings.Fields(string(out))[0]}
	t.Cleanup(func() {
		if out, err := exec.Command(path, "lab", "down", b.id).CombinedOutput(); err != nil {
			t.Errorf("lab down: %v\n%s", err, out)
		}
	})
	return b
}

// command is a program on a node.
func (b *bed) command(node string, argv ...string) *exec.Cmd {
	return exec.Command(b.path, append([]string{"lab", "exec", b.id, node, "--"}, argv...)...)
}

// run runs a program on a node to its end and returns what it printed.
func (b *bed) run(node string, argv ...string) (string, error) {
	var out, trouble bytes.Buffer
	cmd := b.command(node, argv...)
	cmd.Stdout, cmd.Stderr = &out, &trouble
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("%s: %s: %w: %s%s", node, strings.Join(argv, " "), err, out.String(), trouble.String())
	}
	return out.String(), err
}

// must is run for what has to succeed.
func (b *bed) must(node string, argv ...string) string {
	b.t.Helper()
	out, err := b.run(node, argv...)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// serve runs a program on a node until the test ends, and waits until something
// listens at one of its ports.
func (b *bed) serve(node, listens string, argv ...string) {
	b.t.Helper()
	var out bytes.Buffer
	cmd := b.command(node, argv...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	b.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
	})
	for range 100 {
		if listening, err := b.run(node, "ss", "-Hln", "sport", "=", ":"+listens); err == nil && listening != "" {
			return
		}
		select {
		case err := <-ended:
			ended <- err
			b.t.Fatalf("%s ended: %v\n%s", argv[0], err, out.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	b.t.Fatalf("%s does not listen at %s", argv[0], listens)
}
