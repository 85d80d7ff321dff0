package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// Stream returns the random stream of one name in one trial of a seed. Streams
// of different names are independent, so a new consumer of random numbers takes
// a stream of its own and shifts nobody else's.
func Stream(seed uint64, trial int, name string) *rand.Rand {
	sum := sha256.Sum256(fmt.Appendf(nil, "qanat stream\x00%d\x00%d\x00%s", seed, trial, name))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))
}
