package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// style is how one system or chain looks in every figure.
type style struct {
	colour color.NRGBA
	mark   draw.GlyphDrawer
	dashes []vg.Length
}

// styles are Okabe and Ito's colours without yellow, which is too faint for a
// line on white, each with its mark.
var styles = []style{
	{rgb(0x0072B2), draw.CircleGlyph{}, nil},                          // blue
	{rgb(0xE69F00), draw.BoxGlyph{}, []vg.Length{6, 2}},               // orange
	{rgb(0x009E73), draw.PyramidGlyph{}, []vg.Length{2, 2}},           // bluish green
	{rgb(0xD55E00), diamond{}, []vg.Length{8, 2, 2, 2}},               // vermillion
	{rgb(0xCC79A7), draw.RingGlyph{}, []vg.Length{10, 3}},             // reddish purple
	{rgb(0x56B4E9), draw.SquareGlyph{}, []vg.Length{4, 4}},            // sky blue
	{rgb(0x000000), draw.CrossGlyph{}, []vg.Length{1, 2}},             // black
	{rgb(0x777777), draw.TriangleGlyph{}, []vg.Length{8, 2, 2, 2, 2}}, // grey
}

// common is the style of what belongs to all series.
var common = styles[7]

func styleOf(number int) style { return styles[number%len(styles)] }

func (s style) line() draw.LineStyle {
	return draw.LineStyle{Color: s.colour, Width: 1.3, Dashes: s.dashes}
}

func (s style) bar() draw.LineStyle { return draw.LineStyle{Color: s.colour, Width: 0.8} }

func (s style) glyph() draw.GlyphStyle {
	return draw.GlyphStyle{Color: s.colour, Radius: 2.6, Shape: s.mark}
}

// faint is the style's colour mixed with white: opaque, so that it looks alike
// in every format.
func (s style) faint() color.NRGBA {
	const share = 0.22
	mix := func(c uint8) uint8 { return uint8(math.Round(255 - share*float64(255-c))) }
	return color.NRGBA{mix(s.colour.R), mix(s.colour.G), mix(s.colour.B), 255}
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

var (
	white     = rgb(0xFFFFFF)
	ink       = rgb(0x222222)
	greyInk   = rgb(0x5A5A5A)
	gridLine  = draw.LineStyle{Color: rgb(0xE4E4E4), Width: 0.5}
	axisLine  = draw.LineStyle{Color: rgb(0x5A5A5A), Width: 0.6}
	reference = draw.LineStyle{Color: rgb(0x5A5A5A), Width: 0.7, Dashes: []vg.Length{1.5, 2}}
)

// diamond is a square on its corner.
type diamond struct{}

// DrawGlyph implements draw.GlyphDrawer.
func (diamond) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, at vg.Point) {
	r := sty.Radius * 1.3
	c.SetColor(sty.Color)
	var p vg.Path
	p.Move(vg.Point{X: at.X - r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y + r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y - r})
	p.Close()
	c.Fill(p)
}

// write returns a sans-serif text style. There is no bold: the PDF writer cannot
// embed a second weight of one typeface.
func write(size vg.Length, colour color.Color) draw.TextStyle {
	face := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	return draw.TextStyle{Color: colour, Font: face, Handler: text.Plain{Fonts: font.DefaultCache}}
}

func titleText() draw.TextStyle    { return write(12, ink) }
func rowTitleText() draw.TextStyle { return write(9.5, ink) }

// axesTitleText is centred above its axes.
func axesTitleText() draw.TextStyle {
	style := write(8.5, ink)
	style.XAlign = text.XCenter
	return style
}

func legendText() draw.TextStyle  { return write(8.5, ink) }
func captionText() draw.TextStyle { return write(7.5, greyInk) }
