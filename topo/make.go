package topo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// KindOfNetwork describes one kind of topology that Make makes.
type KindOfNetwork struct {
	Name    string
	Summary string
	Example string // a spec
	keys    []string
	build   func(o options, with Equipment) (*Graph, error)
}

// Kinds lists the kinds of topology that Make makes, in the order of their
// names. All of them also take cores=, link= and fabric= for the capacity of a
// host, of its link, and of links between switches.
func Kinds() []KindOfNetwork {
	return []KindOfNetwork{
		{"fat-tree", "k-ary fat tree (Al-Fares et al., SIGCOMM 2008)", "fat-tree:k=6", []string{"k"},
			func(o options, e Equipment) (*Graph, error) { return FatTree(o["k"], e) }},
		{"jellyfish", "random regular graph of switches (Singla et al., NSDI 2012)", "jellyfish:switches=20,ports=8,hosts=3,seed=1",
			[]string{"switches", "ports", "hosts", "seed"}, func(o options, e Equipment) (*Graph, error) {
				return Jellyfish(o["switches"], o["ports"], o["hosts"], rand.New(rand.NewPCG(uint64(o["seed"]), 0)), e)
			}},
		{"leaf-spine", "two-tier Clos network", "leaf-spine:leaves=9,spines=3,hosts=6", []string{"leaves", "spines", "hosts"},
			func(o options, e Equipment) (*Graph, error) {
				return LeafSpine(o["leaves"], o["spines"], o["hosts"], e)
			}},
		{"vl2", "VL2 (Greenberg et al., SIGCOMM 2009)", "vl2:da=6,di=6,hosts=6", []string{"da", "di", "hosts"},
			func(o options, e Equipment) (*Graph, error) { return VL2(o["da"], o["di"], o["hosts"], e) }},
	}
}

// options are the whole numbers of a spec.
type options map[string]int

// ErrUnknownKind is what Make says of a name that is no generator's.
var ErrUnknownKind = errors.New("no such kind of topology")

// Make makes the topology that a spec names: a kind with its options, as in
// "leaf-spine:leaves=8,spines=4,hosts=16,link=10 Gbps". Capacities not given are
// the thesis'.
func Make(spec string) (*Graph, error) {
	name, text, _ := strings.Cut(spec, ":")
	kinds := Kinds()
	at := slices.IndexFunc(kinds, func(k KindOfNetwork) bool { return k.Name == name })
	if at >= 0 {
		return kinds[at].open(spec, text)
	}
	var names []string
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	return nil, fmt.Errorf("topology %q: %w: use one of %s", spec, ErrUnknownKind, strings.Join(names, ", "))
}

// open reads the options of a kind and builds it.
func (k *KindOfNetwork) open(spec, text string) (*Graph, error) {
	with, o := ThesisEquipment(), options{}
	err := eachOption(text, func(key, value string) (err error) {
		switch {
		case key == "link":
			with.HostLink, err = ParseRate(value)
		case key == "fabric":
			with.Fabric, err = ParseRate(value)
		case key == "cores":
			with.Host[0], err = wholeNumber(value)
		case slices.Contains(k.keys, key):
			var number int64
			number, err = wholeNumber(value)
			o[key] = int(number)
		default:
			err = fmt.Errorf("unknown option: use %s, cores, link or fabric", strings.Join(k.keys, ", "))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("topology %q: %w", spec, err)
	}
	for _, key := range k.keys {
		if _, given := o[key]; !given && key != "seed" {
			return nil, fmt.Errorf("topology %q: option %s is missing: write for example %s", spec, key, k.Example)
		}
	}
	if with.Host[0] < 0 || with.HostLink < 0 || with.Fabric < 0 {
		return nil, fmt.Errorf("topology %q: capacities start at 0", spec)
	}
	g, err := k.build(o, with)
	if err != nil {
		return nil, fmt.Errorf("topology %q: %w", spec, err)
	}
	g.Name = spec
	return g, nil
}

// wholeNumber reads an option.
func wholeNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, strconv.IntSize)
	if err != nil {
		return 0, fmt.Errorf("%q: write a whole number of at most 18 digits", text)
	}
	return number, nil
}
