package certificate

import "math"

// checked is a sum that notices when it no longer fits 64 bits.
type checked struct {
	sum   int64
	wrong bool
}

// add adds the product of two numbers.
func (c *checked) add(a, b int64) {
	product := a * b
	if a != 0 && (product/a != b || a == -1 && b == math.MinInt64) {
		c.wrong = true
		return
	}
	sum := c.sum + product
	if (sum > c.sum) != (product > 0) && product != 0 {
		c.wrong = true
		return
	}
	c.sum = sum
}

func abs(x int64) int64 { return max(x, -x) }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return abs(a)
}
