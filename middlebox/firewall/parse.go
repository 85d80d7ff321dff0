package firewall

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// MaxRules is the most rules of a list.
const MaxRules = 4096

// Parse reads rules, one a line, such as
//
//	allow tcp from 10.0.0.0/8 to any port 80-443   # what follows is a comment
//	deny ip from any to 2001:db8::/32
//	default deny
//
// Protocols are ip for all, tcp, udp, icmp, icmp6, or a number. Without a default
// what matches no rule is denied. Errors name the line.
func Parse(text string) (Rules, error) {
	var rules Rules
	defaultAt := 0
	for number, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		at := func(err error) (Rules, error) { return Rules{}, fmt.Errorf("line %d: %w", number+1, err) }
		if defaultAt > 0 {
			return at(fmt.Errorf("the default of line %d must come last", defaultAt))
		}
		if words[0] == "default" {
			if len(words) != 2 {
				return at(fmt.Errorf(`write "default allow" or "default deny"`))
			}
			allow, err := parseAction(words[1])
			if err != nil {
				return at(err)
			}
			rules.Allow, defaultAt = allow, number+1
			continue
		}
		rule, err := parseRule(words)
		if err != nil {
			return at(err)
		}
		if rules.List = append(rules.List, rule); len(rules.List) > MaxRules {
			return at(fmt.Errorf("more than %d rules", MaxRules))
		}
	}
	return rules, nil
}

// form is what a rule looks like, for errors.
const form = `a rule is "allow|deny PROTOCOL from SOURCE [port N[-M]] to TARGET [port N[-M]]"`

func parseRule(words []string) (Rule, error) {
	allow, err := parseAction(words[0])
	if err != nil {
		return Rule{}, err
	}
	r := Rule{Allow: allow}
	if len(words) < 2 {
		return r, fmt.Errorf("the protocol is missing: %s", form)
	}
	if r.Protocol, err = parseProtocol(words[1]); err != nil {
		return r, err
	}
	rest := words[2:]
	if r.Source, r.SourcePorts, rest, err = parseEnd("from", rest); err != nil {
		return r, err
	}
	if r.Target, r.TargetPorts, rest, err = parseEnd("to", rest); err != nil {
		return r, err
	}
	if len(rest) > 0 {
		return r, fmt.Errorf("%q is too much: %s", strings.Join(rest, " "), form)
	}
	return r, r.check()
}

func parseAction(word string) (allow bool, err error) {
	if word != "allow" && word != "deny" {
		return false, fmt.Errorf("%q: write allow or deny", word)
	}
	return word == "allow", nil
}

func parseProtocol(word string) (int, error) {
	for _, p := range protocols {
		if p.name == word {
			return p.number, nil
		}
	}
	number, err := strconv.ParseUint(word, 10, 8)
	if err != nil {
		return 0, fmt.Errorf("protocol %q: write ip, tcp, udp, icmp, icmp6 or a number from 0 to 255", word)
	}
	return int(number), nil
}

// parseEnd reads "from SOURCE [port N[-M]]", or the same of to, and returns what
// follows.
func parseEnd(keyword string, words []string) (prefix netip.Prefix, ports Ports, rest []string, err error) {
	if len(words) < 2 || words[0] != keyword {
		return prefix, ports, nil, fmt.Errorf("%q with an address is missing: %s", keyword, form)
	}
	if prefix, err = parsePrefix(words[1]); err != nil {
		return prefix, ports, nil, err
	}
	rest = words[2:]
	if len(rest) == 0 || rest[0] != "port" {
		return prefix, ports, rest, nil
	}
	if len(rest) == 1 {
		return prefix, ports, nil, fmt.Errorf("the port is missing: %s", form)
	}
	ports, err = parsePorts(rest[1])
	return prefix, ports, rest[2:], err
}

func parsePrefix(word string) (netip.Prefix, error) {
	if word == "any" {
		return netip.Prefix{}, nil
	}
	if prefix, err := netip.ParsePrefix(word); err == nil {
		if prefix != prefix.Masked() {
			return prefix, fmt.Errorf("%v has bits beyond its length; write %v", prefix, prefix.Masked())
		}
		return prefix, nil
	}
	address, err := netip.ParseAddr(word)
	if err != nil || address.Zone() != "" {
		return netip.Prefix{}, fmt.Errorf("address %q: write any, an address, or a prefix such as 10.0.0.0/8 or 2001:db8::/32", word)
	}
	return netip.PrefixFrom(address, address.BitLen()), nil
}

func parsePorts(word string) (Ports, error) {
	first, last, isRange := strings.Cut(word, "-")
	if !isRange {
		last = first
	}
	low, err := strconv.ParseUint(first, 10, 16)
	high, other := strconv.ParseUint(last, 10, 16)
	if err != nil || other != nil || low == 0 {
		return Ports{}, fmt.Errorf("port %q: write a number from 1 to 65535, or a range such as 80-443", word)
	}
	return Ports{uint16(low), uint16(high)}, nil
}
