//go:build linux

package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"qanat/emu/kernel"
)

// testpmd starts DPDK's forwarder with a driver on both interfaces of the middle,
// forwarding frames as they are.
func testpmd(driver string) func(context.Context, *bed) (func() error, error) {
	return func(ctx context.Context, b *bed) (func() error, error) {
		program, err := exec.LookPath("dpdk-testpmd")
		if err != nil {
			return nil, fmt.Errorf("%w (apt-get install dpdk-dev)", err)
		}
		cmd := exec.CommandContext(ctx, program, "--no-huge", "-m", "512", "--no-pci", "--no-telemetry",
			"--file-prefix", b.names[1], "-l", fmt.Sprintf("%d,%d", b.processors[0], b.processors[1]),
			"--vdev="+driver+"0,iface="+left, "--vdev="+driver+"1,iface="+right,
			"--", "--auto-start", "--no-mlockall", "--total-num-mbufs=8192", "--forward-mode=io", "--stats-period=1")
		// Frames that arrive before it is ready can leave it without any to fill.
		out := &watched{until: []byte("Port statistics"), seen: make(chan struct{})}
		cmd.Stdout, cmd.Stderr = out, out
		if err := kernel.Do(b.names[1], cmd.Start); err != nil {
			return nil, err
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-out.seen:
		case err := <-ended:
			return nil, fmt.Errorf("testpmd: %w: %s", err, out.text.Bytes())
		}
		return func() error {
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				return fmt.Errorf("testpmd: %w", err)
			}
			<-ended // it reports that it was interrupted, which is no news
			return nil
		}, nil
	}
}

// watched is what a program writes, until it writes something that is waited for.
type watched struct {
	text  bytes.Buffer
	until []byte
	seen  chan struct{}
	done  bool
}

func (w *watched) Write(p []byte) (int, error) {
	if !w.done {
		w.text.Write(p)
		if w.done = bytes.Contains(w.text.Bytes(), w.until); w.done {
			close(w.seen)
		}
	}
	return len(p), nil
}

// kernelForwards lets the kernel forward, on the processor of what is measured,
// as it is or with nft's masquerade.
func kernelForwards(masquerade bool) func(context.Context, *bed) (func() error, error) {
	return func(_ context.Context, b *bed) (func() error, error) {
		forward := func(on string) error {
			return kernel.Do(b.names[1], func() error { return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte(on), 0o644) })
		}
		move := func(mask string) error {
			return b.run("sh", "-c", "echo "+mask+" > /sys/class/net/"+left+"/queues/rx-0/rps_cpus")
		}
		if err := errors.Join(b.drain(ofKernel), b.neighbour(), forward("1"), move(fmt.Sprintf("%x", 1<<b.processors[1]))); err != nil {
			return nil, err
		}
		stop := func() error { return errors.Join(forward("0"), move("0"), b.drain(ofSockets)) }
		if masquerade {
			err := b.run("nft", "add table ip qanat; add chain ip qanat out { type nat hook postrouting priority 100; }; add rule ip qanat out masquerade")
			if err != nil {
				return nil, errors.Join(err, stop())
			}
			plain := stop
			stop = func() error { return errors.Join(plain(), b.run("nft", "delete", "table", "ip", "qanat")) }
		}
		return stop, nil
	}
}
