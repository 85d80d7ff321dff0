package chapter2

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Column is a list of integers, one per arrival, packed for a record: divided
// by their common divisor, as variable-length integers, deflated, in base64. A
// column of 1,000 costs takes some 2 KB.
type Column string

// Pack packs values.
func Pack(values []int64) Column {
	divisor := int64(1)
	for i, v := range values {
		if i == 0 {
			divisor = 0
		}
		divisor = gcd(divisor, v)
	}
	divisor = max(divisor, 1)
	raw := binary.AppendVarint(nil, int64(len(values)))
	raw = binary.AppendVarint(raw, divisor)
	for _, v := range values {
		raw = binary.AppendVarint(raw, v/divisor)
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return Column(base64.RawStdEncoding.EncodeToString(out.Bytes()))
}

// Unpack returns the values of a column.
func (c Column) Unpack() ([]int64, error) {
	packed, err := base64.RawStdEncoding.DecodeString(string(c))
	if err != nil {
		return nil, fmt.Errorf("packed column: %w", err)
	}
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, fmt.Errorf("packed column: %w", err)
	}
	in := bytes.NewReader(raw)
	count, err := binary.ReadVarint(in)
	if err != nil || count < 0 || count > int64(len(raw)) {
		return nil, fmt.Errorf("packed column of %d values in %d bytes: it is damaged", count, len(raw))
	}
	divisor, err := binary.ReadVarint(in)
	if err != nil {
		return nil, fmt.Errorf("packed column: %w", err)
	}
	values := make([]int64, count)
	for i := range values {
		v, err := binary.ReadVarint(in)
		if err != nil {
			return nil, fmt.Errorf("packed column, value %d of %d: %w", i+1, count, err)
		}
		values[i] = v * divisor
	}
	return values, nil
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// step is the relative step in which times are recorded: finer is noise.
const step = 1.02

// packTimes packs times in nanoseconds, rounded to steps of 2%.
func packTimes(ns []int64) Column {
	codes := make([]int64, len(ns))
	for i, t := range ns {
		codes[i] = int64(math.Round(math.Log(float64(max(t, 1))) / math.Log(step)))
	}
	return Pack(codes)
}

// Times returns a column of times, in seconds.
func (c Column) Times() ([]float64, error) {
	codes, err := c.Unpack()
	times := make([]float64, len(codes))
	for i, code := range codes {
		times[i] = math.Pow(step, float64(code)) * 1e-9
	}
	return times, err
}
