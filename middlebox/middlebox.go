package middlebox

// Middlebox processes packets. One value serves all threads of an instance: it
// holds configuration only.
type Middlebox interface {
	// Objects lists the state it needs; an object is named by its index.
	Objects() []Object
	// Declare says which keys the packets of a batch will use. It reads packets
	// and configuration, no state, and may settle a packet by itself.
	Declare(b *Batch)
	// Process processes packets i to j-1 of a batch that was declared.
	Process(b *Batch, i, j int)
}

// Expirer is a middlebox with entries that belong together: before an idle one
// is removed it is asked, and removes or keeps the others.
type Expirer interface {
	// Expire is called for an entry that was idle for its object's time. It
	// returns false to keep it. There is no packet: i only serves operations.
	Expire(b *Batch, i int, object int, key Key, value []uint64) bool
}

// Key names an entry of an object: a flow, an address, a port. See package flow
// for how headers become keys.
type Key struct{ High, Low uint64 }
