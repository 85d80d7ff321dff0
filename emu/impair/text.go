package impair

import (
	"fmt"
	"reflect"
	"time"

	"qanat/topo"
)

// Text is an impairment as files write it, every quantity with its unit. Empty
// fields are not asked for.
type Text struct {
	Delay                string `yaml:"delay,omitempty" json:"delay,omitempty"`
	Jitter               string `yaml:"jitter,omitempty" json:"jitter,omitempty"`
	Distribution         string `yaml:"distribution,omitempty" json:"distribution,omitempty"`
	DelayCorrelation     string `yaml:"delay_correlation,omitempty" json:"delay_correlation,omitempty"`
	Loss                 string `yaml:"loss,omitempty" json:"loss,omitempty"`
	LossCorrelation      string `yaml:"loss_correlation,omitempty" json:"loss_correlation,omitempty"`
	Bursts               *Burst `yaml:"bursts,omitempty" json:"bursts,omitempty"`
	Duplicate            string `yaml:"duplicate,omitempty" json:"duplicate,omitempty"`
	DuplicateCorrelation string `yaml:"duplicate_correlation,omitempty" json:"duplicate_correlation,omitempty"`
	Reorder              string `yaml:"reorder,omitempty" json:"reorder,omitempty"`
	ReorderCorrelation   string `yaml:"reorder_correlation,omitempty" json:"reorder_correlation,omitempty"`
	ReorderGap           string `yaml:"reorder_gap,omitempty" json:"reorder_gap,omitempty"`
	Rate                 string `yaml:"rate,omitempty" json:"rate,omitempty"`
	Queue                string `yaml:"queue,omitempty" json:"queue,omitempty"`
}

// Burst is Bursts as files write it.
type Burst struct {
	Enter    string `yaml:"enter" json:"enter"`
	Leave    string `yaml:"leave" json:"leave"`
	LossBad  string `yaml:"loss_inside,omitempty" json:"loss_inside,omitempty"`   // 100% if empty
	LossGood string `yaml:"loss_outside,omitempty" json:"loss_outside,omitempty"` // 0% if empty
}

// Fail reports what is wrong with a field.
type Fail func(field, format string, args ...any)

// Impairment reads the text. Whatever is wrong goes to fail, with the field it
// concerns.
func (t *Text) Impairment(fail Fail) Impairment {
	m := Impairment{
		Delay: parse(fail, "delay", t.Delay, ParseTime), Jitter: parse(fail, "jitter", t.Jitter, ParseTime),
		DelayCorrelation: parse(fail, "delay_correlation", t.DelayCorrelation, ParseShare),
		Loss:             chance(fail, "loss", t.Loss, t.LossCorrelation),
		Duplicate:        chance(fail, "duplicate", t.Duplicate, t.DuplicateCorrelation),
		Reorder:          chance(fail, "reorder", t.Reorder, t.ReorderCorrelation),
		ReorderGap:       parse(fail, "reorder_gap", t.ReorderGap, ParseQueue),
		Rate:             parse(fail, "rate", t.Rate, parseRate),
		Queue:            parse(fail, "queue", t.Queue, ParseQueue),
		Distribution:     parse(fail, "distribution", t.Distribution, ParseDistribution),
	}
	if b := t.Bursts; b != nil {
		m.Bursts = Bursts{
			Enter: parse(fail, "bursts.enter", b.Enter, ParseShare), Leave: parse(fail, "bursts.leave", b.Leave, ParseShare),
			LossBad: 1, LossGood: parse(fail, "bursts.loss_outside", b.LossGood, ParseShare),
		}
		if b.LossBad != "" {
			m.Bursts.LossBad = parse(fail, "bursts.loss_inside", b.LossBad, ParseShare)
		}
	}
	t.fits(&m, fail)
	return m
}

// parse reads a field, unless it is empty.
func parse[T any](fail Fail, field, text string, read func(string) (T, error)) (value T) {
	if text == "" {
		return value
	}
	value, err := read(text)
	if err != nil {
		fail(field, "%s: %w", field, err)
	}
	return value
}

func chance(fail Fail, field, share, correlation string) Chance {
	if share == "" && correlation != "" {
		fail(field+"_correlation", "%s_correlation is given without %s: give both, or neither", field, field)
	}
	return Chance{Share: parse(fail, field, share, ParseShare), Correlation: parse(fail, field+"_correlation", correlation, ParseShare)}
}

// fastest is a rate beyond any link that packets of one machine cross.
const fastest = 400 * topo.Gbps

func parseRate(s string) (topo.Rate, error) {
	r, err := topo.ParseRate(s)
	switch {
	case err != nil:
		return 0, err
	case r == 0:
		return 0, fmt.Errorf("%q would send nothing: leave the rate out for no limit, or take the link down in an event", s)
	case r > fastest:
		return 0, fmt.Errorf("%q is more than %v, which no link here carries: leave the rate out for no limit", s, fastest)
	}
	return r, nil
}

// fits checks what fields ask of each other.
func (t *Text) fits(m *Impairment, fail Fail) {
	if m.Jitter == 0 {
		for _, f := range [][2]string{{"distribution", t.Distribution}, {"delay_correlation", t.DelayCorrelation}} {
			if f[1] != "" {
				fail(f[0], "%s says how the jitter is distributed, but there is none: give jitter too", f[0])
			}
		}
	}
	if limit := m.mostJitter(); m.Jitter > limit {
		fail("jitter", "jitter of %v around a delay of %v: some packets would have to arrive before they are sent: %v jitter is at most %v here",
			m.Jitter, m.Delay, m.Distribution, limit)
	}
	if m.Reorder.Share > 0 && m.Delay == 0 {
		fail("reorder", "reordered packets overtake those that are delayed, but there is no delay: give delay too")
	}
	if m.ReorderGap > 0 && m.Reorder.Share == 0 {
		fail("reorder_gap", "reorder_gap is given without reorder: give both, or neither")
	}
	if m.Queue > 0 && m.Rate == 0 {
		fail("queue", "packets queue where a rate holds them up, but there is none: give rate too")
	}
	if m.Loss.Share > 0 && m.Bursts.Any() {
		fail("loss", "both loss and bursts are given: give one; bursts.loss_outside is the loss outside of bursts")
	}
}

// mostJitter is the jitter with which the earliest packet has no delay left.
func (m *Impairment) mostJitter() time.Duration {
	return time.Duration(float64(m.Delay) / -m.Distribution.earliest())
}

// String lists what is asked for, as lab files write it, or "nothing".
func (m Impairment) String() string {
	text, sep := "", ""
	add := func(format string, args ...any) {
		text += sep + fmt.Sprintf(format, args...)
		sep = ", "
	}
	share := func(name string, c Chance) {
		if c.Share > 0 {
			add("%s %s", name, percent(c.Share))
		}
	}
	if m.Delay > 0 {
		add("delay %v", m.Delay)
	}
	if m.Jitter > 0 {
		add("jitter %v %v", m.Jitter, m.Distribution)
	}
	share("loss", m.Loss)
	if m.Bursts.Any() {
		add("loss %.3g%% in bursts", 100*m.Bursts.Mean())
	}
	share("duplicate", m.Duplicate)
	share("reorder", m.Reorder)
	if m.Rate > 0 {
		add("rate %v", m.Rate)
	}
	if text == "" {
		return "nothing"
	}
	return text
}

// Over returns the text with what it leaves empty taken from another.
func (t Text) Over(other Text) Text {
	own, rest := reflect.ValueOf(&t).Elem(), reflect.ValueOf(other)
	for k := range own.NumField() {
		if own.Field(k).IsZero() {
			own.Field(k).Set(rest.Field(k))
		}
	}
	return t
}
