//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a run is: a bar with the time left on a terminal, else a
// line every five seconds.
type progress struct {
	w      io.Writer
	what   string
	most   uint64        // packets, 0 if that is not known
	limit  time.Duration // 0 if there is none
	bar    *progressbar.ProgressBar
	spoken time.Duration
}

// lineEvery is the least time between two lines.
const lineEvery = 5 * time.Second

// steps is how finely a bar is drawn.
const steps = 1000

func newProgress(w io.Writer, what string, most uint64, limit time.Duration) *progress {
	p := &progress{w: w, what: what, most: most, limit: limit}
	if f, isFile := w.(*os.File); isFile && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(steps, progressbar.OptionSetWriter(w), progressbar.OptionFullWidth(),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false))
	}
	return p
}

// tell is a traffic.Tell.
func (p *progress) tell(packets uint64, passed time.Duration) {
	if p.bar != nil {
		p.bar.Describe(p.text(packets, passed))
		_ = p.bar.Set(int(steps * p.share(packets, passed))) // a terminal that went away stops nothing
		return
	}
	if passed-p.spoken >= lineEvery {
		p.spoken = passed
		fmt.Fprintln(p.w, p.text(packets, passed))
	}
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

// share is how much is done: what ends the run first counts.
func (p *progress) share(packets uint64, passed time.Duration) (share float64) {
	if p.most > 0 {
		share = float64(packets) / float64(p.most)
	}
	if p.limit > 0 {
		share = max(share, float64(passed)/float64(p.limit))
	}
	return min(share, 1)
}

func (p *progress) text(packets uint64, passed time.Duration) string {
	text := fmt.Sprintf("%s: %d packets in %v", p.what, packets, passed.Round(time.Second))
	if share := p.share(packets, passed); share > 0 {
		left := time.Duration(float64(passed) * (1 - share) / share)
		text += fmt.Sprintf(", about %v left", left.Round(time.Second))
	}
	return text
}
