package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"qanat/middlebox"
)

// Reader returns the contents of a file that an option names, as os.ReadFile does.
type Reader func(name string) ([]byte, error)

// Entry describes a middlebox.
type Entry struct {
	Name string
	Does string // in a few words
	// define binds options, and returns what makes the middlebox of them.
	define func(*binder) func() (middlebox.Middlebox, error)
}

// Option describes an option of a middlebox.
type Option struct {
	Name    string
	Default string
	Means   string
	set     func(text string) error
}

// Options lists those of the entry, in alphabetical order.
func (e Entry) Options() []Option {
	var b binder
	e.define(&b)
	return b.sorted()
}

// Entries lists all middleboxes in alphabetical order.
func Entries() []Entry {
	list := slices.Clone(entries)
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// New makes a middlebox from text such as "monitor:sharing=2". Files that options
// name are read by read.
func New(text string, read Reader) (middlebox.Middlebox, error) {
	name, options, has := strings.Cut(strings.TrimSpace(text), ":")
	var names []string
	for _, e := range Entries() {
		if e.Name == name {
			return e.make(options, has, read)
		}
		names = append(names, e.Name)
	}
	return nil, fmt.Errorf("there is no middlebox %q; there are %s", name, strings.Join(names, ", "))
}

func (e Entry) make(text string, has bool, read Reader) (middlebox.Middlebox, error) {
	b := binder{read: read}
	build := e.define(&b)
	given := map[string]bool{}
	for _, pair := range strings.Split(text, ",") {
		if !has {
			break
		}
		name, value, ok := strings.Cut(pair, "=")
		o := b.find(name)
		switch {
		case o == nil:
			return nil, fmt.Errorf("%s: there is no option %q; there are %s", e.Name, name, b.names())
		case !ok || value == "":
			return nil, fmt.Errorf("%s: option %s has no value; write %s=%s", e.Name, name, name, o.Default)
		case given[name]:
			return nil, fmt.Errorf("%s: option %s is given twice; choose one", e.Name, name)
		}
		given[name] = true
		if err := o.set(value); err != nil {
			return nil, fmt.Errorf("%s: %s=%s: %w", e.Name, name, value, err)
		}
	}
	box, err := build()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	return box, nil
}

// Split divides a chain into its middleboxes, each as New reads it. A comma before
// name=value begins another option, any other comma the next middlebox.
func Split(chain string) ([]string, error) {
	if strings.TrimSpace(chain) == "" {
		return nil, errors.New("no middlebox is named; write a chain as in firewall,monitor:sharing=2,nat")
	}
	var list []string
	for _, part := range strings.Split(chain, ",") {
		part = strings.TrimSpace(part)
		head, _, _ := strings.Cut(part, ":")
		isOption := strings.Contains(head, "=")
		switch {
		case part == "":
			return nil, fmt.Errorf("chain %q: nothing between two commas; write middleboxes as in firewall,monitor:sharing=2,nat", chain)
		case isOption && len(list) == 0:
			return nil, fmt.Errorf("chain %q begins with the option %s: name the middlebox first, as in monitor:sharing=2", chain, part)
		case isOption && !strings.Contains(list[len(list)-1], ":"):
			return nil, fmt.Errorf("chain %q: write a colon before the first option, %s:%s", chain, list[len(list)-1], part)
		case isOption:
			list[len(list)-1] += "," + part
		default:
			list = append(list, part)
		}
	}
	return list, nil
}
