package certificate_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/solver/certificate"
	"qanat/solver/exact"
	"qanat/solver/solvertest"
)

// FuzzCheck feeds files to the checker: whatever is in them, it answers.
func FuzzCheck(f *testing.F) {
	rng, s := rand.New(rand.NewPCG(3, 7)), exact.New(exact.Options{})
	for range 40 {
		p := solvertest.Hierarchy(rng)
		o, argument, err := s.Prove(f.Context(), p)
		if err != nil || argument == nil {
			continue
		}
		text, err := json.Marshal(certificate.New(p, &o, argument))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := certificate.Read(data, "fuzz")
		if err != nil {
			return
		}
		started := time.Now()
		if _, err := certificate.Check(c); err == nil {
			return
		}
		if took := time.Since(started); took > 20*time.Second {
			t.Errorf("the checker took %v", took)
		}
	})
}
