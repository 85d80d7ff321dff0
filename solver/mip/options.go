package mip

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"qanat/solver"
)

// OptionsUsage describes the options of every MIP backend, for solver.Entry.
const OptionsUsage = "options: limit=10s (none by default), model=thesis|strengthened (thesis by default)"

// Options are what every MIP backend can be told.
type Options struct {
	// TimeLimit ends the search, 0 for no limit.
	TimeLimit time.Duration
	// Strengthened selects Strengthen's model over Build's.
	Strengthened bool
}

// ParseOptions reads the options that OptionsUsage describes. An unknown key or
// a bad value is an error that lists what there is.
func ParseOptions(options map[string]string) (Options, error) {
	var o Options
	for _, key := range slices.Sorted(maps.Keys(options)) {
		value := options[key]
		switch key {
		case "limit":
			limit, err := time.ParseDuration(value)
			if err != nil || limit <= 0 {
				return o, fmt.Errorf("limit=%s: write a positive duration such as 10s or 500ms", value)
			}
			o.TimeLimit = limit
		case "model":
			if value != "thesis" && value != "strengthened" {
				return o, fmt.Errorf("model=%s: use thesis or strengthened", value)
			}
			o.Strengthened = value == "strengthened"
		default:
			return o, fmt.Errorf("unknown option %q: %s", key, OptionsUsage)
		}
	}
	return o, nil
}

// Model validates p and builds the model that the options select.
func (o Options) Model(p *solver.Problem) (*Model, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	m := Build(p)
	if o.Strengthened {
		m = Strengthen(p, m)
	}
	return m, nil
}
