package exact

import "qanat/solver"

// field is the space of one search: the classes of hosts on a ground.
type field struct {
	in       *instance
	ground   *ground
	classes  []class
	classOf  []int // per host
	types    int
	unit     float64 // one unit of the linear program's costs, in solver.Cost
	ceiling  solver.Cost
	families []family
	// floats is what the linear program's prices start from, and whole what those of
	// proofs do that count as finely as fine says.
	floats *scale[float64]
	whole  *scale[int64]
	fine   int
	// evaluated is the proof evaluated last, tariffs and least what came of it, per
	// class.
	evaluated *proof
	tariffs   []tariff[int64]
	least     []int64
	// duals and reached are what potentials and spread work in.
	duals   []float64
	reached []bool
	// known lists, per class, the vertices that some relaxation took up.
	known [][]int32
	// before is, per class, the one before it with the same pool, or -1; model the
	// one that it followed in the last pass over all classes, or -1 if it was idle.
	before, model []int
}

// newField sorts the hosts into classes; alone marks hosts, by node, that must
// be told apart. It returns nil if some host has too many patterns.
func newField(in *instance, g *ground, alone []bool) *field {
	f := &field{in: in, ground: g, types: in.positions() + 1, ceiling: in.ceiling()}
	if !f.sort(alone) {
		return nil
	}
	base := in.cover + in.problem.Prices.Bandwidth(in.demand)*4
	f.unit = max(1, float64(base)/32)
	f.known, f.tariffs = make([][]int32, len(f.classes)), newTariffs(in, len(f.classes), &in.memory.counts)
	demand := float64(in.demand)
	f.floats = newScale(in, float64(in.price(1))/2*demand/f.unit,
		func(c int64) float64 { return float64(c) / f.unit }, func(r int64) float64 { return float64(r) / demand })
	f.families = f.makeFamilies()
	f.link()
	return f
}
