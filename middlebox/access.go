package middlebox

// Read returns the value that packet i declared, nil if there is none. It must
// not be changed.
func (b *Batch) Read(object, i int) []uint64 {
	c := &b.Columns[object]
	if at := int(c.At[i]); at != 0 {
		return c.Words[at : at+c.Width]
	}
	return b.again(object, i)
}

// Word returns the first word of the value that packet i declared; false if there
// is none.
func (b *Batch) Word(object, i int) (uint64, bool) {
	c := &b.Columns[object]
	if at := c.At[i]; at != 0 {
		return c.Words[at], true
	}
	return b.wordAgain(object, i)
}

func (b *Batch) wordAgain(object, i int) (uint64, bool) {
	if value := b.again(object, i); value != nil {
		return value[0], true
	}
	return 0, false
}

// again looks up what may have come since the batch's look-up missed it.
func (b *Batch) again(object, i int) []uint64 {
	c := &b.Columns[object]
	if !c.Grown || c.Declared>>i&1 == 0 {
		return nil
	}
	return b.state.Find(b, object, i, c.Keys[i])
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
		return b.addAgain(object, i, difference)
	}
	value := &c.Words[at]
	if c.Changed>>i&1 == 0 {
		b.change(c, object, i, c.Words[at:at+1])
	}
	c.Added[i] += difference
	*value += difference
	return *value, true
}

// addAgain adds to a counter that was not there when the batch was looked up.
func (b *Batch) addAgain(object, i int, difference uint64) (uint64, bool) {
	c := &b.Columns[object]
	value := b.again(object, i)
	if value == nil {
		if value = b.first(object, i); value == nil {
			return 0, false
		}
	}
	if c.Changed>>i&1 == 0 {
		b.change(c, object, i, value)
	}
	c.Added[i] += difference
	value[0] += difference
	return value[0], true
}

// first makes the counter that packet i declared.
func (b *Batch) first(object, i int) []uint64 {
	c := &b.Columns[object]
	if c.Object.Kind != Counters || !b.InsertWord(object, i, c.Keys[i], 0) {
		return nil
	}
	return b.state.Find(b, object, i, c.Keys[i])
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
