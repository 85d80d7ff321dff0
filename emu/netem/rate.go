//go:build linux

package netem

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"qanat/emu/impair"
	"qanat/emu/kernel"
)

// burst is how much time's worth of packets may leave at once after a pause, so
// that late timers cost no rate.
const burst = time.Millisecond

// pace is what tbf and the queue in it are told, and tell when they are asked.
type pace struct {
	rate   uint64 // bytes/s
	limit  uint32 // bytes; what counts is the queue
	buffer uint32 // of the bucket, in the kernel's ticks of sending time
	queue  uint32 // packets
}

func paceOf(m *impair.Impairment) pace {
	rate := uint64(m.Rate) * 1000 / 8
	bucket := max(2*impair.FullSize, int(float64(rate)*burst.Seconds()))
	return pace{
		rate: rate, buffer: netlink.Xmittime(rate, uint32(bucket)), queue: uint32(m.QueueLimit()),
		limit: uint32(min(math.MaxUint32, (m.QueueLimit()+1)*2*impair.FullSize)),
	}
}

// setRate puts the rate and its queue behind the delay, or takes them away.
func setRate(index int, m *impair.Impairment) error {
	inner := netlink.QdiscAttrs{LinkIndex: index, Parent: netlink.MakeHandle(1, 1), Handle: rates}
	if m.Rate == 0 {
		err := netlink.QdiscDel(&netlink.GenericQdisc{QdiscAttrs: inner, QdiscType: "tbf"})
		if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EINVAL) {
			return nil // there is none
		}
		return err
	}
	want := paceOf(m)
	if err := netlink.QdiscReplace(&netlink.Tbf{QdiscAttrs: inner, Rate: want.rate, Buffer: want.buffer, Limit: want.limit}); err != nil {
		return fmt.Errorf("tbf: %w", err)
	}
	if err := kernel.Queue(index, netlink.MakeHandle(2, 1), waiting, int(want.queue)); err != nil {
		return err
	}
	got, err := readPace(index)
	if err != nil {
		return err
	}
	if wrong := want.differences(&got); wrong != nil {
		return fmt.Errorf("the kernel's tbf does not keep the rate asked for: %s", strings.Join(wrong, ", "))
	}
	return nil
}

// differences says what tbf and its queue do otherwise than they were told.
func (p *pace) differences(got *pace) (list []string) {
	for _, c := range []struct {
		name       string
		want, have uint64
	}{
		{"rate in bytes/s", p.rate, got.rate}, {"limit in bytes", uint64(p.limit), uint64(got.limit)},
		{"bucket in ticks", uint64(p.buffer), uint64(got.buffer)}, {"queue in packets", uint64(p.queue), uint64(got.queue)},
	} {
		if c.want != c.have {
			list = append(list, fmt.Sprintf("%s is %d for %d", c.name, c.have, c.want))
		}
	}
	return list
}

// readPace asks what the tbf of an interface, and the queue in it, do.
func readPace(index int) (p pace, err error) {
	all, err := disciplines(index)
	if err != nil {
		return p, err
	}
	attributes, err := nl.ParseRouteAttr(all[rates])
	if err != nil {
		return p, fmt.Errorf("read back: tbf: %w", err)
	}
	for _, a := range attributes {
		switch {
		case a.Attr.Type == nl.TCA_TBF_PARMS && len(a.Value) >= nl.SizeofTcTbfQopt:
			o := nl.DeserializeTcTbfQopt(a.Value)
			p.rate, p.limit, p.buffer = max(p.rate, uint64(o.Rate.Rate)), o.Limit, o.Buffer
		case a.Attr.Type == nl.TCA_TBF_RATE64 && len(a.Value) >= 8:
			p.rate = binary.NativeEndian.Uint64(a.Value)
		}
	}
	if queue := all[waiting]; len(queue) >= 4 {
		p.queue = binary.NativeEndian.Uint32(queue)
	}
	return p, nil
}

// readNetem asks what the netem of an interface does.
func readNetem(index int) (settings, error) {
	all, err := disciplines(index)
	if err != nil {
		return settings{}, err
	}
	if all[delays] == nil {
		return settings{}, errors.New("read back: netem is gone")
	}
	return decode(all[delays])
}

// disciplines asks for the options of an interface's queueing disciplines, by
// handle.
func disciplines(index int) (map[uint32][]byte, error) {
	messages, err := kernel.Qdisc(unix.RTM_GETQDISC, unix.NLM_F_DUMP, index, 0, 0).Execute(unix.NETLINK_ROUTE, unix.RTM_NEWQDISC)
	if err != nil {
		return nil, fmt.Errorf("read back: %w", err)
	}
	all := map[uint32][]byte{}
	for _, b := range messages {
		tc := nl.DeserializeTcMsg(b)
		if int(tc.Ifindex) != index {
			continue
		}
		attributes, err := nl.ParseRouteAttr(b[tc.Len():])
		if err != nil {
			return nil, fmt.Errorf("read back: %w", err)
		}
		for _, a := range attributes {
			if a.Attr.Type == nl.TCA_OPTIONS {
				all[tc.Handle] = a.Value
			}
		}
	}
	return all, nil
}
