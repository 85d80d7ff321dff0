package picture_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"qanat/emu/lab"
	"qanat/emu/picture"
)

const mixed = `
name: mixed
nodes: [{name: a}, {name: b, at: [1, 2]}, {name: c}]
links:
- {ends: [a, b], delay: 5ms}
- {ends: [b, c], there: {loss: 1%}, back: {rate: 1Mbit}}
lans:
- {name: office, members: [a, c], delay: 3ms}
`

func TestPicturesSayWhatLinksDo(t *testing.T) {
	p, err := lab.Read([]byte(mixed), "f")
	if err != nil {
		t.Fatal(err)
	}
	var svg, dot bytes.Buffer
	if err := picture.SVG(&svg, p); err != nil {
		t.Fatal(err)
	}
	if err := picture.DOT(&dot, p); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"delay 5ms", "there: loss 1%", "back: rate 1 Mbps", "LAN office"} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("the picture lacks %q", want)
		}
		if !strings.Contains(dot.String(), want) {
			t.Errorf("the graph lacks %q", want)
		}
	}
	if err := xml.Unmarshal(svg.Bytes(), new(struct{})); err != nil {
		t.Error(err)
	}
}
