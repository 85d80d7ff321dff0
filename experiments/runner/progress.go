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
	// which are still to be computed.
	Start(total, recorded int, open []Task)
	// Done says that one cell has ended, how long it took, and what failed, if
	// anything.
	Done(t *Task, took time.Duration, err error)
	End()
}

// Silent is a Progress that says nothing.
type Silent struct{}

// Start implements Progress.
func (Silent) Start(int, int, []Task) {}

// Done implements Progress.
func (Silent) Done(*Task, time.Duration, error) {}

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

// remaining estimates the time left from what cells of the same group took.
type remaining struct {
	title                   string
	now                     func() time.Time
	began                   time.Time
	total, recorded, failed int
	cells                   int  // computed or failed
	all                     work // of all groups
	groups                  map[string]*work
}

// work is what tasks weigh, and how long workers were busy with those done.
type work struct {
	weight, done float64
	busy         time.Duration
}

func (w *work) add(weight float64, took time.Duration) { w.done, w.busy = w.done+weight, w.busy+took }

// pace is how long a unit of weight takes.
func (w *work) pace() float64 { return float64(w.busy) / w.done }

// Start implements Progress.
func (r *remaining) Start(total, recorded int, open []Task) {
	r.total, r.recorded, r.began, r.groups = total, recorded, r.now(), map[string]*work{}
	for i := range open {
		t := &open[i]
		if r.groups[t.Group] == nil {
			r.groups[t.Group] = new(work)
		}
		r.groups[t.Group].weight += t.weight()
		r.all.weight += t.weight()
	}
}

func (r *remaining) count(t *Task, took time.Duration, err error) {
	r.cells++
	r.all.add(t.weight(), took)
	r.groups[t.Group].add(t.weight(), took)
	if err != nil {
		r.failed++
	}
}

// left estimates the time left. Weights say little across groups, whose solvers
// may differ a thousandfold, so each group goes on at its own pace; one of which
// nothing is done yet is taken to be like all others.
func (r *remaining) left(passed time.Duration) time.Duration {
	if r.all.busy == 0 {
		return 0
	}
	busy := 0.0
	for _, g := range r.groups {
		pace := r.all.pace()
		if g.done > 0 {
			pace = g.pace()
		}
		busy += pace * (g.weight - g.done)
	}
	return time.Duration(float64(passed) * busy / float64(r.all.busy)) // as many workers as so far
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
	case r.cells == 0:
		return text
	}
	return text + ", about " + whole(r.left(passed)) + " left"
}

func whole(d time.Duration) string { return d.Round(time.Second).String() }

// lines writes plain lines.
type lines struct {
	*remaining
	w    io.Writer
	last time.Time
}

// Start implements Progress.
func (l *lines) Start(total, recorded int, open []Task) {
	l.remaining.Start(total, recorded, open)
	l.last = l.began
	if recorded > 0 {
		fmt.Fprintf(l.w, "%s: %d of %d cells are recorded already\n", l.title, recorded, total)
	}
}

// Done implements Progress. Failures are never held back.
func (l *lines) Done(t *Task, took time.Duration, err error) {
	l.count(t, took, err)
	if err != nil {
		fmt.Fprintf(l.w, "%s: %s failed: %v\n", l.title, t.Label, err)
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
func (b *bar) Start(total, recorded int, open []Task) {
	b.remaining.Start(total, recorded, open)
	b.view = progressbar.NewOptions(max(1, int(b.all.weight)),
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionFullWidth(),
		progressbar.OptionSetDescription(b.String()))
}

// Done implements Progress.
func (b *bar) Done(t *Task, took time.Duration, err error) {
	b.count(t, took, err)
	if err != nil {
		b.clear()
		fmt.Fprintf(b.w, "%s: %s failed: %v\n", b.title, t.Label, err)
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
func (b *bar) draw()  { _ = b.view.Set(int(b.all.done)) }
func (b *bar) clear() { _ = b.view.Clear() }
