package certificate

import (
	"bytes"
	"encoding/json"
	"fmt"

	"qanat/solver"
	"qanat/topo/yamlfile"
)

// New returns a certificate of what a solver found and argued.
func New(p *solver.Problem, o *solver.Outcome, a *Argument) *Certificate {
	return &Certificate{Format, p, o.Deployment, a}
}

// Read reads a certificate file; name stands for it in errors.
func Read(data []byte, name string) (*Certificate, error) {
	data = yamlfile.WithoutMark(data)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var c Certificate
	if err := d.Decode(&c); err != nil {
		return nil, fmt.Errorf("%s:%d: this is no certificate, or a damaged one: %w: write it anew with qanat solve --certificate",
			name, 1+bytes.Count(data[:d.InputOffset()], []byte("\n")), err)
	}
	if c.Format != Format {
		return nil, fmt.Errorf("%s: format %q: use %q, as qanat solve --certificate writes it", name, c.Format, Format)
	}
	return &c, nil
}
