package bench

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"qanat/experiments/record"
)

// sheet is a file of rows that is written anew with every row, as a whole or not
// at all. Rows of earlier runs stay where they are until their metric is measured
// again, so a run that is interrupted loses nothing; each row tells the commit that
// it was measured at.
type sheet struct {
	path  string
	from  record.Provenance
	rows  [][]string // all
	fresh [][]string // those of this run
}

// openSheet reads the rows that are there.
func openSheet(path string, from record.Provenance) (*sheet, error) {
	s := &sheet{path: path, from: from}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("earlier rows: %w", err)
	}
	lines, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(lines) == 0 || !slices.Equal(lines[0], columns) {
		return nil, fmt.Errorf("%s is no table of a bench (%v): move it away, it would be lost", path, err)
	}
	s.rows = lines[1:]
	return s, nil
}

// add writes one more row, in the place of an earlier one of its metric.
func (s *sheet) add(r Row) error {
	line := r.line(s.from)
	s.fresh = append(s.fresh, line)
	at := slices.IndexFunc(s.rows, func(earlier []string) bool { return earlier[0] == r.Metric })
	if at < 0 {
		s.rows = append(s.rows, line)
	} else {
		s.rows[at] = line
	}
	return s.write()
}

// finish leaves the rows of this run alone in the file, in their order.
func (s *sheet) finish() error {
	s.rows = s.fresh
	return s.write()
}

func (s *sheet) write() error {
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(slices.Concat([][]string{columns}, s.rows)); err != nil {
		panic(err) // a buffer takes everything
	}
	return record.Replace(s.path, out.Bytes())
}
