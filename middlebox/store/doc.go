// Package store keeps the objects of a middlebox in memory, for any framework.
//
// # Tables
//
// Keyed objects are open-addressing hash tables of fixed capacity. A slot is a
// header word (part of the hash, and when the entry was last used), the key and
// the value, all in one array without pointers. Four slots make a bucket; an
// entry that finds its bucket full goes to the next, and the bucket counts those
// that passed it, so that a search knows where to stop and removal needs no
// tombstones (as in F14, Bronson and Shi 2019). Entries never move.
//
// A table is divided into segments, contiguous runs of buckets that entries do
// not leave, chosen by the high bits of the hash. They are what frameworks lock,
// number and copy: what the thesis calls state partitions (section 4.3.2).
//
// A batch is looked up in two passes: the first touches every bucket, so that the
// cache misses of all packets overlap, the second compares.
//
// # Expiry
//
// A timing wheel (Varghese and Lauck 1987) holds each entry once. Using an entry
// only notes the time in its header; when the wheel comes to an entry that was
// used since, it moves on. An entry expires between its time and 1/16 later.
package store
