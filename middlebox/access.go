package middlebox

// Read returns the value that packet i declared, nil if there is none. It must
// not be changed.
func (b *Batch) Read(object, i int) []uint64 {
	c := &b.Columns[object]
	if at := int(c.At[i]); at != 0 {
		return c.Words[at : at+c.Width]
	}
	return nil
}

// Word returns the first word of the value that packet i declared; false if there
// is none.
func (b *Batch) Word(object, i int) (uint64, bool) {
	c := &b.Columns[object]
	if at := c.At[i]; at != 0 {
		return c.Words[at], true
	}
	return 0, false
}

// Update returns the value that packet i declared for changing it; nil if there
// is none.
func (b *Batch) Update(object, i int) []uint64 {
	value := b.Read(object, i)
	if c := &b.Columns[object]; value != nil && c.Changed>>i&1 == 0 {
		b.change(c, object, i, value)
	}
	return value
}

// change notes that a packet is about to change what it declared.
func (b *Batch) change(c *Column, object, i int, value []uint64) {
	c.Changed |= 1 << i
	c.Added[i] = 0
	if b.Keep != nil {
		b.Keep(object, i, value)
	}
}

// Add adds to the counter that packet i declared and returns its new value. Keyed
// counters that are not there begin at zero; false: there is no room for another.
func (b *Batch) Add(object, i int, difference uint64) (uint64, bool) {
	c := &b.Columns[object]
	at := c.At[i]
	if at == 0 {
		return b.first(object, i, difference)
	}
	value := &c.Words[at]
	if c.Changed>>i&1 == 0 {
		b.change(c, object, i, c.Words[at:at+1])
	}
	c.Added[i] += difference
	*value += difference
	return *value, true
}

// first adds to a counter that is not there.
func (b *Batch) first(object, i int, difference uint64) (uint64, bool) {
	c := &b.Columns[object]
	if c.Object.Kind != Counters || c.Declared>>i&1 == 0 {
		return 0, false
	}
	return b.state.AddKey(b, object, i, c.Keys[i], difference)
}

// Count adds to a filter or sketch what packet i declared.
func (b *Batch) Count(object, i int, difference uint64) {
	c := &b.Columns[object]
	if c.Changed>>i&1 == 0 {
		b.change(c, object, i, nil)
	}
	c.Added[i] += difference
	for r := range c.Rows {
		c.Words[c.Rows[r][i]] += difference
	}
}

// Estimate returns how often what packet i declared was counted, never too
// little: the least of its cells.
func (b *Batch) Estimate(object, i int) uint64 {
	c := &b.Columns[object]
	least := ^uint64(0)
	for r := range c.Rows {
		least = min(least, c.Words[c.Rows[r][i]])
	}
	return least
}
