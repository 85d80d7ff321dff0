package draw_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	_ "qanat/kariz"
	"qanat/solver"
	"qanat/solver/draw"
	"qanat/topo"
)

// picture draws what Kariz does with a chain between the first and the last
// host of a network.
func picture(t *testing.T, spec string) (*solver.Problem, *solver.Deployment, []byte) {
	g, err := topo.Make(spec)
	if err != nil {
		t.Fatal(err)
	}
	hosts := g.Hosts()
	p := &solver.Problem{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Chain: solver.Chain{Source: hosts[0], Target: hosts[len(hosts)-1], Middleboxes: []int{0, 1, 2, 3}, Demand: 400 * topo.Mbps}}
	kariz, err := solver.Open("kariz")
	if err != nil {
		t.Fatal(err)
	}
	o, err := kariz.Solve(context.Background(), p)
	if err != nil || !o.Placed() {
		t.Fatalf("%s: %v %v", spec, o.Reason, err)
	}
	var file bytes.Buffer
	if err := draw.Deployment(&file, p, o.Deployment); err != nil {
		t.Fatal(err)
	}
	return p, o.Deployment, file.Bytes()
}

func TestPicturesShowEverythingWithinTheirFrame(t *testing.T) {
	for _, spec := range []string{"fat-tree:k=4", "fat-tree:k=6", "leaf-spine:leaves=4,spines=2,hosts=3", "jellyfish:switches=9,ports=5,hosts=2,seed=4"} {
		p, d, file := picture(t, spec)
		count := map[string]int{}
		var width, height float64
		decoder := xml.NewDecoder(bytes.NewReader(file))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", spec, err)
			}
			start, is := token.(xml.StartElement)
			if !is {
				continue
			}
			value := map[string]string{}
			for _, a := range start.Attr {
				value[a.Name.Local] = a.Value
			}
			count[value["class"]]++
			if start.Name.Local == "svg" {
				fmt.Sscanf(value["viewBox"], "0 0 %f %f", &width, &height)
			}
			x, _ := strconv.ParseFloat(value["x"], 64)
			y, _ := strconv.ParseFloat(value["y"], 64)
			if start.Name.Local == "text" && (x < 0 || y < 0 || x > width || y > height) {
				t.Errorf("%s: text at %v, %v is outside %v x %v", spec, x, y, width, height)
			}
		}
		if nodes := len(p.Network.Graph.Nodes); count["node"] != nodes || count["flow"] != len(d.Flows) {
			t.Errorf("%s: %d of %d nodes and %d of %d flows are drawn", spec, count["node"], nodes, count["flow"], len(d.Flows))
		}
		for _, y := range d.Instances {
			if text := p.Offerings(y.Position)[y.Offering].Name; !strings.Contains(string(file), text) {
				t.Errorf("%s: instances of %s are not named", spec, text)
			}
		}
	}
}

func TestPicturesAreTheSameEveryTime(t *testing.T) {
	_, _, one := picture(t, "fat-tree:k=4")
	_, _, two := picture(t, "fat-tree:k=4")
	if !bytes.Equal(one, two) {
		t.Error("two drawings of one deployment differ")
	}
}
