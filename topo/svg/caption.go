package svg

import (
	"fmt"
	"html"
	"strings"
)

const (
	captionSize = 13.0 // of the font
	captionLine = 19.0
)

// caption writes paragraphs below everything else.
func (c *canvas) caption(paragraphs []string) {
	if len(paragraphs) == 0 {
		return
	}
	c.bottom = max(c.bottom+captionLine/2, c.height-margin)
	for _, text := range paragraphs {
		for _, line := range wrap(text, c.width-2*margin) {
			c.bottom += captionLine
			fmt.Fprintf(c, `<text class="caption" x="%d" y="%.1f" font-size="%.0f" fill="#222">%s</text>`+"\n",
				margin, c.bottom, captionSize, html.EscapeString(line))
		}
	}
}

// wrap breaks a text at spaces into lines that fit a width in pixels. A word
// that is wider stands alone.
func wrap(text string, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && textWidth(longer, captionSize) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
