package figure

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Sheet is one figure: rows of axes, from top to bottom. All text is ASCII: the
// PDF writer's fonts have no more.
type Sheet struct {
	Title   string
	Caption []string // lines below the axes: scale, world, what bars and bands are
	Rows    []Row
}

// Row is a row of axes of one height, side by side.
type Row struct {
	Title   string
	Axes    []Axes
	SharedY bool       // one range of y for all; labels on the first only
	Height  vg.Length  // of the axes with their labels; 0 stands for 2.2 inches
	Legend  []LegendOf // none where titles or categories name the series
}

// LegendOf is one entry of a legend.
type LegendOf struct {
	Name  string
	Style int
}

// Axes is one diagram.
type Axes struct {
	Title string
	X, Y  Axis
	// Categories turns the diagram into a dot plot: one line per category, from
	// top to bottom. A point's X is then its category's index, and its Y, Low
	// and High are drawn horizontally.
	Categories []string
	Series     []Series
	Band       *Band // what the thesis reports for all series together, or nil
}

// Axis describes one direction of a diagram.
type Axis struct {
	Label string // with the unit
	Log   bool
	// Ticks are the values to label; nil leaves the choice to the drawing.
	Ticks []float64
	// Reference, if not 0, is where a dotted line marks parity or a target.
	Reference float64
	// FromZero makes the range begin at zero, and Max, if not 0, end there.
	FromZero bool
	Max      float64
}

// Series is one line of points.
type Series struct {
	Name   string
	Style  int // colour, mark and dashes; the same system has the same number everywhere
	Points []Point
	Band   *Band // what the thesis reports, or nil
	Dots   bool  // marks without a line between them
}

// Point is one measured value with its confidence interval.
type Point struct{ X, Y, Low, High float64 }

// Band is a range of y to shade.
type Band struct{ Low, High float64 }

// Formats are the kinds of file that Render writes.
func Formats() []string { return []string{"svg", "png", "pdf"} }

// Size of a sheet's parts.
const (
	width          = 7.2 * vg.Inch // the text width of a two-column page
	margin         = vg.Length(8)
	defaultHeight  = 2.2 * vg.Inch
	titleStrip     = vg.Length(20)
	rowTitleStrip  = vg.Length(24)
	axesTitleStrip = vg.Length(13)
	legendStrip    = vg.Length(16)
	captionGap     = vg.Length(6)
	captionLine    = vg.Length(10.5)
	gap            = vg.Length(10) // between axes
	pngDPI         = 200
)

// Render returns the sheet as a file of the given format. The same sheet always
// becomes the same bytes.
func (s *Sheet) Render(format string) ([]byte, error) {
	height := s.height()
	var canvas vg.CanvasWriterTo
	switch format {
	case "svg":
		canvas = vgsvg.New(width, height)
	case "png":
		canvas = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(pngDPI))}
	case "pdf":
		canvas = vgpdf.New(width, height)
	default:
		return nil, fmt.Errorf("figures are written as %v, not %q", Formats(), format)
	}
	if err := s.draw(draw.NewCanvas(canvas, width, height)); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Title, err)
	}
	var out bytes.Buffer
	if _, err := canvas.WriteTo(io.Writer(&out)); err != nil {
		return nil, fmt.Errorf("%s as %s: %w", s.Title, format, err)
	}
	return undated(out.Bytes()), nil
}

// stamp is where the PDF writer puts the time of day.
var stamp = regexp.MustCompile(`/(Creation|Mod)Date \(D:\d{14}`)

// undated removes the time of drawing: it would make every run's files differ.
// The replacement has the length of the original, so offsets stay right.
func undated(file []byte) []byte {
	return stamp.ReplaceAll(file, []byte("/${1}Date (D:20200101000000"))
}

func (s *Sheet) height() vg.Length {
	sum := 2*margin + titleStrip + captionGap + vg.Length(len(s.Caption))*captionLine
	for i := range s.Rows {
		sum += s.Rows[i].strips() + s.Rows[i].titleHeight() + s.Rows[i].axesHeight()
	}
	return sum
}

func (r *Row) axesHeight() vg.Length {
	if r.Height > 0 {
		return r.Height
	}
	return defaultHeight
}

// titleHeight returns the height of the strip with the axes' own titles.
func (r *Row) titleHeight() vg.Length {
	if slices.ContainsFunc(r.Axes, func(a Axes) bool { return a.Title != "" }) {
		return axesTitleStrip
	}
	return 0
}

// strips returns the height of what stands above the axes.
func (r *Row) strips() (sum vg.Length) {
	if r.Title != "" {
		sum += rowTitleStrip
	}
	if len(r.Legend) > 0 {
		sum += legendStrip
	}
	return sum
}
