package topo

import (
	"errors"
	"fmt"
	"strings"
)

// eachOption calls set with every option of a text such as "k=6, link=10 Gbps".
// Its error names the option: one that is given twice or without a value, or
// what set says.
func eachOption(text string, set func(key, value string) error) error {
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		key, value, found := strings.Cut(pair, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		var err error
		switch {
		case seen[key]:
			err = errors.New("it is given twice: give it once")
		case !found:
			err = errors.New("write options as key=value")
		default:
			err = set(key, value)
		}
		if err != nil {
			return fmt.Errorf("option %q: %w", pair, err)
		}
		seen[key] = true
	}
	return nil
}
