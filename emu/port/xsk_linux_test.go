package port

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
	"qanat/internal/privileged"
)

// TestAQueueIsWaitedFor asks for a queue that another socket gives back soon, and
// for one that it keeps.
func TestAQueueIsWaitedFor(t *testing.T) {
	privileged.Require(t, privileged.Root)
	space := kerneltest.Spaces(t, 1)[0]
	_, r := kernel.Veth(kernel.End{In: space, Name: "l"}, kernel.End{In: space, Name: "r"})
	space.Up(r)
	if err := space.Commit(); err != nil {
		t.Fatal(err)
	}
	pool, err := NewPool(DefaultShape)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	err = kernel.Do(space.Name, func() error {
		face, err := net.InterfaceByName("l")
		if err != nil {
			return err
		}
		open := func() (*xsk, error) {
			return openXSK(&Options{Pool: pool, Room: DefaultRoom}, face.Index, 0)
		}
		first, err := open()
		if err != nil {
			return err
		}
		time.AfterFunc(50*time.Millisecond, first.close)
		second, err := open()
		if err != nil {
			return err
		}
		defer second.close()
		if _, err := open(); err == nil || !strings.Contains(err.Error(), "end it") {
			return errors.Join(errors.New("a queue that is taken is opened"), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
