package svg

import (
	"bytes"
	"encoding/xml"
	"testing"

	"qanat/topo"
)

// text is a name as it stands in a picture.
type text struct {
	X      float64 `xml:"x,attr"`
	Y      float64 `xml:"y,attr"`
	Size   float64 `xml:"font-size,attr"`
	Anchor string  `xml:"text-anchor,attr"`
	Words  string  `xml:",chardata"`
}

// box returns the place a text takes.
func (t *text) box() (left, right, top, bottom float64) {
	width := 0.9 * textWidth(t.Words, t.Size) // digits are narrow
	left = t.X
	switch t.Anchor {
	case "middle":
		left -= width / 2
	case "end":
		left -= width
	}
	return left, left + width, t.Y - 0.75*t.Size, t.Y
}

func (t *text) covers(o *text) bool {
	l, r, top, bottom := t.box()
	ol, or, otop, obottom := o.box()
	return l < or && ol < r && top < obottom && otop < bottom
}

// picture reads a drawing's texts, and the rectangles that stand for hosts.
type picture struct {
	Texts []text `xml:"text"`
	Hosts []struct {
		Class string  `xml:"class,attr"`
		X     float64 `xml:"x,attr"`
		Y     float64 `xml:"y,attr"`
	} `xml:"rect"`
}

func drawn(t *testing.T, spec string, o Overlay) *picture {
	t.Helper()
	g, err := topo.Make(spec)
	if err != nil {
		t.Fatal(err)
	}
	var first, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &again} {
		if err := Draw(b, g, o); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Errorf("%s: two drawings differ", spec)
	}
	var p picture
	if err := xml.Unmarshal(first.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

func TestNamesCoverNeitherEachOtherNorHosts(t *testing.T) {
	for _, spec := range []string{"fat-tree:k=4", "fat-tree:k=6", "leaf-spine:leaves=4,spines=2,hosts=8", "vl2:da=4,di=4,hosts=4", "jellyfish:switches=20,ports=8,hosts=3,seed=1"} {
		p := drawn(t, spec, Overlay{})
		for i := range p.Texts {
			for k := range i {
				if p.Texts[i].covers(&p.Texts[k]) {
					t.Errorf("%s: %q covers %q", spec, p.Texts[i].Words, p.Texts[k].Words)
				}
			}
			left, right, top, bottom := p.Texts[i].box()
			for _, h := range p.Hosts {
				if h.Class == "node" && left < h.X+12 && h.X < right && top < h.Y+12 && h.Y < bottom {
					t.Errorf("%s: %q covers the host at %v, %v", spec, p.Texts[i].Words, h.X, h.Y)
				}
			}
		}
	}
}

func TestLegendStaysInThePictureAndNamesWhatIsNotThere(t *testing.T) {
	kinds := []string{"source to firewall", "firewall to ids", "ids to ipsec", "ipsec to wan-opt", "wan-opt to target"}
	p := drawn(t, "leaf-spine:leaves=4,spines=2,hosts=4", Overlay{Kinds: kinds, Flows: []Flow{{Arc: 0, Kind: 3, Share: 1}}})
	listed := map[string]bool{}
	for i := range p.Texts {
		if _, right, _, _ := p.Texts[i].box(); right > wide {
			t.Errorf("%q leaves the picture", p.Texts[i].Words)
		}
		listed[p.Texts[i].Words] = true
	}
	for k, name := range kinds {
		if k != 3 {
			name += " (none)"
		}
		if !listed[name] {
			t.Errorf("the legend lacks %q", name)
		}
	}
}
