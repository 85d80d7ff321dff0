// Package transaction lets several threads share the state of a middlebox: each
// packet is a transaction under strict two-phase locking, and so packets take effect
// as if one came after the other (section 4.3.2).
//
// # Locks
//
// State is divided into partitions: the segments of a table, the elements of a
// vector in stripes, a pool, a filter or a sketch as one. A packet locks the
// partitions of what it declared before it is processed, and further ones as it
// asks for them; all are released together at its end.
//
// # Deadlock
//
// Locks are asked for in no order, so two packets may wait for each other. The older
// one then wounds the younger (wound-wait, Rosenkrantz et al. 1978): a packet that
// finds a lock taken by a younger one marks it, and a marked packet that has to
// wait itself gives up. What it changed is undone, and it is processed again with
// the age that it had, so that it becomes the oldest some time.
//
// # Undoing
//
// A journal has what the packet changed: values as they were, entries that came and
// went, items that were taken. Items given back go to their pool only at the end.
package transaction
