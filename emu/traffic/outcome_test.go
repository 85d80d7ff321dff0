package traffic

import "testing"

// TestOutcomes: what says something of the network is told from what does not.
func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Run)
		is     Outcome
		whose  Limit
	}{
		"all arrives":                      {func(*Run) {}, Passed, NoLimit},
		"as much is lost as allowed":       {func(r *Run) { r.Received.Streams[0].LossRate = 0.01 }, Passed, NoLimit},
		"more is lost":                     {func(r *Run) { r.Received.Streams[0].LossRate = 0.02 }, Lost, OfNetwork},
		"nothing arrives":                  {func(r *Run) { r.Received.Streams = nil }, Lost, OfNetwork},
		"the sink was away":                {func(r *Run) { r.Received.Away = 0.7 }, Passed, NoLimit},
		"away, and more is lost":           {func(r *Run) { r.Received.Away, r.Received.Streams[0].LossRate = 0.7, 0.02 }, Lost, OfNetwork},
		"the sink missed some":             {func(r *Run) { r.Received.Port.Missed, r.Received.Streams[0].LossRate = 15, 0.02 }, Unmeasured, OfSink},
		"missed, but more is lost besides": {func(r *Run) { r.Received.Port.Missed, r.Received.Streams[0].LossRate = 5, 0.02 }, Lost, OfNetwork},
		"missed no more than allowed":      {func(r *Run) { r.Received.Port.Missed, r.Received.Streams[0].LossRate = 5, 0.005 }, Passed, NoLimit},
		"the sender fell behind":           {func(r *Run) { r.Sent.Behind = 0.5 }, Unmeasured, OfSender},
		"behind, and more is lost":         {func(r *Run) { r.Sent.Behind, r.Received.Streams[0].LossRate = 0.5, 0.02 }, Unmeasured, OfSender},
		"no frame was free":                {func(r *Run) { r.Sent.Unsent = 1 }, Unmeasured, OfSender},
		"nothing was sent":                 {func(r *Run) { r.Sent.Packets = 0 }, Unmeasured, OfSender},
		"bursts that all arrive":           {func(r *Run) { r.Sent.TooLate = 300 }, Passed, NoLimit},
		"bursts that are lost":             {func(r *Run) { r.Sent.TooLate, r.Received.Streams[0].LossRate = 300, 0.02 }, Unmeasured, OfSender},
		"bursts, but more is lost":         {func(r *Run) { r.Sent.TooLate, r.Received.Streams[0].LossRate = 300, 0.5 }, Lost, OfNetwork},
		"a stolen processor":               {func(r *Run) { r.Stolen = 0.3 }, Passed, NoLimit},
		"stolen, and more is lost":         {func(r *Run) { r.Stolen, r.Received.Streams[0].LossRate = 0.3, 0.02 }, Unmeasured, OfMachine},
		"no run at all":                    {func(r *Run) { r.Received = nil }, Unmeasured, OfMachine},
	} {
		r := Run{Sent: &Sent{Packets: 1000, Seconds: 1}, Received: &Received{Streams: []Stream{{}}}}
		c.change(&r)
		is, whose, why := r.outcome(0.01)
		if is != c.is || whose != c.whose || (is == Unmeasured) != (why != "") {
			t.Errorf("%s: %s, limit %s, %q", name, is, whose, why)
		}
	}
}
