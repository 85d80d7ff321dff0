package cbc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"qanat/solver"
	"qanat/solver/mip"
)

// files are what passes between this package and CBC.
type files struct{ model, status, values string }

func (f files) writeModel(p *solver.Problem, m *mip.Model) error {
	file, err := os.Create(f.model)
	if err != nil {
		return err
	}
	return errors.Join(mip.WriteMPS(file, p, m), file.Close())
}

// read turns what CBC wrote into an answer. The first line of the status file
// has the verdict:
//
//	Optimal - objective value 8.16000000
//	Infeasible - objective value 0.00000000
//	Integer infeasible - objective value 0.00000000
//	Stopped on time - objective value 9.00000000
//	Stopped on time (no integer solution - continuous used) - objective value 8.10000000
func (f files) read(m *mip.Model, log string) (mip.Answer, error) {
	text, err := os.ReadFile(f.status)
	if err != nil {
		return mip.Answer{}, fmt.Errorf("it wrote no solution:\n%s", log)
	}
	verdict, _, _ := strings.Cut(string(text), "\n")
	verdict, _, _ = strings.Cut(verdict, " - objective value")
	a := mip.Answer{Bound: lowerBound(log) + m.Constant, Reason: "cbc: " + strings.ToLower(verdict)}
	switch {
	case verdict == "Optimal":
		a.Proof = mip.Optimum
	case verdict == "Infeasible" || verdict == "Integer infeasible":
		a.Proof = mip.Infeasible
		return a, nil
	case !strings.HasPrefix(verdict, "Stopped on"):
		return mip.Answer{}, fmt.Errorf("status %q is unknown:\n%s", verdict, log)
	case strings.Contains(verdict, "no integer solution"):
		return a, nil
	}
	a.Values, err = f.readValues(m)
	return a, err
}

// lowerBound finds the line "Lower bound: 12.3" that CBC prints when it stops
// early.
func lowerBound(log string) float64 {
	for line := range strings.Lines(log) {
		if text, found := strings.CutPrefix(line, "Lower bound:"); found {
			if bound, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
				return bound
			}
		}
	}
	return math.Inf(-1)
}

// readValues reads the column values from a file of -saveSolution: int32 rows,
// int32 columns, float64 objective, float64 row activities, row duals, column
// values, reduced costs, all in the machine's byte order.
func (f files) readValues(m *mip.Model) ([]float64, error) {
	data, err := os.ReadFile(f.values)
	if err != nil {
		return nil, err
	}
	const header = 4 + 4 + 8
	rows, columns := len(m.Rows), len(m.Columns)
	if size := header + 8*(2*rows+2*columns); len(data) != size ||
		binary.NativeEndian.Uint32(data) != uint32(rows) || binary.NativeEndian.Uint32(data[4:]) != uint32(columns) {
		return nil, fmt.Errorf("its solution file has %d bytes where %d rows and %d columns take %d",
			len(data), rows, columns, size)
	}
	values := make([]float64, columns)
	for j := range values {
		bits := binary.NativeEndian.Uint64(data[header+8*(2*rows+j):])
		values[j] = math.Float64frombits(bits)
	}
	return values, nil
}
