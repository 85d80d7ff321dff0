package placement

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qanat/sim"
	"qanat/solver"
)

// Observer is told of every arrival: its number from 0, the problem with the
// network as the solver saw it and the chain in the order that it chose
// (solver.Outcome.Order), the solver's answer, and the time it took (0
// without a clock). It must not change the problem. An error ends the run.
type Observer func(arrival int, p *solver.Problem, o solver.Outcome, took time.Duration) error

// Event kinds: a chain that leaves makes room for one that comes at the same
// instant.
const (
	departure sim.Kind = iota
	arrival
)

// run is a simulation under way.
type run struct {
	s       *Scenario
	solver  solver.Solver
	observe Observer
	engine  sim.Engine[int] // payload: the number of the chain
	coming  *arrivals
	call    call // the arrival that is scheduled
	network *solver.Network
	active  map[int]placed // by chain; looked up, never iterated
	meter   *meter
	result  Result
}

// placed is a chain in the network.
type placed struct {
	problem    *solver.Problem
	deployment *solver.Deployment
}

// Run simulates the scenario with one solver. It fails if the scenario is
// meaningless, the solver fails, a deployment breaks the model, the observer
// returns an error or ctx ends; the result up to then is lost. observe may be
// nil.
func Run(ctx context.Context, s Scenario, method solver.Solver, observe Observer) (Result, error) {
	if err := s.check(); err != nil {
		return Result{}, err
	}
	r := &run{s: &s, solver: method, observe: observe, coming: newArrivals(&s),
		network: solver.NewNetwork(s.Graph), active: map[int]placed{}, meter: newMeter(&s)}
	r.expect(0)
	for {
		event, ok := r.engine.Next()
		if !ok {
			break
		}
		r.meter.advance(event.At)
		if event.Kind == departure {
			r.leave(event.Payload)
			continue
		}
		if err := r.arrive(ctx, event.Payload); err != nil {
			return Result{}, fmt.Errorf("placement: %s, seed %d, trial %d, arrival %d: %w",
				s.Graph.Name, s.Seed, s.Trial, event.Payload, err)
		}
	}
	if err := r.pristine(); err != nil {
		return Result{}, err
	}
	r.meter.report(&r.result)
	return r.result, nil
}

// expect schedules the arrival of a chain.
func (r *run) expect(chain int) {
	r.call = r.coming.next()
	r.engine.Schedule(r.call.at, arrival, 0, chain)
}

// arrive offers the chain to the solver and schedules what follows.
func (r *run) arrive(ctx context.Context, chain int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := r.call
	p := &solver.Problem{Network: r.network, Catalogue: r.s.Catalogue, Prices: r.s.Prices, Chain: solver.Chain{
		Source: now.source, Target: now.target, Middleboxes: r.s.Middleboxes, Demand: r.s.Demand}}
	if chain+1 < r.s.Chains {
		r.expect(chain + 1)
	} else {
		r.meter.lastArrival(now.at)
	}
	outcome, p, took, err := r.solve(ctx, p)
	if err != nil {
		return err
	}
	if r.observe != nil {
		if err := r.observe(chain, p, outcome, took); err != nil {
			return err
		}
	}
	if r.meter.counting(now.at) {
		r.result.count(p, &outcome)
	}
	if !outcome.Placed() {
		return nil
	}
	if err := r.network.Reserve(p, outcome.Deployment); err != nil {
		return err
	}
	r.active[chain] = placed{p, outcome.Deployment}
	r.meter.change(p, outcome.Deployment, 1)
	r.engine.Schedule(now.at+now.lifetime, departure, 0, chain)
	return nil
}

// solve calls the solver with the stopwatch running and checks its answer, which
// is one to the problem that it returns.
func (r *run) solve(ctx context.Context, p *solver.Problem) (o solver.Outcome, answered *solver.Problem, took time.Duration, err error) {
	clock := r.s.Options.Clock
	if clock == nil {
		clock = func() time.Duration { return 0 }
	}
	started := clock()
	o, err = r.solver.Solve(ctx, p)
	took = clock() - started
	if err != nil {
		return o, nil, took, err
	}
	answered, err = o.Answers(p)
	if err == nil && o.Placed() && !r.s.Options.Trust {
		err = solver.Verify(answered, o.Deployment)
	}
	return o, answered, took, err
}

// leave gives back what a chain used.
func (r *run) leave(chain int) {
	p := r.active[chain]
	delete(r.active, chain)
	r.network.Release(p.problem, p.deployment)
	r.meter.change(p.problem, p.deployment, -1)
}

// pristine checks that the network, once empty, is the one of the start.
func (r *run) pristine() error {
	start := solver.NewNetwork(r.s.Graph)
	if !slices.Equal(start.Free, r.network.Free) || !slices.Equal(start.Spare, r.network.Spare) {
		return fmt.Errorf("placement: %s: residual capacities differ after all chains left: a solver changed the network", r.s.Graph.Name)
	}
	return nil
}
