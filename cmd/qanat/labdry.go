//go:build linux

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/picture"
)

// describeDry prints what would be made, and returns what engines refuse of it.
func describeDry(w io.Writer, p *lab.Plan, engine string) error {
	_, offers, err := live.Offers(p, engine)
	if err != nil {
		return err
	}
	if err := describePlan(w, p); err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	describeLinks(table, p, offers)
	describeRoutes(table, p)
	describePrograms(table, p)
	if err := table.Flush(); err != nil {
		return err
	}
	if err := live.Permitted(); err != nil && engine == "" {
		if _, err := fmt.Fprintf(w, "\nwhether netem works here is not known, since trying it takes permission: %v\n", err); err != nil {
			return err
		}
	}
	return live.Refusals(offers)
}

// nothing is said of what is not asked for.
const nothing = "-"

func orNothing(text string) string {
	if text == "" {
		return nothing
	}
	return text
}

func describeLinks(table *tabwriter.Writer, p *lab.Plan, offers []live.Offer) {
	if len(offers) > 0 {
		fmt.Fprintln(table, "\nlink or LAN\tof\tsubnet\tengine\tdoes")
	}
	for i, l := range p.Links {
		fmt.Fprintf(table, "%s\t%s\t%v\t%s\t%s\n", l.Name, strings.Join(l.Ends[:], ", "), l.Subnet, offers[i].Engine, orNothing(picture.Says(l.Directions)))
	}
	for i, l := range p.LANs {
		fmt.Fprintf(table, "%s\t%s\t%v\t%s\t%v\n", l.Name, strings.Join(l.Members, ", "), l.Subnet, offers[len(p.Links)+i].Engine, l.Impairment)
	}
	table.Flush()
}

// mostRoutes is how many routes are listed: those of large labs fill books.
const mostRoutes = 500

func describeRoutes(table *tabwriter.Writer, p *lab.Plan) {
	listed, all := 0, 0
	for n, s := range p.Spaces {
		for _, r := range s.Routes {
			if all++; listed >= mostRoutes {
				continue
			}
			if listed++; listed == 1 {
				fmt.Fprintln(table, "\nnode\troute to\tvia\tinterface")
			}
			fmt.Fprintf(table, "%s\t%v\t%v\t%s\n", p.Nodes[n].Name, r.To, r.Via, r.Interface)
		}
	}
	table.Flush()
	if all > listed {
		fmt.Fprintf(table, "and %d more routes\n", all-listed)
	}
}

// describePrograms lists processes and events.
func describePrograms(table *tabwriter.Writer, p *lab.Plan) {
	if len(p.Processes) > 0 {
		fmt.Fprintln(table, "\nprocess\ton\tafter\tready\tif it ends\tcommand")
	}
	for _, x := range p.Processes {
		ready, ends := "once it runs", nothing
		switch {
		case x.Ready.Port != 0:
			ready = fmt.Sprintf("port %d", x.Ready.Port)
		case x.Ready.Output != "":
			ready = fmt.Sprintf("writes %q", x.Ready.Output)
		}
		if x.Restart {
			ends = "starts again"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%q\n", x.Name, x.Node, orNothing(strings.Join(x.After, ", ")), ready, ends, x.Command)
	}
	table.Flush()
	if len(p.Events) > 0 {
		fmt.Fprintln(table, "\nat\tevent\ton\tto")
	}
	for _, e := range p.EventsInOrder() {
		to := nothing
		if e.Action == lab.Change {
			to = picture.Says(e.Directions)
			if to == "" {
				to = e.Directions[0].String()
			}
		}
		fmt.Fprintf(table, "%v\t%v\t%s\t%s\n", e.At, e.Action, e.Target, to)
	}
}
