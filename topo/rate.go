package topo

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Rate is a data rate in kbit/s. Rates are integers so that residual
// capacities stay exact however many chains come and go.
type Rate int64

// The units a rate is written in. Multiples are decimal, as everywhere in
// networking: 1 Gbps is 1,000 Mbps.
const (
	Kbps Rate = 1
	Mbps      = 1000 * Kbps
	Gbps      = 1000 * Mbps
)

// rateUnits lists the accepted suffixes. Order matters: a suffix that ends
// another one ("bit" in "Mbit") never occurs here without its multiple.
var rateUnits = []struct {
	suffix string
	rate   Rate
}{
	{"kbps", Kbps}, {"mbps", Mbps}, {"gbps", Gbps},
	{"kbit", Kbps}, {"mbit", Mbps}, {"gbit", Gbps},
}

// ParseRate reads a rate such as "200 Mbps", "2Gbit" or "1.5 Mbit"; case does
// not matter. A bare number, a negative rate, or one that is not a whole number
// of kbit/s is an error that names the cure.
func ParseRate(s string) (Rate, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	for _, u := range rateUnits {
		number, found := strings.CutSuffix(text, u.suffix)
		if !found {
			continue
		}
		value, ok := new(big.Rat).SetString(strings.TrimSpace(number))
		if !ok || strings.ContainsAny(number, "/e") {
			return 0, fmt.Errorf("rate %q: %q is not a decimal number: write for example \"200 Mbps\"", s, number)
		}
		value.Mul(value, new(big.Rat).SetInt64(int64(u.rate)))
		switch {
		case value.Sign() < 0:
			return 0, fmt.Errorf("rate %q is negative: rates start at 0 kbps", s)
		case !value.IsInt():
			return 0, fmt.Errorf("rate %q is finer than 1 kbps: round it to a whole number of kbit/s", s)
		case !value.Num().IsInt64():
			return 0, fmt.Errorf("rate %q is too large: the limit is 2^63-1 kbit/s", s)
		}
		return Rate(value.Num().Int64()), nil
	}
	if text == "" {
		return 0, errors.New("no rate is given: write for example \"200 Mbps\"")
	}
	return 0, fmt.Errorf("rate %q has no unit: write for example \"200 Mbps\", \"2 Gbit\" or \"64 kbps\"", s)
}

// String writes the rate in the largest unit that leaves a whole number,
// "200 Mbps" for example.
func (r Rate) String() string {
	switch {
	case r != 0 && r%Gbps == 0:
		return fmt.Sprintf("%d Gbps", r/Gbps)
	case r != 0 && r%Mbps == 0:
		return fmt.Sprintf("%d Mbps", r/Mbps)
	}
	return fmt.Sprintf("%d kbps", int64(r))
}

// InMbps returns the rate in Mbit/s, for tables and plots.
func (r Rate) InMbps() float64 { return float64(r) / float64(Mbps) }
