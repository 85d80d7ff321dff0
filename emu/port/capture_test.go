package port_test

import (
	"path/filepath"
	"testing"

	"qanat/emu/port"
	"qanat/emu/port/porttest"
)

// late is a port that is opened when something is first received from it.
type late struct {
	port.Port
	open func() port.Port
}

func (l *late) Receive(frames []port.Frame) (int, error) {
	l.ready()
	return l.Port.Receive(frames)
}

func (l *late) Counts() port.Counts {
	l.ready()
	return l.Port.Counts()
}

func (l *late) Close() error {
	l.ready()
	return l.Port.Close()
}

func (l *late) ready() {
	if l.Port == nil {
		l.Port = l.open()
	}
}

func TestCapture(t *testing.T) {
	porttest.Run(t, func(t testing.TB) porttest.Ends {
		pool := newPool(t)
		path := filepath.Join(t.TempDir(), "frames.pcap")
		from, err := port.Open("pcap", port.Options{Pool: pool, Write: path})
		if err != nil {
			t.Fatal(err)
		}
		return porttest.Ends{Pool: pool, From: from, Room: 256, Stored: true, To: &late{open: func() port.Port {
			to, err := port.Open("pcap", port.Options{Pool: pool, Read: path})
			if err != nil {
				t.Fatal(err)
			}
			return to
		}}}
	})
}
