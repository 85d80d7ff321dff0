package port

import (
	"errors"
	"strings"
	"testing"
	"time"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
)

// TestAQueueIsWaitedFor asks for a queue that another socket gives back soon, and
// for one that it keeps.
func TestAQueueIsWaitedFor(t *testing.T) {
	space := kerneltest.Spaces(t, 1)[0]
	index, _ := kerneltest.Join(t, kernel.End{In: space, Name: "l"}, kernel.End{In: space, Name: "r"})
	pool, err := NewPool(DefaultShape)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	err = kernel.Do(space.Name, func() error {
		open := func() (*xsk, error) {
			return openXSK(&Options{Pool: pool, Room: DefaultRoom}, index, 0)
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
