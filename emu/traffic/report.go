package traffic

import (
	"maps"
	"slices"

	"qanat/emu/port"
)

// Received is what a sink measured.
type Received struct {
	Streams   []Stream   `json:"streams"`
	Intervals []Interval `json:"intervals"`
	Foreign   uint64     `json:"foreign"` // frames without a stamp
	Ahead     uint64     `json:"ahead"`   // packets that seem to arrive before they are sent, since clocks differ

	// Away is the share of the time in which the sink had not looked at its port for
	// more than LateBound, and LongestAway the longest such time, in seconds: packets
	// that came meanwhile were stamped when it looked again.
	Away        float64 `json:"away_share"`
	LongestAway float64 `json:"longest_away_s"`

	Port        port.Counts `json:"port"`        // of the receiving port
	Interrupted bool        `json:"interrupted"` // ended before its time
}

// Interval is the throughput of some time, from Begin seconds after the first
// packet until the next.
type Interval struct {
	Begin   float64 `json:"begin_s"`
	Packets uint64  `json:"packets"`
	Bytes   uint64  `json:"bytes"`
}

// Stream is what became of a sender's packets.
type Stream struct {
	Stream   int     `json:"stream"`
	Ended    bool    `json:"ended"`   // how many were sent is known
	Sent     uint64  `json:"sent"`    // if it is not, as many as the highest number says
	Joined   uint64  `json:"joined"`  // the first packet's number, if the stream was met in its middle
	Arrived  uint64  `json:"arrived"` // different packets
	Bytes    uint64  `json:"bytes"`
	Lost     uint64  `json:"lost"`
	LossRate float64 `json:"loss_share"`
	Doubled  uint64  `json:"duplicates"`
	TooOld   uint64  `json:"too_old"` // a million packets behind, of which nobody knows whether they are duplicates

	Reordered     uint64  `json:"reordered"`
	ReorderRate   float64 `json:"reordered_share"`
	Extent        uint64  `json:"reorder_extent_max"` // in packets (RFC 4737)
	MeanExtent    float64 `json:"reorder_extent_mean"`
	ExtentAtLeast bool    `json:"reorder_extent_at_least,omitempty"` // some are larger, since more gaps were open than are remembered

	Seconds  float64 `json:"seconds"` // from the first arrival to the last
	PPS      float64 `json:"packets_per_second"`
	BPS      float64 `json:"bits_per_second"`
	Delay    Delays  `json:"delay_from_intended"` // from when packets should have been sent
	Actual   Delays  `json:"delay_from_actual"`   // from when they were
	Flows    int     `json:"flows,omitempty"`
	FlowList []Flow  `json:"per_flow,omitempty"`
}

// Flow is what arrived of one flow. How many packets of it were lost is not known.
type Flow struct {
	Flow      uint32 `json:"flow"` // its number, modulo 2^24
	Packets   uint64 `json:"packets"`
	Reordered uint64 `json:"reordered"` // behind later ones of the same flow
}

// Report returns what was measured so far. Where the numbers of packets sent are
// known from the senders, they come before what marks say.
func (s *Sink) Report(sent ...Sent) Received {
	r := Received{Streams: []Stream{}, Intervals: slices.Clone(s.intervals), Foreign: s.foreign, Ahead: s.ahead}
	r.Away, r.LongestAway = float64(s.away)/float64(max(s.watched, 1)), float64(s.longest)/1e9
	for _, one := range sent {
		st := s.stream(one.Stream)
		st.ended, st.total = true, one.Packets
	}
	for id, st := range s.streams {
		if st != nil {
			r.Streams = append(r.Streams, st.report(id))
		}
	}
	return r
}

func (st *stream) report(id int) Stream {
	sent := st.next - st.first
	if st.ended {
		sent = max(sent, st.total-min(st.first, st.total))
	}
	r := Stream{
		Stream: id, Ended: st.ended, Sent: sent, Joined: st.first, Arrived: st.arrived, Bytes: st.bytes,
		Lost: sent - st.arrived, Doubled: st.doubled, TooOld: st.tooOld,
		Reordered: st.late, Extent: st.extent, ExtentAtLeast: st.shortest,
		Seconds: float64(st.end-st.begin) / 1e9, Delay: delays(st.intended), Actual: delays(st.actual),
	}
	share := func(n, of uint64) float64 { return float64(n) / float64(max(of, 1)) }
	r.LossRate = share(r.Lost, r.Sent)
	r.ReorderRate = share(r.Reordered, r.Arrived)
	r.MeanExtent = share(st.extents, r.Reordered)
	if r.Seconds > 0 {
		r.PPS = float64(r.Arrived-1) / r.Seconds
		r.BPS = 8 * float64(r.Bytes) * r.PPS / float64(r.Arrived)
	}
	for _, number := range slices.Sorted(maps.Keys(st.flows)) {
		f := st.flows[number]
		r.FlowList = append(r.FlowList, Flow{number, f.packets, f.reordered})
	}
	r.Flows = len(r.FlowList)
	return r
}
