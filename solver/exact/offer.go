package exact

import (
	"math"
	"slices"
)

// offer is a vertex with its cost at some prices.
type offer struct {
	vertex int32
	cost   float64
}

// mostOffers is how many patterns of a class enter the linear program at a time.
// Several spare rounds of pricing; too many slow every pivot.
const mostOffers = 4

// offers lists, in list's memory, the best vertices that cost less than limit, one
// per choice alive, the cheapest first, and returns the least cost of all choices.
func offers(t *tariff[float64], p *pool, alive []int32, limit float64, list []offer) ([]offer, float64) {
	list = list[:0]
	least := math.Inf(1)
	for _, k := range alive {
		worth := max(least, limit)
		if len(list) == mostOffers {
			worth = list[mostOffers-1].cost
		}
		if t.floor(p, &p.parts, k) >= worth {
			continue
		}
		v, cost := t.best(p, &p.parts, k)
		least = min(least, cost)
		if cost < limit {
			list = insert(list, offer{v, cost})
		}
	}
	return list, least
}

// insert keeps the cheapest of a list and o, in order.
func insert(list []offer, o offer) []offer {
	if last := len(list) - 1; len(list) == mostOffers {
		if list[last].cost <= o.cost {
			return list
		}
		list = list[:last]
	}
	if k := slices.IndexFunc(list, func(x offer) bool { return x.cost > o.cost }); k >= 0 {
		return slices.Insert(list, k, o)
	}
	return append(list, o)
}
