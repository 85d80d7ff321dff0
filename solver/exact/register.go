package exact

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"qanat/solver"
)

func init() {
	solver.Register(solver.Entry{
		Name: "exact",
		Summary: "optimal deployments by branch and price; nodes=20000 and limit=4s end a search, " +
			"upper=kariz|none gives a first deployment, fallback=cbc:limit=60s|lpsolve|none decides graphs that are no hierarchy",
		New: open,
	})
}

// usualTime is how long a search goes on. On the thesis' longest chains one in some
// ten thousand arrivals takes longer.
const usualTime = 4 * time.Second

// open makes a solver from its options. Where the default helpers are not
// compiled in or not installed, it does without them; those asked for by name
// must be there.
func open(options map[string]string) (solver.Solver, error) {
	for _, key := range slices.Sorted(maps.Keys(options)) {
		if !slices.Contains([]string{"nodes", "limit", "upper", "fallback"}, key) {
			return nil, fmt.Errorf("unknown option %q: use nodes, upper or fallback, or limit", key)
		}
	}
	o := Options{Limits: Limits{Time: usualTime}}
	var err error
	if text, given := options["nodes"]; given {
		if o.Limits.Nodes, err = strconv.Atoi(text); err != nil || o.Limits.Nodes < 1 {
			return nil, fmt.Errorf("option nodes=%s: write a whole number of at least 1", text)
		}
	}
	if text, given := options["limit"]; given {
		if o.Limits.Time, err = time.ParseDuration(text); err != nil || o.Limits.Time <= 0 {
			return nil, fmt.Errorf("option limit=%s: write a duration above zero, as in 4s", text)
		}
	}
	if o.Upper, err = second(options, "upper", "kariz"); err != nil {
		return nil, err
	}
	if o.Fallback, err = second(options, "fallback", "cbc:limit=60s"); err != nil {
		return nil, err
	}
	return New(o), nil
}

// second opens the solver that an option names, or the default where it can be.
func second(options map[string]string, key, usual string) (solver.Solver, error) {
	name, asked := options[key]
	switch {
	case name == "none":
		return nil, nil
	case asked:
		s, err := solver.Open(name)
		if err != nil {
			return nil, fmt.Errorf("option %s: %w", key, err)
		}
		return s, nil
	}
	if s, err := solver.Open(usual); err == nil {
		return s, nil
	}
	return nil, nil
}
