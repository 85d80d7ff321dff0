package figure

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// draw lays the sheet out from top to bottom.
func (s *Sheet) draw(c draw.Canvas) error {
	c.SetColor(white)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	writeLine(&c, take(&c, titleStrip), titleText(), s.Title)
	caption := captionText()
	for i := range s.Caption {
		line := s.Caption[len(s.Caption)-1-i]
		writeLine(&c, vg.Rectangle{Min: vg.Point{X: c.Min.X, Y: c.Min.Y + vg.Length(i)*captionLine}}, caption, line)
	}
	c = draw.Crop(c, 0, 0, vg.Length(len(s.Caption))*captionLine+captionGap, 0)
	for i := range s.Rows {
		if err := s.Rows[i].draw(&c); err != nil {
			return err
		}
	}
	return nil
}

// take cuts a strip off the top of the canvas.
func take(c *draw.Canvas, height vg.Length) vg.Rectangle {
	strip := c.Rectangle
	strip.Min.Y = c.Max.Y - height
	c.Max.Y = strip.Min.Y
	return strip
}

// writeLine writes text at the lower left of a strip.
func writeLine(c *draw.Canvas, strip vg.Rectangle, style draw.TextStyle, line string) {
	c.FillText(style, vg.Point{X: strip.Min.X, Y: strip.Min.Y + 4}, line)
}

// draw takes the row's strips and axes off the top of the canvas.
func (r *Row) draw(c *draw.Canvas) error {
	if r.Title != "" {
		writeLine(c, take(c, rowTitleStrip), rowTitleText(), r.Title)
	}
	if len(r.Legend) > 0 {
		r.drawLegend(c, take(c, legendStrip))
	}
	titles := take(c, r.titleHeight())
	region := draw.Canvas{Canvas: c.Canvas, Rectangle: take(c, r.axesHeight())}
	plots := make([]*plot.Plot, len(r.Axes))
	for i := range r.Axes {
		p, err := r.Axes[i].plot()
		if err != nil {
			return err
		}
		plots[i] = p
	}
	if r.SharedY {
		shareY(plots)
	}
	title := axesTitleText()
	for i, tile := range align(plots, region) {
		plots[i].Draw(tile)
		data := plots[i].DataCanvas(tile)
		c.FillText(title, vg.Point{X: (data.Min.X + data.Max.X) / 2, Y: titles.Min.Y + 3}, r.Axes[i].Title)
	}
	return nil
}

// align places plots side by side so that all data areas have one size and one
// height above the page, whatever room their labels take.
func align(plots []*plot.Plot, region draw.Canvas) []draw.Canvas {
	tiles := make([]draw.Canvas, len(plots))
	for i := range tiles {
		tiles[i] = region
	}
	for range 2 { // what labels overhang depends, a little, on the width
		left, right := make([]vg.Length, len(plots)), make([]vg.Length, len(plots))
		bottom, top := make([]vg.Length, len(plots)), make([]vg.Length, len(plots))
		room := region.Max.X - region.Min.X - gap*vg.Length(len(plots)-1)
		for i, p := range plots {
			data := p.DataCanvas(tiles[i])
			left[i], right[i] = data.Min.X-tiles[i].Min.X, tiles[i].Max.X-data.Max.X
			bottom[i], top[i] = data.Min.Y-tiles[i].Min.Y, tiles[i].Max.Y-data.Max.Y
			room -= left[i] + right[i]
		}
		x := region.Min.X
		for i := range tiles {
			tiles[i] = region
			tiles[i].Min.X, tiles[i].Max.X = x, x+left[i]+room/vg.Length(len(plots))+right[i]
			tiles[i].Min.Y += slices.Max(bottom) - bottom[i]
			tiles[i].Max.Y -= slices.Max(top) - top[i]
			x = tiles[i].Max.X + gap
		}
	}
	return tiles
}

// shareY gives all plots the range of y that covers each, and takes the labels
// off all but the first. A row may have none: where a method has no records yet.
func shareY(plots []*plot.Plot) {
	if len(plots) == 0 {
		return
	}
	low, high := plots[0].Y.Min, plots[0].Y.Max
	for _, p := range plots {
		low, high = min(low, p.Y.Min), max(high, p.Y.Max)
	}
	for i, p := range plots {
		p.Y.Min, p.Y.Max = low, high
		if i > 0 {
			p.Y.Label.Text = ""
			p.Y.Tick.Marker = unlabelled{p.Y.Tick.Marker}
		}
	}
}

// unlabelled keeps the marks of a ticker and drops their labels, but for a
// space that keeps them major.
type unlabelled struct{ plot.Ticker }

// Ticks implements plot.Ticker.
func (u unlabelled) Ticks(low, high float64) []plot.Tick {
	ticks := u.Ticker.Ticks(low, high)
	for i := range ticks {
		if !ticks[i].IsMinor() {
			ticks[i].Label = " "
		}
	}
	return ticks
}

// drawLegend writes the legend's entries from left to right.
func (r *Row) drawLegend(c *draw.Canvas, strip vg.Rectangle) {
	text := legendText()
	const sample = vg.Length(24)
	x, y := strip.Min.X+30, strip.Min.Y+5
	for _, entry := range r.Legend {
		style := styleOf(entry.Style)
		c.StrokeLine2(style.line(), x, y, x+sample, y)
		c.DrawGlyphNoClip(style.glyph(), vg.Point{X: x + sample/2, Y: y})
		c.FillText(text, vg.Point{X: x + sample + 4, Y: y - 3}, entry.Name)
		x += sample + 4 + text.Width(entry.Name) + 16
	}
}
