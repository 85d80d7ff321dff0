package runner

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress is told how a run goes. Calls never overlap.
type Progress interface {
	// Start says how many cells there are, how many are recorded already, and
	// the weight of those still to be computed.
	Start(total, recorded int, weight float64)
	// Done says that one cell has ended, with what failed, if anything.
	Done(label string, weight float64, err error)
	End()
}

// Silent is a Progress that says nothing.
type Silent struct{}

// Start implements Progress.
func (Silent) Start(int, int, float64) {}

// Done implements Progress.
func (Silent) Done(string, float64, error) {}

// End implements Progress.
func (Silent) End() {}

// between is the least time between two lines of a Progress on a pipe or in a
// log file.
const between = 5 * time.Second

// Show returns a Progress with the time left: a bar if w is a terminal, else a
// line at most every five seconds.
func Show(w io.Writer, title string) Progress {
	clock := &remaining{title: title, now: time.Now}
	if f, isFile := w.(*os.File); isFile && term.IsTerminal(int(f.Fd())) {
		return &bar{remaining: clock, w: w}
	}
	return &lines{remaining: clock, w: w}
}

// remaining estimates the time left from the weights of what is done.
type remaining struct {
	title                   string
	now                     func() time.Time
	began                   time.Time
	total, recorded, failed int
	cells                   int     // computed or failed
	weight, done            float64 // to compute; computed
}

// Start implements Progress.
func (r *remaining) Start(total, recorded int, weight float64) {
	r.total, r.recorded, r.weight, r.began = total, recorded, weight, r.now()
}

func (r *remaining) count(weight float64, err error) {
	r.cells++
	r.done += weight
	if err != nil {
		r.failed++
	}
}

// String says where the run stands.
func (r *remaining) String() string {
	text := fmt.Sprintf("%s: %d of %d cells", r.title, r.recorded+r.cells-r.failed, r.total)
	if r.failed > 0 {
		text += fmt.Sprintf(", %d failed", r.failed)
	}
	passed := r.now().Sub(r.began)
	switch {
	case r.recorded+r.cells == r.total:
		return text + ", " + whole(passed)
	case r.done == 0:
		return text
	}
	left := time.Duration(float64(passed) * (r.weight - r.done) / r.done)
	return text + ", about " + whole(left) + " left"
}

func whole(d time.Duration) string { return d.Round(time.Second).String() }

// lines writes plain lines.
type lines struct {
	*remaining
	w    io.Writer
	last time.Time
}

// Start implements Progress.
func (l *lines) Start(total, recorded int, weight float64) {
	l.remaining.Start(total, recorded, weight)
	l.last = l.began
	if recorded > 0 {
		fmt.Fprintf(l.w, "%s: %d of %d cells are recorded already\n", l.title, recorded, total)
	}
}

// Done implements Progress. Failures are never held back.
func (l *lines) Done(label string, weight float64, err error) {
	l.count(weight, err)
	if err != nil {
		fmt.Fprintf(l.w, "%s: %s failed: %v\n", l.title, label, err)
	}
	if now := l.now(); now.Sub(l.last) >= between {
		l.last = now
		fmt.Fprintln(l.w, l)
	}
}

// End implements Progress.
func (l *lines) End() { fmt.Fprintln(l.w, l) }

// bar draws a bar.
type bar struct {
	*remaining
	w    io.Writer
	view *progressbar.ProgressBar
}

// Start implements Progress.
func (b *bar) Start(total, recorded int, weight float64) {
	b.remaining.Start(total, recorded, weight)
	b.view = progressbar.NewOptions(max(1, int(weight)),
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionFullWidth(),
		progressbar.OptionSetDescription(b.String()))
}

// Done implements Progress.
func (b *bar) Done(label string, weight float64, err error) {
	b.count(weight, err)
	if err != nil {
		b.clear()
		fmt.Fprintf(b.w, "%s: %s failed: %v\n", b.title, label, err)
	}
	b.view.Describe(b.String())
	b.draw()
}

// End implements Progress.
func (b *bar) End() {
	b.clear()
	fmt.Fprintln(b.w, b)
}

// A terminal that went away must not stop the run: drawing errors are ignored.
func (b *bar) draw()  { _ = b.view.Set(int(b.done)) }
func (b *bar) clear() { _ = b.view.Clear() }
