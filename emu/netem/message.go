//go:build linux

package netem

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"qanat/emu/impair"
)

// Attributes of netem (linux/pkt_sched.h).
const (
	attrCorrelation  = 1
	attrDistribution = 2
	attrReorder      = 3
	attrLoss         = 5
	attrLatency64    = 10
	attrJitter64     = 11
	attrSeed         = 14

	gilbertElliott = 2 // in attrLoss
)

// options are struct tc_netem_qopt.
type options struct {
	latency, limit, loss, gap, duplicate, jitter uint32
}

// settings are what netem is told, and tells when it is asked.
type settings struct {
	options
	delayCorrelation, lossCorrelation, duplicateCorrelation uint32
	reorder, reorderCorrelation                             uint32
	bursts                                                  [4]uint32 // as struct tc_netem_gemodel: p, r, h, k1
	hasBursts                                               bool
	latency64, jitter64                                     int64
	seed                                                    uint64 // told by Linux 6.6 and newer
}

// scaled turns a share into netem's units: 2^32-1 is all.
func scaled(share float64) uint32 { return uint32(math.Round(share * math.MaxUint32)) }

// settingsOf translates an impairment, but for its rate. Correlations of its own
// netem is never told (Engine.Refuse); correlated loss is loss in bursts.
func settingsOf(m *impair.Impairment) (settings, error) {
	loss, duplicate, err := shares(m)
	if err != nil {
		return settings{}, err
	}
	bursts := m.Bursts
	if m.Loss.Share > 0 && m.Loss.Correlation > 0 {
		loss, bursts = 0, m.Loss.Bursts()
	}
	limit := m.InFlight() + m.QueueLimit()
	if limit > math.MaxUint32/2 {
		return settings{}, fmt.Errorf("%v at %v: %d packets would be on their way, more than netem counts", m.Delay, m.Rate, limit)
	}
	s := settings{
		options:   options{limit: uint32(limit), loss: scaled(loss), duplicate: scaled(duplicate)},
		reorder:   scaled(m.Reorder.Share),
		latency64: int64(m.Delay), jitter64: int64(m.Jitter),
	}
	if m.Reorder.Share > 0 {
		s.gap = uint32(max(1, m.ReorderGap))
	}
	if b := bursts; b.Any() {
		s.hasBursts = true
		s.bursts = [4]uint32{scaled(b.Enter), scaled(b.Leave), scaled(1 - b.LossBad), scaled(b.LossGood)}
	}
	return s, nil
}

func words(values ...uint32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.NativeEndian.AppendUint32(b, v)
	}
	return b
}

func long(value int64) []byte { return binary.NativeEndian.AppendUint64(nil, uint64(value)) }

// encode returns the qdisc's options as netlink has them. All of them are always
// there: what is left out stays as it was before.
func (s *settings) encode(table []int16, seed uint64) *nl.RtAttr {
	o := nl.NewRtAttr(nl.TCA_OPTIONS, words(s.latency, s.limit, s.loss, s.gap, s.duplicate, s.jitter))
	o.AddRtAttr(attrLatency64, long(s.latency64))
	o.AddRtAttr(attrJitter64, long(s.jitter64))
	o.AddRtAttr(attrCorrelation, words(s.delayCorrelation, s.lossCorrelation, s.duplicateCorrelation))
	o.AddRtAttr(attrReorder, words(s.reorder, s.reorderCorrelation))
	if s.hasBursts {
		loss := o.AddRtAttr(attrLoss|unix.NLA_F_NESTED, nil)
		loss.AddRtAttr(gilbertElliott, words(s.bursts[:]...))
	}
	var b []byte
	for _, v := range table {
		b = binary.NativeEndian.AppendUint16(b, uint16(v))
	}
	o.AddRtAttr(attrDistribution, b)
	if seed != 0 {
		o.AddRtAttr(attrSeed, long(int64(seed))) // kernels before 6.6 pass over it
	}
	return o
}

// decode reads what netem tells.
func decode(data []byte) (s settings, err error) {
	const fixed = 24
	if len(data) < fixed {
		return s, fmt.Errorf("netem tells %d bytes of options", len(data))
	}
	word := func(b []byte, k int) uint32 {
		if len(b) < 4*k+4 {
			return 0
		}
		return binary.NativeEndian.Uint32(b[4*k:])
	}
	s.options = options{word(data, 0), word(data, 1), word(data, 2), word(data, 3), word(data, 4), word(data, 5)}
	attributes, err := nl.ParseRouteAttr(data[fixed:])
	if err != nil {
		return s, err
	}
	for _, a := range attributes {
		switch v := a.Value; a.Attr.Type &^ unix.NLA_F_NESTED {
		case attrCorrelation:
			s.delayCorrelation, s.lossCorrelation, s.duplicateCorrelation = word(v, 0), word(v, 1), word(v, 2)
		case attrReorder:
			s.reorder, s.reorderCorrelation = word(v, 0), word(v, 1)
		case attrLatency64:
			s.latency64 = int64(binary.NativeEndian.Uint64(v))
		case attrJitter64:
			s.jitter64 = int64(binary.NativeEndian.Uint64(v))
		case attrSeed:
			s.seed = binary.NativeEndian.Uint64(v)
		case attrLoss:
			models, err := nl.ParseRouteAttr(v)
			if err != nil {
				return s, err
			}
			for _, model := range models {
				if model.Attr.Type == gilbertElliott {
					s.hasBursts = true
					s.bursts = [4]uint32{word(model.Value, 0), word(model.Value, 1), word(model.Value, 2), word(model.Value, 3)}
				}
			}
		}
	}
	return s, nil
}

// differences says what netem does otherwise than it was told.
func (s *settings) differences(got *settings) (list []string) {
	for _, c := range []struct {
		name       string
		want, have float64
	}{
		{"delay", float64(s.latency64), float64(got.latency64)}, {"jitter", float64(s.jitter64), float64(got.jitter64)},
		{"limit", float64(s.limit), float64(got.limit)}, {"loss", float64(s.loss), float64(got.loss)},
		{"duplicate", float64(s.duplicate), float64(got.duplicate)}, {"reorder_gap", float64(s.gap), float64(got.gap)},
		{"delay_correlation", float64(s.delayCorrelation), float64(got.delayCorrelation)},
		{"loss_correlation", float64(s.lossCorrelation), float64(got.lossCorrelation)},
		{"duplicate_correlation", float64(s.duplicateCorrelation), float64(got.duplicateCorrelation)},
		{"reorder", float64(s.reorder), float64(got.reorder)}, {"reorder_correlation", float64(s.reorderCorrelation), float64(got.reorderCorrelation)},
		{"bursts.enter", float64(s.bursts[0]), float64(got.bursts[0])}, {"bursts.leave", float64(s.bursts[1]), float64(got.bursts[1])},
		{"bursts.loss_inside", float64(s.bursts[2]), float64(got.bursts[2])}, {"bursts.loss_outside", float64(s.bursts[3]), float64(got.bursts[3])},
	} {
		if c.want != c.have {
			list = append(list, fmt.Sprintf("%s is %g for %g", c.name, c.have, c.want))
		}
	}
	return list
}

// tableOf returns the distribution's table, uniform ones included: netem, once it
// has a table, keeps it until it gets another.
func tableOf(d impair.Distribution) []int16 {
	if table := d.Table(); table != nil {
		return table
	}
	return uniform()
}

var uniform = sync.OnceValue(func() []int16 {
	const entries = 4096
	table := make([]int16, entries)
	for i := range table {
		table[i] = int16(math.Round((float64(2*i+1)/entries - 1) * impair.TableScale))
	}
	return table
})

var (
	root    = uint32(netlink.HANDLE_ROOT)
	delays  = netlink.MakeHandle(1, 0)
	rates   = netlink.MakeHandle(2, 0)
	waiting = netlink.MakeHandle(3, 0)
)
