//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/picture"
	"qanat/experiments/record"
)

func labInspectCommand() *cobra.Command {
	var f labFlags
	var asJSON bool
	var draw outputFile
	cmd := &cobra.Command{
		Use:     "inspect [LAB or FILE]",
		Short:   "Show a lab's nodes, addresses, links and programs, up or not",
		Example: "  qanat lab inspect examples/labs/wan-triangle.yaml --draw lab.svg\n  sudo qanat lab inspect wan-triangle --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := f.find(cmd.Context(), args)
			if err != nil {
				return err
			}
			if draw != "" {
				return drawLab(string(draw), r.Plan)
			}
			v := view{Run: &r.State, Nodes: nodesOf(r.Plan), carried: r.Carried}
			if r.ID == "" {
				v.Run = nil
			} else if gone := r.Gone(); len(gone) > 0 {
				v.Trouble = fmt.Sprintf("the namespaces of %s are gone: take the lab down", strings.Join(gone, ", "))
			}
			if r.Agent.PID != 0 {
				if a, err := r.Ask(live.Question{}); err != nil {
					v.Trouble = strings.TrimPrefix(v.Trouble+"\n"+err.Error(), "\n")
				} else {
					v.Answer = &a
				}
			}
			if asJSON {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(v)
			}
			return v.write(cmd.OutOrStdout(), r.Plan)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().Var(&draw, "draw", "draw the lab into this file, .svg or .dot, instead")
	return cmd
}

// find is a run, or what a file or topology would become. A word that means both
// a run and a file means the run: the file is ./word too.
func (f *labFlags) find(ctx context.Context, args []string) (*live.Run, error) {
	if len(args) == 1 && f.topology == "" {
		r, notUp := live.Find(args[0])
		if notUp == nil {
			return r, nil
		}
		if _, err := os.Stat(args[0]); err != nil {
			return nil, fmt.Errorf("%w (nor is there a file %s)", notUp, args[0])
		}
	}
	p, err := f.plan(ctx, args)
	return &live.Run{Plan: p}, err
}

func drawLab(path string, p *lab.Plan) error {
	var out bytes.Buffer
	draw := picture.SVG
	switch filepath.Ext(path) {
	case ".svg":
	case ".dot", ".gv":
		draw = picture.DOT
	default:
		return fmt.Errorf("--draw %s: use a name that ends in .svg or .dot", path)
	}
	if err := draw(&out, p); err != nil {
		return err
	}
	return record.Replace(path, out.Bytes())
}

// view is what inspect shows.
type view struct {
	Run     *live.State  `json:"run,omitempty"`
	Nodes   []nodeView   `json:"nodes"`
	Answer  *live.Answer `json:"now,omitempty"`
	Trouble string       `json:"trouble,omitempty"`

	carried func() string
}

type nodeView struct {
	Name       string          `json:"name"`
	Forwards   bool            `json:"forwards"`
	Interfaces []interfaceView `json:"interfaces"`
}

type interfaceView struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	To      string `json:"to"`
	There   string `json:"on_the_way_there"`
}

func nodesOf(p *lab.Plan) (list []nodeView) {
	for n, s := range p.Spaces {
		v := nodeView{Name: p.Nodes[n].Name, Forwards: s.Forward, Interfaces: []interfaceView{}}
		for _, f := range s.Interfaces {
			to, does := p.Far(&f)
			v.Interfaces = append(v.Interfaces, interfaceView{f.Name, f.Address.String(), to, does.String()})
		}
		list = append(list, v)
	}
	return list
}

func (v *view) write(w io.Writer, p *lab.Plan) error {
	if v.Run != nil {
		fmt.Fprintf(w, "%s, made at %s%s\n\n", v.Run.ID, v.Run.Created.Format("2006-01-02 15:04:05"), v.carried())
	}
	if err := describePlan(w, p); err != nil {
		return err
	}
	if v.Trouble != "" {
		if _, err := fmt.Fprintf(w, "\n%s\n", v.Trouble); err != nil {
			return err
		}
	}
	if v.Answer == nil {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(v.Answer.Processes) > 0 {
		fmt.Fprintln(table, "\nprocess\ton\tpid\tstarts\tstate")
	}
	for _, x := range v.Answer.Processes {
		if x.Log != "" {
			x.State += "; " + x.Log
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\n", x.Name, x.Node, x.PID, x.Starts, x.State)
	}
	table.Flush()
	fmt.Fprintln(table, "\nlink\tengine\tway\tsent\tlost\tqueue full\tmissed\ttoo large")
	for _, l := range v.Answer.Ways {
		for way, c := range l.Counts {
			if l.Engine != "plain" {
				fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\n", l.Name, l.Engine, [2]string{"there", "back"}[way], c.Sent, c.Lost, c.Queued, c.Missed, c.Oversized)
			}
		}
	}
	return table.Flush()
}

// describePlan lists interfaces with what happens on their links.
func describePlan(w io.Writer, p *lab.Plan) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "node\tinterface\taddress\tto\ton the way there")
	for _, n := range nodesOf(p) {
		for _, f := range n.Interfaces {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", n.Name, f.Name, f.Address, f.To, f.There)
		}
		if len(n.Interfaces) == 0 {
			fmt.Fprintf(table, "%s\t-\n", n.Name)
		}
	}
	return table.Flush()
}
