package explain

import (
	"bytes"
	"fmt"
	"slices"

	"qanat/kariz"
	"qanat/solver/draw"
	"qanat/topo/svg"
)

// Picture is one step of a run as a drawing.
type Picture struct {
	Name    string   // of its file, numbered from 01 in the order of the run
	Caption []string // step and layer; action; cost; verdict and why
	Text    string   // what WriteText writes of the step
	SVG     []byte
}

// Pictures draws every step of the run in order: the solution so far, with the
// notes of nodes that an action changes framed.
func (r *Run) Pictures() ([]Picture, error) {
	var pictures []Picture
	for k := range r.Steps {
		s := &r.Steps[k]
		var text, drawing bytes.Buffer
		w := &writer{run: r, to: &text}
		w.step(s)
		overlay := draw.Overlay(r.Problem, s.Deployment)
		caption := w.caption(k)
		overlay.Title, overlay.Caption = caption[0], slices.Clone(caption[1:])
		if s.Action != nil {
			overlay.Notes = w.mark(overlay.Notes, s)
			overlay.Caption = append(overlay.Caption, "Framed: the nodes of the action.")
		}
		if err := svg.Draw(&drawing, r.Problem.Network.Graph, overlay); err != nil {
			return nil, err
		}
		pictures = append(pictures, Picture{Name: fmt.Sprintf("kariz-step-%02d.svg", k+1),
			Caption: caption, Text: text.String(), SVG: drawing.Bytes()})
	}
	return pictures, nil
}

// mark adds the action to the notes of the nodes it is about.
func (w *writer) mark(notes []svg.Note, s *kariz.Step) []svg.Note {
	a, tried := s.Action, ""
	if s.Kind == kariz.Stopped {
		tried = "not performed: "
	}
	note := func(m int, line string) {
		k := slices.IndexFunc(notes, func(n svg.Note) bool { return n.Node == m })
		if k < 0 {
			k = len(notes)
			notes = append(notes, svg.Note{Node: m})
		}
		notes[k].Lines, notes[k].Strong = append(notes[k].Lines, tried+line), true
	}
	note(a.Node, fmt.Sprintf("%v in layer %d, delta %v", a.Kind, a.Position, a.Delta))
	for _, m := range a.Close {
		note(m, fmt.Sprintf("close in layer %d", a.Position))
	}
	return notes
}
