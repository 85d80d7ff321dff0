package topo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// eachElement calls visit at every element of an XML file and puts the line
// before an error.
func eachElement(data []byte, visit func(*xml.Decoder, xml.StartElement) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = inUTF8
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if start, is := token.(xml.StartElement); is && err == nil {
			err = visit(d, start)
		}
		if err != nil {
			line, _ := d.InputPos()
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return fmt.Errorf("line %d: %s", syntax.Line, withCure(syntax.Msg))
			}
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// withCure puts the cure behind a message of the XML library.
func withCure(message string) string {
	if message == "unexpected EOF" {
		return "the file ends before its elements do: write it anew"
	}
	return message + ": correct the XML of this line or the one before it"
}

// inUTF8 reads the encodings besides UTF-8 that maps come in. Each of their bytes
// is the Unicode character of the same number.
func inUTF8(label string, input io.Reader) (io.Reader, error) {
	if !slices.Contains([]string{"iso-8859-1", "latin1", "us-ascii", "ascii"}, strings.ToLower(label)) {
		return nil, fmt.Errorf("encoding %q is not read: write the file in UTF-8 and say so in its first line", label)
	}
	latin, err := io.ReadAll(input)
	if err != nil {
		return nil, err
	}
	runes := make([]rune, len(latin))
	for i, b := range latin {
		runes[i] = rune(b)
	}
	return strings.NewReader(string(runes)), nil
}
