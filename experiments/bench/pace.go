//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"qanat/emu/port"
	"qanat/emu/traffic"
)

// paced is what is sent: the smallest frames that hold a stamp, in flows.
func paced(perSecond float64, lasting time.Duration) (traffic.Spec, error) {
	text := traffic.Text{
		Rate: fmt.Sprintf("%.0fpps", perSecond), For: lasting.String(), Gaps: "constant", Flows: flows, Popularity: "uniform", Sizes: "60", Protocol: "udp",
		From: traffic.EndsText{MAC: "02:00:00:00:00:01", Address: "10.0.0.1", Ports: "10000-65535"},
		To:   traffic.EndsText{MAC: "02:00:00:00:00:02", Address: "10.1.0.1", Ports: "9"},
	}
	return text.Spec()
}

// pace sends frames from the generator at a steady rate. All threads of this
// process stay on the generator's processor meanwhile: Go lets one of them look
// after the sending one now and then, which would wait for its turn elsewhere.
func (b *bed) pace(ctx context.Context, perSecond float64, lasting time.Duration) (sent traffic.Sent, err error) {
	spec, err := paced(perSecond, lasting)
	if err != nil {
		return sent, err
	}
	from, err := traffic.NewGenerator(spec, traffic.Seeded(1))
	if err != nil {
		return sent, err
	}
	p, err := port.Open("af_xdp", port.Options{Pool: b.pool, Namespace: b.names[0], Interface: right})
	if err != nil {
		return sent, fmt.Errorf("generator: %w", err)
	}
	if err := pinProcess(os.Getpid(), b.processors[0]); err != nil {
		return sent, errors.Join(err, p.Close())
	}
	defer prefer(os.Getpid())()
	run, err := traffic.Send(ctx, unmarked{from}, p, b.pool, nil)
	if run.Sent != nil {
		sent = *run.Sent
	}
	return sent, errors.Join(err, p.Close(), pinProcess(os.Getpid(), b.processors[:]...))
}

// unmarked is a generator whose end no marks tell.
type unmarked struct{ traffic.Source }
