package middlebox

// Key declares that packet i will use the entry of a key.
func (b *Batch) Key(object, i int, key Key) {
	c := &b.Columns[object]
	c.Keys[i] = key
	c.Declared |= 1 << i
}

// Index declares that packet i will use the value at an index of a vector.
func (b *Batch) Index(object, i int, index uint64) { b.Key(object, i, Key{Low: index}) }

// IsDeclared tells whether packet i declared anything of the object.
func (b *Batch) IsDeclared(object, i int) bool { return b.Columns[object].Declared>>i&1 != 0 }

// KeyOf returns what packet i declared.
func (b *Batch) KeyOf(object, i int) Key { return b.Columns[object].Keys[i] }
