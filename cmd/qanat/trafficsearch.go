//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"qanat/emu/impair"
	"qanat/emu/port"
	"qanat/emu/traffic"
)

// searchFlags are those of a search besides what is sent.
type searchFlags struct {
	specFlags
	out, in                                 string
	lowest, highest, resolution, loss, wait string
	search                                  traffic.Search
	asJSON                                  bool
}

func trafficSearchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search",
		Short: "Find the highest rate without loss, or with little",
		Long: "Find the highest rate at which no more than --loss is lost between two ports, in the manner of RFC 2544: each trial\n" +
			"sends for --for at one rate, and the interval between what passed and what did not is halved.",
		Example: "  sudo qanat traffic search --out af_packet:eth0@mylab/client --in af_packet:eth0@mylab/server --highest 1Mpps --for 2s",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.Lookup("for").DefValue = "2s"
	f.text.For = "2s"
	flags.StringVar(&f.out, "out", "", "port that sends: KIND:INTERFACE, or KIND:INTERFACE@NAMESPACE or @LAB/NODE")
	flags.StringVar(&f.in, "in", "", "port that receives")
	flags.StringVar(&f.lowest, "lowest", "1kpps", "rate below which nothing is tried")
	flags.StringVar(&f.highest, "highest", "1Mpps", "rate that is tried first")
	flags.StringVar(&f.resolution, "resolution", "2%", "ends when the highest that passed is so near to the lowest that did not")
	flags.StringVar(&f.loss, "loss", "0%", "share of packets that may be lost")
	flags.StringVar(&f.wait, "wait", "200ms", "how long after the last packet of a trial to wait for more")
	flags.IntVar(&f.search.Repeats, "repeats", 1, "trials that a rate must pass")
	flags.IntVar(&f.search.MostTrials, "trials", 30, "how many at most")
	flags.BoolVar(&f.asJSON, "json", false, "print the result, with all trials, as JSON")
	return cmd
}

func (f *searchFlags) run(cmd *cobra.Command) error {
	f.text.Rate = f.highest
	s, err := f.text.Spec()
	if err != nil {
		return err
	}
	between := traffic.Between{Options: traffic.SinkOptions{Rest: traffic.Rest}}
	var wrong []error
	flag := func(name string, err error) {
		if err != nil {
			wrong = append(wrong, fmt.Errorf("--%s: %w", name, err))
		}
	}
	lowest, err := f.rate(s, f.lowest)
	flag("lowest", err)
	f.search.Lowest = lowest
	f.search.Highest, err = f.rate(s, f.highest)
	flag("highest", err)
	f.search.Resolution, err = impair.ParseShare(f.resolution)
	flag("resolution", err)
	f.search.MaxLoss, err = impair.ParseShare(f.loss)
	flag("loss", err)
	between.Wait, err = traffic.ParseTime(f.wait)
	flag("wait", err)
	out, err := parsePort("out", f.out)
	in, errIn := parsePort("in", f.in)
	if err := errors.Join(append(wrong, err, errIn)...); err != nil {
		return err
	}
	if err := f.search.Check(); err != nil {
		return err
	}
	in.room = patient
	return withPorts(func(pool *port.Pool, ports []port.Port) error {
		between.Pool, between.Out, between.In = pool, ports[0], ports[1]
		return f.trials(cmd, s, &between)
	}, []bool{true, false}, out, in)
}

// patient is the room of the receiving port: what is lost while the sink has no
// processor is nobody's limit.
const patient = 8192

// rate reads a rate in packets/s, or in bit/s at the mean size of packets.
func (f *searchFlags) rate(s traffic.Spec, text string) (float64, error) {
	var err error
	s.PacketsPerSecond, s.BitsPerSecond, err = traffic.ParseRate(text)
	return s.MeanRate(), err
}

func (f *searchFlags) trials(cmd *cobra.Command, s traffic.Spec, between *traffic.Between) error {
	found, err := f.search.Do(cmd.Context(), func(ctx context.Context, number int, rate float64) (traffic.Run, error) {
		one := s
		one.PacketsPerSecond, one.BitsPerSecond = rate, 0
		one.Stream = uint8(number % (traffic.MaxStream + 1)) // what the trial before left on the way is another's
		g, err := traffic.NewGenerator(one, traffic.Seeded(f.seed))
		if err != nil {
			return traffic.Run{}, err
		}
		p := newProgress(cmd.ErrOrStderr(), fmt.Sprintf("trial %d", number+1), one.Expected(), one.Duration)
		defer p.end()
		return between.Run(ctx, g, p.tell)
	}, func(t traffic.Trial) { fmt.Fprintln(cmd.ErrOrStderr(), &t) })
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	err = print(cmd.Context(), cmd.OutOrStdout(), f.asJSON, &found)
	if err == nil && found.PPS == 0 && found.Why != "" {
		err = fmt.Errorf("nothing could be measured: %s", found.Why)
	}
	return err
}
