package impair

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// hundred turns shares into percentages. The sums are exact: in floating point 7%
// would come back as 7.000000000000001%.
var hundred = big.NewRat(100, 1)

// ParseShare reads a percentage such as "0.1%" and returns the share from 0 to 1
// that is nearest to it.
func ParseShare(s string) (float64, error) {
	text, found := strings.CutSuffix(strings.TrimSpace(s), "%")
	text = strings.TrimSpace(text)
	value, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no percentage: write for example \"0.1%%\"", s)
	case !found:
		return 0, fmt.Errorf("%q has no unit: write for example \"%s%%\"", s, text)
	case !(value >= 0 && value <= 100):
		return 0, fmt.Errorf("%q is outside 0%% to 100%%", s)
	}
	if exact, ok := new(big.Rat).SetString(text); ok && value > 0 {
		value, _ = exact.Quo(exact, hundred).Float64()
	}
	return value, nil
}

// percent writes a share so that ParseShare gives it back, in the fewest digits.
func percent(share float64) string {
	text := strconv.FormatFloat(share, 'g', -1, 64)
	if exact, ok := new(big.Rat).SetString(text); ok {
		digits, _ := exact.Mul(exact, hundred).FloatPrec()
		text = exact.FloatString(digits)
	}
	return text + "%"
}
