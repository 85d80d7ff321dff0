package catalogue

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"qanat/middlebox/balancer"
)

// binder collects the options of a middlebox, each bound to a field of its
// configuration.
type binder struct {
	options []Option
	read    Reader
}

func (b *binder) add(name, standard, means string, set func(string) error) {
	b.options = append(b.options, Option{name, standard, means, set})
}

func (b *binder) find(name string) *Option {
	for k := range b.options {
		if b.options[k].Name == name {
			return &b.options[k]
		}
	}
	return nil
}

func (b *binder) sorted() []Option {
	slices.SortFunc(b.options, func(a, b Option) int { return strings.Compare(a.Name, b.Name) })
	return b.options
}

func (b *binder) names() string {
	var list []string
	for _, o := range b.sorted() {
		list = append(list, o.Name)
	}
	return strings.Join(list, ", ")
}

// number binds a whole number, which may end in k, M or G.
func (b *binder) number(name string, to *int, means string) {
	b.add(name, short(uint64(*to)), means, func(text string) error {
		n, err := parseNumber(text, 1<<40)
		*to = int(n)
		return err
	})
}

// amount is number for what may be larger.
func (b *binder) amount(name string, to *uint64, means string) {
	b.add(name, short(*to), means, func(text string) (err error) {
		*to, err = parseNumber(text, 1<<60)
		return err
	})
}

var suffixes = []struct {
	name   string
	factor uint64
}{{"G", 1_000_000_000}, {"M", 1_000_000}, {"k", 1000}}

func parseNumber(text string, most uint64) (uint64, error) {
	factor, digits := uint64(1), text
	for _, s := range suffixes {
		if rest, ok := strings.CutSuffix(text, s.name); ok {
			factor, digits = s.factor, rest
		}
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n > most/factor {
		return 0, fmt.Errorf("write a whole number up to %d, such as 8, 100k or 2M", most)
	}
	return n * factor, nil
}

func short(n uint64) string {
	for _, s := range suffixes {
		if n > 0 && n%s.factor == 0 {
			return fmt.Sprint(n/s.factor) + s.name
		}
	}
	return fmt.Sprint(n)
}

func (b *binder) duration(name string, to *time.Duration, means string) {
	b.add(name, tidyDuration(*to), means, func(text string) (err error) {
		if *to, err = time.ParseDuration(text); err != nil {
			return errors.New("write a time such as 500ms, 30s or 2h")
		}
		return nil
	})
}

// tidyDuration leaves out parts that are zero.
func tidyDuration(d time.Duration) string {
	text := d.String()
	if rest, ok := strings.CutSuffix(text, "m0s"); ok {
		text = rest + "m"
	}
	if rest, ok := strings.CutSuffix(text, "h0m"); ok {
		text = rest + "h"
	}
	return text
}

func (b *binder) ports(name string, first, last *uint16, means string) {
	b.add(name, fmt.Sprintf("%d-%d", *first, *last), means, func(text string) error {
		low, high, ok := strings.Cut(text, "-")
		one, err := strconv.ParseUint(low, 10, 16)
		two, other := strconv.ParseUint(high, 10, 16)
		if !ok || err != nil || other != nil {
			return errors.New("write a range such as 50000-65535")
		}
		*first, *last = uint16(one), uint16(two)
		return nil
	})
}

func (b *binder) prefix(name string, to *netip.Prefix, means string) {
	b.add(name, to.String(), means, func(text string) (err error) {
		if *to, err = netip.ParsePrefix(text); err != nil {
			return errors.New("write a prefix such as 203.0.113.0/28")
		}
		return nil
	})
}

func (b *binder) service(name string, to *netip.AddrPort, means string) {
	b.add(name, to.String(), means, func(text string) (err error) {
		*to, err = parseService(text)
		return err
	})
}

func parseService(text string) (netip.AddrPort, error) {
	service, err := netip.ParseAddrPort(text)
	if err != nil {
		return service, fmt.Errorf("%q: write an address and a port such as 203.0.113.1:80", text)
	}
	return service, nil
}

// servers binds a list such as 10.0.1.1:80+10.0.1.2:80*2, with weights.
func (b *binder) servers(name string, to *[]balancer.Server, means string) {
	var standard []string
	for _, s := range *to {
		standard = append(standard, s.AddrPort.String())
	}
	b.add(name, strings.Join(standard, "+"), means, func(text string) error {
		*to = nil
		for _, one := range strings.Split(text, "+") {
			address, factor, weighted := strings.Cut(one, "*")
			service, err := parseService(address)
			if err != nil {
				return err
			}
			weight := uint64(1)
			if weighted {
				if weight, err = parseNumber(factor, 1<<30); err != nil {
					return err
				}
			}
			*to = append(*to, balancer.Server{AddrPort: service, Weight: int(weight)})
		}
		return nil
	})
}

// services binds a list such as 80:10.0.0.10+443:10.0.0.11, of ports and addresses.
func (b *binder) services(name string, to *map[uint16]netip.Addr, means string) {
	var standard []string
	for _, port := range slices.Sorted(maps.Keys(*to)) {
		standard = append(standard, fmt.Sprintf("%d:%v", port, (*to)[port]))
	}
	b.add(name, strings.Join(standard, "+"), means, func(text string) error {
		*to = map[uint16]netip.Addr{}
		for _, one := range strings.Split(text, "+") {
			digits, host, _ := strings.Cut(one, ":")
			port, err := strconv.ParseUint(digits, 10, 16)
			address, other := netip.ParseAddr(host)
			if err != nil || other != nil {
				return fmt.Errorf("%q: write a port and an address such as 80:10.0.0.10", one)
			}
			(*to)[uint16(port)] = address
		}
		return nil
	})
}

// choice binds one of some words.
func (b *binder) choice(name string, words []string, to *int, means string) {
	b.add(name, words[*to], means, func(text string) error {
		if *to = slices.Index(words, text); *to < 0 {
			return fmt.Errorf("write one of %s", strings.Join(words, ", "))
		}
		return nil
	})
}

// file binds the contents of a file.
func (b *binder) file(name, standard, means string, parse func(text string) error) {
	b.add(name, standard, means, func(path string) error {
		data, err := b.read(path)
		if err != nil {
			return err
		}
		return parse(string(data))
	})
}
