package traffic

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Write writes a run for people to read.
func (r *Run) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if s := r.Sent; s != nil {
		s.write(t)
	}
	if s := r.Received; s != nil {
		for k := range s.Streams {
			s.Streams[k].write(t)
		}
		if s.Foreign > 0 {
			fmt.Fprintf(t, "others\t%d frames without a stamp\n", s.Foreign)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return r.Verdict.write(w)
}

func (s *Sent) write(w io.Writer) {
	asked := "at the recorded pace"
	if s.AskedPPS > 0 {
		asked = fmt.Sprintf("of %s asked for", rate(s.AskedPPS))
	}
	fmt.Fprintf(w, "sent\t%d packets, %d bytes in %.3f s: %s %s\n", s.Packets, s.Bytes, s.Seconds, rate(s.PPS), asked)
	if s.Unsent+s.Refused > 0 {
		fmt.Fprintf(w, "\t%d refused by the port, %d for which no frame was free\n", s.Refused, s.Unsent)
	}
	fmt.Fprintf(w, "lateness\t%s; %d packets more than %v\n", &s.Lateness, s.TooLate, LateBound)
}

func (s *Stream) write(w io.Writer) {
	name := "arrived"
	if s.Stream > 0 {
		name = fmt.Sprintf("stream %d", s.Stream)
	}
	fmt.Fprintf(w, "%s\t%d packets, %d bytes in %.3f s: %s, %.4g Mbit/s\n", name, s.Arrived, s.Bytes, s.Seconds, rate(s.PPS), s.BPS/1e6)
	fmt.Fprintf(w, "lost\t%d of %d (%.4g%%)\n", s.Lost, s.Sent, 100*s.LossRate)
	least := ""
	if s.ExtentAtLeast {
		least = "at least "
	}
	fmt.Fprintf(w, "order\t%d reordered (%.4g%%), extent mean %.1f, max %s%d; %d duplicates\n", s.Reordered, 100*s.ReorderRate, s.MeanExtent, least, s.Extent, s.Doubled)
	fmt.Fprintf(w, "delay\t%s, from the intended time\n", &s.Delay)
	fmt.Fprintf(w, "\t%s, from the actual time\n", &s.Actual)
	if s.Flows > 0 {
		fmt.Fprintf(w, "flows\t%d\n", s.Flows)
	}
}

// String writes times in microseconds.
func (d *Delays) String() string {
	return fmt.Sprintf("p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, max %.1f us", d.P50, d.P90, d.P99, d.P999, d.Max)
}

func (v *Verdict) write(w io.Writer) error {
	text := "valid"
	if !v.Valid {
		text = "REJECTED: " + strings.Join(v.Reasons, "; ")
	}
	for _, note := range v.Notes {
		text += "\nnote: " + note
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

// rate writes packets/s as flags take them.
func rate(packetsPerSecond float64) string {
	switch {
	case packetsPerSecond >= 1e6:
		return fmt.Sprintf("%.4gMpps", packetsPerSecond/1e6)
	case packetsPerSecond >= 1e3:
		return fmt.Sprintf("%.4gkpps", packetsPerSecond/1e3)
	}
	return fmt.Sprintf("%.4gpps", packetsPerSecond)
}

// Write writes what a search ended with.
func (f *Found) Write(w io.Writer) error {
	text := "no rate passed"
	if f.PPS > 0 {
		text = rate(f.PPS) + " passed"
	}
	switch f.Limit {
	case NoLimit:
	case OfNetwork:
		text += ", " + rate(f.Above) + " did not"
	default:
		text += ", " + rate(f.Above) + " could not be measured"
	}
	text += fmt.Sprintf(" (%d trials; %s)", len(f.Trials), f.Ended)
	if f.Why != "" {
		text += fmt.Sprintf("\nthe limit is the %s's, not the network's: %s", f.Limit, f.Why)
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

// String says how a trial went, in a line.
func (t *Trial) String() string {
	text := fmt.Sprintf("trial %d: %s ", t.Number+1, rate(t.PPS))
	switch t.Outcome {
	case Passed:
		return text + fmt.Sprintf("passed (%.4g%% lost)", 100*t.Loss)
	case Lost:
		return text + fmt.Sprintf("did not pass (%.4g%% lost)", 100*t.Loss)
	}
	return text + fmt.Sprintf("could not be measured (%.4g%% lost): %s", 100*t.Loss, t.Why)
}
