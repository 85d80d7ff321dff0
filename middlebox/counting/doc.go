// Package counting measures how a middlebox uses its state: for each object, how
// often packets look something up and how often they write (the columns of the
// thesis' Table 4.1).
//
// A look-up is a key or an index that a packet declares, or a search for one that
// it did not. A write is a change of what it declared, an entry that comes or goes,
// an item of a pool that is taken or given back, or an addition. Several changes of
// what one packet declared are one write, as they are for frameworks, which log
// per packet; only a counter's first addition is two, as it comes first. What
// packets are looked up for may go unread: to overwrite a register
// is a look-up and a write. Expiry is not counted, as no packet causes it.
package counting
