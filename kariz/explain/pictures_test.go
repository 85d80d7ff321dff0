package explain

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"strings"
	"testing"

	"qanat/kariz"
	"qanat/topo"
)

// recorded is the example of Fig. 2.1 with epsilon 1 at a demand.
func recorded(t *testing.T, demand topo.Rate) (*Run, []Picture) {
	t.Helper()
	p, o := figure21(t), kariz.Defaults()
	p.Chain.Demand, o.Epsilon = demand, 1
	run, err := Record(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := run.Pictures()
	if err != nil {
		t.Fatal(err)
	}
	return run, pictures
}

// texts checks that a file is well-formed XML and returns its pieces of text.
func texts(t *testing.T, file []byte) []string {
	t.Helper()
	var found []string
	for decoder := xml.NewDecoder(bytes.NewReader(file)); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, is := token.(xml.CharData); is {
			found = append(found, string(text))
		}
	}
}

func TestPicturesAreTheTranscript(t *testing.T) {
	run, pictures := recorded(t, 210*topo.Mbps)
	var transcript, together strings.Builder
	if err := run.WriteText(&transcript); err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		together.WriteString(p.Text)
	}
	if together.String() != transcript.String() {
		t.Errorf("the pictures' texts are not the transcript but\n%s", together.String())
	}
	steps := 0 // every step of a transcript begins with a line of an algorithm
	for line := range strings.Lines(transcript.String()) {
		if strings.HasPrefix(line, "Algorithm") {
			steps++
		}
	}
	if steps != len(pictures) {
		t.Errorf("%d pictures of %d steps", len(pictures), steps)
	}
}

// TestPicturesShowTheSolutionSoFar looks for each allocation in the picture, and
// for each line that looks like one in the deployment.
func TestPicturesShowTheSolutionSoFar(t *testing.T) {
	run, pictures := recorded(t, 210*topo.Mbps)
	for k, s := range run.Steps {
		shown := 0
		for _, text := range texts(t, pictures[k].SVG) {
			if strings.Contains(text, " x IDS_") || strings.Contains(text, " x FW_") {
				shown++
			}
		}
		if want := len(s.Deployment.Allocations); shown != want {
			t.Errorf("step %d: %d of %d allocations are drawn", k+1, shown, want)
		}
		for _, y := range s.Deployment.Instances {
			want := fmt.Sprintf("%d x %s", y.Count, run.Problem.Offerings(y.Position)[y.Offering].Name)
			if !bytes.Contains(pictures[k].SVG, []byte(want)) {
				t.Errorf("step %d does not show %s", k+1, want)
			}
		}
		if want := len(s.Deployment.Flows); bytes.Count(pictures[k].SVG, []byte(`class="flow"`)) != want {
			t.Errorf("step %d does not show %d flows", k+1, want)
		}
		if cost := s.Deployment.Bill(run.Problem).Total(); cost != s.Cost {
			t.Errorf("step %d says its solution costs %v, which costs %v", k+1, s.Cost, cost)
		}
	}
}

func TestCaptionsSayWhatTheTranscriptSays(t *testing.T) {
	_, pictures := recorded(t, 210*topo.Mbps)
	for k, want := range map[int][]string{
		1:  {"Step 2 of 11: layer 1, ids", "Action: route", "Cost: 0 -> 3.5", "Accepted: layer 1 takes all of 210 Mbps."},
		8:  {"Step 9 of 11: layer 2, firewall", "add B with delta 80 Mbps", "performed: 11 -> 11", "Not accepted: the best tried saves 0, and an action must save 3.33 % of the cost, 0.3667."},
		10: {"Step 11 of 11: layer 3, the target", "final", "Cost: 11 -> 11", "bandwidth 5 + resources 6 = 11."},
	} {
		for i, part := range want {
			if got := pictures[k].Caption[i]; !strings.Contains(got, part) {
				t.Errorf("step %d: %q does not say %q", k+1, got, part)
			}
		}
	}
	drawn := strings.Join(texts(t, pictures[8].SVG), "\n")
	for _, want := range pictures[8].Caption {
		if !strings.Contains(drawn, want) {
			t.Errorf("the picture of step 9 does not say %q", want)
		}
	}
	if !strings.Contains(drawn, "not performed: add in layer 2, delta 80 Mbps") {
		t.Error("the picture of step 9 does not mark the node of the action")
	}
}

func TestRejectionIsDrawn(t *testing.T) {
	run, pictures := recorded(t, 10*topo.Gbps)
	last := pictures[len(pictures)-1]
	if want := "Not accepted: " + run.Outcome.Reason + "."; last.Caption[3] != want {
		t.Errorf("the last caption is %q, not %q", last.Caption[3], want)
	}
	texts(t, last.SVG)
}

func TestPageShowsAllPicturesInOrder(t *testing.T) {
	_, pictures := recorded(t, 210*topo.Mbps)
	var page strings.Builder
	if err := WritePage(&page, pictures); err != nil {
		t.Fatal(err)
	}
	rest := page.String()
	for _, p := range pictures {
		_, after, found := strings.Cut(rest, `src="`+p.Name+`"`)
		if !found {
			t.Fatalf("%s is missing, or before another", p.Name)
		}
		rest = after
		for _, line := range p.Caption {
			if !strings.Contains(html.UnescapeString(rest), "<p>"+line+"</p>") {
				t.Errorf("the page does not say %q", line)
			}
		}
	}
	if !strings.Contains(page.String(), PageMark) {
		t.Error("the page has no mark")
	}
}

// TestNamesAreText puts markup into a name, which pictures and page must show as
// it is.
func TestNamesAreText(t *testing.T) {
	run, _ := recorded(t, 210*topo.Mbps)
	run.Problem.Network.Graph.Nodes[run.Problem.Chain.Source].Name = `<b>&"A`
	pictures, err := run.Pictures()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		texts(t, p.SVG)
	}
	var page strings.Builder
	if err := WritePage(&page, pictures); err != nil || strings.Contains(page.String(), "<b>") {
		t.Errorf("markup reached the page (%v)", err)
	}
}
