package kariz

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Options fix what the thesis leaves open, and the tuning parameter it names.
// docs/kariz.md discusses each and what it moves. Start from Defaults.
type Options struct {
	// Epsilon is the tuning parameter of section 2.4.2, at least 0: an action
	// is admissible if it saves no less than Epsilon/(5|N|) of the cost.
	Epsilon float64
	// Actions is which actions are tried: "both", "add", "open" or "none".
	Actions string
	// Nodes is what |N| counts: "all" nodes, switches included, or "hosts".
	Nodes string
	// ImproveLast is whether Algorithm 1, line 8, also runs once traffic has
	// reached the target.
	ImproveLast bool
	// ImproveLayers is which layers actions change: "all" that traffic has
	// reached, or the "last" of them that has instances.
	ImproveLayers string
	// Delta is where values of delta come from: "offerings" are the throughputs
	// of the middlebox' instances; "more" adds what a node of the layer
	// provides, what is missing to the whole demand, and all that the node can
	// hold.
	Delta string
	// Strict is whether open closes a node only if its throughput is less than
	// what is left of delta, as section 2.4.2 has it, or also if it is equal.
	Strict bool
	// Greedy is the order in which open chooses nodes to close: the "cheapest"
	// removal first, as section 2.4.2 has it, or the "smallest" throughput first.
	Greedy string
	// Reroute is how an action routes the two traffic types around a layer:
	// "joint", or one after the other ("sequential").
	Reroute string
	// Cover is what instances(.) minimises: the "cost" of eq. 2.8, or "first"
	// the first resource (cores) and then the cost.
	Cover string
	// Ties is which of equally good actions is performed: the "first" in the
	// order of layers, nodes and deltas, or the "last".
	Ties string
}

// Defaults are the readings that come closest to the thesis' results.
func Defaults() Options {
	return Options{
		Epsilon: 32, Actions: "both", Nodes: "all", ImproveLast: true, ImproveLayers: "all",
		Delta: "more", Strict: false, Greedy: "cheapest", Reroute: "joint",
		Cover: "cost", Ties: "first",
	}
}

// option reads and lists one field of Options.
type option struct {
	key     string
	choices []string // of a choice; nil for the others
	text    func(o *Options) *string
	flag    func(o *Options) *bool
}

// optionList is every option but epsilon, in the order of listings.
var optionList = []option{
	{key: "actions", choices: []string{"both", "add", "open", "none"}, text: func(o *Options) *string { return &o.Actions }},
	{key: "nodes", choices: []string{"all", "hosts"}, text: func(o *Options) *string { return &o.Nodes }},
	{key: "improve-last", flag: func(o *Options) *bool { return &o.ImproveLast }},
	{key: "improve-layers", choices: []string{"all", "last"}, text: func(o *Options) *string { return &o.ImproveLayers }},
	{key: "delta", choices: []string{"more", "offerings"}, text: func(o *Options) *string { return &o.Delta }},
	{key: "strict", flag: func(o *Options) *bool { return &o.Strict }},
	{key: "greedy", choices: []string{"cheapest", "smallest"}, text: func(o *Options) *string { return &o.Greedy }},
	{key: "reroute", choices: []string{"joint", "sequential"}, text: func(o *Options) *string { return &o.Reroute }},
	{key: "cover", choices: []string{"cost", "first"}, text: func(o *Options) *string { return &o.Cover }},
	{key: "ties", choices: []string{"first", "last"}, text: func(o *Options) *string { return &o.Ties }},
}

// takes says what values the option takes.
func (p *option) takes() string {
	if p.flag != nil {
		return "true or false"
	}
	return strings.Join(p.choices, " or ")
}

// set gives the option a value, or tells what it takes.
func (p *option) set(o *Options, value string) error {
	if p.flag != nil {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%s=%q: write true or false", p.key, value)
		}
		*p.flag(o) = on
		return nil
	}
	if !slices.Contains(p.choices, value) {
		return fmt.Errorf("%s=%q: write %s", p.key, value, p.takes())
	}
	*p.text(o) = value
	return nil
}

// ParseOptions reads options such as those of "kariz:epsilon=64,actions=add".
// What is not given has its default. An unknown key or a bad value is an error
// that lists what is taken.
func ParseOptions(values map[string]string) (Options, error) {
	o := Defaults()
	known := 0
	if text, given := values["epsilon"]; given {
		known++
		epsilon, err := strconv.ParseFloat(text, 64)
		if err != nil || !(epsilon >= 0 && epsilon <= 1e6) {
			return o, fmt.Errorf("epsilon=%q: write a number from 0 to 1000000", text)
		}
		o.Epsilon = epsilon
	}
	for i := range optionList {
		value, given := values[optionList[i].key]
		if !given {
			continue
		}
		known++
		if err := optionList[i].set(&o, value); err != nil {
			return o, err
		}
	}
	if known < len(values) {
		return o, fmt.Errorf("unknown option among %v: it takes %s", sortedKeys(values), Usage())
	}
	return o, nil
}

// String writes the options that differ from the defaults as ParseOptions and
// the registry read them, "epsilon=64,actions=add" for example.
func (o Options) String() string {
	var parts []string
	defaults := Defaults()
	if o.Epsilon != defaults.Epsilon {
		parts = append(parts, "epsilon="+strconv.FormatFloat(o.Epsilon, 'g', -1, 64))
	}
	for i := range optionList {
		p := &optionList[i]
		if p.flag != nil && *p.flag(&o) != *p.flag(&defaults) {
			parts = append(parts, fmt.Sprintf("%s=%t", p.key, *p.flag(&o)))
		}
		if p.text != nil && *p.text(&o) != *p.text(&defaults) {
			parts = append(parts, p.key+"="+*p.text(&o))
		}
	}
	return strings.Join(parts, ",")
}

// Usage lists the options with the values they take, defaults first.
func Usage() string {
	parts := []string{"epsilon=32 (a number)"}
	for i := range optionList {
		parts = append(parts, optionList[i].key+"="+optionList[i].takes())
	}
	return strings.Join(parts, ", ")
}

func sortedKeys(values map[string]string) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
