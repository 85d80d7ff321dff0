//go:build linux

package kernel

import (
	"fmt"

	"github.com/vishvananda/netlink"
)

// Undelivered counts, for each interface of a namespace but the loopback, the
// packets that it was given and could not hand over: the queue of the processor
// that was to receive them was full, or the other end is gone.
func Undelivered(space string) (map[string]uint64, error) {
	counts := map[string]uint64{}
	err := Do(space, func() error {
		links, err := netlink.LinkList()
		for _, l := range links {
			if a := l.Attrs(); a.Index != Loopback && a.Statistics != nil {
				counts[a.Name] = a.Statistics.TxDropped
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("interfaces in %s: %w", space, err)
	}
	return counts, nil
}
