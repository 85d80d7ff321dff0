package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// format is the version of the file layout. Raise it when a change makes old
// files unreadable; keep reading the old ones.
const format = 1

// keyBytes is how much of the SHA-256 names a file: 96 bits, far from any
// collision among the cells of one laboratory.
const keyBytes = 12

// Key names a cell: the first 24 hexadecimal digits of the SHA-256 of its
// inputs as compact JSON.
type Key string

// Record is one measured cell.
type Record struct {
	Format     int             `json:"format"`
	Key        Key             `json:"key"`
	Inputs     json.RawMessage `json:"inputs"`
	Provenance Provenance      `json:"provenance"`
	Digest     string          `json:"digest"` // SHA-256 of Result as compact JSON, in hex
	Result     json.RawMessage `json:"result"`
}

// New makes the record of a cell from its inputs and its result, both of which
// must be able to become JSON.
func New(inputs, result any, from Provenance) (*Record, error) {
	in, err := json.Marshal(inputs)
	if err != nil {
		return nil, fmt.Errorf("inputs of a cell: %w", err)
	}
	out, err := json.Marshal(result)
	if err != nil {
		return nil, fmt.Errorf("result of a cell: %w", err)
	}
	return &Record{Format: format, Key: keyOf(in), Inputs: in, Provenance: from, Digest: digest(out), Result: out}, nil
}

// KeyOf returns the key of a cell with these inputs.
func KeyOf(inputs any) (Key, error) {
	in, err := json.Marshal(inputs)
	if err != nil {
		return "", fmt.Errorf("inputs of a cell: %w", err)
	}
	return keyOf(in), nil
}

// Decode reads the record's inputs and result into what the pointers point to;
// a nil pointer is skipped.
func (r *Record) Decode(inputs, result any) error {
	if inputs != nil {
		if err := json.Unmarshal(r.Inputs, inputs); err != nil {
			return fmt.Errorf("inputs of record %s: %w", r.Key, err)
		}
	}
	if result != nil {
		if err := json.Unmarshal(r.Result, result); err != nil {
			return fmt.Errorf("result of record %s: %w", r.Key, err)
		}
	}
	return nil
}

// check tells what is wrong with a record that was read under the name want.
func (r *Record) check(want Key) error {
	switch {
	case r.Format != format:
		return fmt.Errorf("its format is %d, this program reads %d", r.Format, format)
	case r.Key != want || keyOf(r.Inputs) != want:
		return fmt.Errorf("its inputs hash to %s, so it belongs to another cell", keyOf(r.Inputs))
	case digest(r.Result) != r.Digest:
		return fmt.Errorf("its result does not match its digest, so it was changed or damaged")
	}
	return nil
}

func keyOf(inputs []byte) Key {
	return Key(digest(inputs)[:2*keyBytes])
}

// digest hashes JSON regardless of its white space.
func digest(data []byte) string {
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return "not JSON at all, or none: nothing to hash"
	}
	sum := sha256.Sum256(compact.Bytes())
	return hex.EncodeToString(sum[:])
}
