package limiter_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/limiter"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
	"qanat/replication/nf/nftest"
)

func run(t *testing.T, c limiter.Config) *nf.Thread {
	t.Helper()
	return nftest.Open(t, limiter.New, c)
}

// small allows 100,000 bytes in a window of a second.
func small(by limiter.By) limiter.Config {
	return limiter.Config{Rate: 800_000, Window: time.Second, By: by, Keys: 1000}
}

// keyOf names what a frame's rate is of.
func keyOf(by limiter.By, f boxtest.Frame) any {
	if f.Protocol == packet.ICMPv6 {
		f.SourcePort, f.TargetPort = 0, 0
	}
	switch by {
	case limiter.Source:
		return [2]any{f.Source, f.Six}
	case limiter.Target:
		return [2]any{f.Target, f.Six}
	case limiter.Flow:
		return [2]any{f.Tuple, f.Six}
	}
	return nil
}

// TestAgainstATwin follows the formula of the package comment in floating point.
func TestAgainstATwin(t *testing.T) {
	for by := limiter.All; by <= limiter.Flow; by++ {
		r := rand.New(rand.NewPCG(uint64(by), 1))
		c, limit := small(by), 100_000.0
		if by == limiter.Flow {
			c.Rate, limit = 24_000, 3000
		}
		thread := run(t, c)
		bytes := map[any]map[int64]float64{}
		now, dropped := time.Duration(0), 0
		for range 1500 {
			now += time.Duration(r.Int64N(int64(10 * time.Millisecond)))
			var sent []boxtest.Sent
			for range 1 + r.IntN(middlebox.MaxBatch) {
				sent = append(sent, boxtest.Mix(r))
			}
			w, f := int64(now/c.Window), float64(now%c.Window)/float64(c.Window)
			for i, out := range boxtest.Pass(thread, int64(now), sent...) {
				key := keyOf(by, sent[i].Frame)
				if bytes[key] == nil {
					bytes[key] = map[int64]float64{}
				}
				length := float64(sent[i].Length())
				had := bytes[key][w] + (1-f)*bytes[key][w-1] + length
				passes := out.Side != middlebox.Drop
				if passes != (had <= limit) && (had < limit-1 || had > limit+1) {
					t.Fatalf("by %v at %v: %.0f bytes, passes %v", by, now, had, passes)
				}
				if passes {
					bytes[key][w] += length
				} else {
					dropped++
				}
			}
		}
		if dropped == 0 {
			t.Errorf("by %v: nothing was dropped", by)
		}
	}
}

func packetOf(length int) boxtest.Sent {
	f := boxtest.Frame{Body: strings.Repeat("x", length-28)}
	f.Source, f.Target, f.Protocol, f.SourcePort = 7, 8, packet.UDP, 20000
	return boxtest.Sent{Frame: f}
}

// TestLongFlows compares what passes with an exact token bucket, for flows that
// always have more to send, and of any traffic with the rate.
func TestLongFlows(t *testing.T) {
	for _, pause := range []bool{false, true} {
		c := small(limiter.All)
		thread := run(t, c)
		r := rand.New(rand.NewPCG(1, 1))
		now, on := time.Duration(0), true
		tokens, exact, ours := 100_000.0, 0.0, 0.0
		var since []time.Duration // and passed: what had passed at a time
		var passed []float64
		for now < 200*c.Window {
			step := time.Duration(r.Int64N(int64(5 * time.Millisecond)))
			now += step
			tokens = min(100_000, tokens+100_000*step.Seconds())
			if pause && r.IntN(200) == 0 {
				on = !on
			}
			if !on {
				continue
			}
			length := 100 + r.IntN(1400)
			if tokens >= float64(length) {
				tokens, exact = tokens-float64(length), exact+float64(length)
			}
			if boxtest.Pass(thread, int64(now), packetOf(length))[0].Side != middlebox.Drop {
				ours += float64(length)
			}
			since, passed = append(since, now), append(passed, ours)
		}
		const window, largest = 110_000, 200 * 1500
		if !pause && (ours > exact+window || ours < exact-window-largest) {
			t.Errorf("%.0f bytes passed in 200 windows, %.0f by the bucket", ours, exact)
		}
		for k := 0; k < len(since); k += 50 {
			for l := k; l < len(since); l += 50 {
				if most := 100_000 * ((since[l] - since[k]).Seconds() + 2*c.Window.Seconds()); passed[l]-passed[k] > most {
					t.Fatalf("%.0f bytes between %v and %v", passed[l]-passed[k], since[k], since[l])
				}
			}
		}
	}
}

// TestInstancesShareARate lets two instances learn of each other's counts after a
// lag: what passes both exceeds the rate by what is offered in the lag, no more.
func TestInstancesShareARate(t *testing.T) {
	box, err := limiter.New(small(limiter.All))
	if err != nil {
		t.Fatal(err)
	}
	const lag, step, windows = 20 * time.Millisecond, time.Millisecond, 20
	instances := [2]*boxtest.State{boxtest.NewState(box), boxtest.NewState(box)}
	var known [2][2]map[middlebox.Key]uint64 // by instance and object
	for i := range known {
		known[i] = [2]map[middlebox.Key]uint64{{}, {}}
	}
	total := 0
	for now := time.Duration(0); now < windows*time.Second; now += step {
		for _, instance := range instances {
			if boxtest.Pass(instance, int64(now), packetOf(400))[0].Side != middlebox.Drop {
				total += 400
			}
		}
		if now%lag != 0 {
			continue
		}
		for object := range 2 {
			news := [2]map[middlebox.Key]uint64{{}, {}}
			for i, instance := range instances {
				for k, v := range instance.Entries(object) {
					news[i][k] = v[0] - known[i][object][k]
				}
			}
			for i, instance := range instances {
				for k, n := range news[1-i] {
					instance.AddKey(instance.Packets(), object, 0, k, n)
				}
				for k, v := range instance.Entries(object) {
					known[i][object][k] = v[0]
				}
			}
		}
	}
	const limit, inLag = 100_000, int(lag/step) * 400
	if most := (windows+1)*limit + windows*inLag; total > most || total < (windows-1)*limit {
		t.Errorf("%d bytes passed, at most %d should", total, most)
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*limiter.Config){
		func(c *limiter.Config) { c.Rate = 1000 },
		func(c *limiter.Config) { c.Rate = 1e13 },
		func(c *limiter.Config) { c.Window = 0 },
		func(c *limiter.Config) { c.Window = 2 * time.Hour },
		func(c *limiter.Config) { c.Keys = 0 },
		func(c *limiter.Config) { c.By = 4 },
	} {
		c := small(limiter.All)
		change(&c)
		if _, err := limiter.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
