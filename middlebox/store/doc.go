// Package store keeps the objects of a middlebox in memory, for any framework.
//
// # Tables
//
// Keyed objects are open-addressing hash tables of fixed capacity, in one array
// without pointers. A bucket is what is known of two entries, their keys and their
// values: a cache line, if values are of one word, since what a look-up in a large
// table costs is lines fetched. An entry that finds its bucket full goes to the
// next, and the bucket counts those that passed it, so that a search knows where to
// stop and removal needs no tombstones (as in F14, Bronson and Shi 2019). Entries
// never move. All memory of tables is there from the start, in huge pages where possible.
//
// A table is divided into segments, contiguous runs of buckets that entries do
// not leave, chosen by the high bits of the hash. They are what frameworks lock,
// number and copy: what the thesis calls state partitions (section 4.3.2).
//
// A batch is looked up in passes: hashes, asking for every bucket, so that the cache
// misses of all packets overlap, comparing, and what was not in its first bucket.
//
// # Expiry
//
// A timing wheel (Varghese and Lauck 1987) holds each entry once, in lists of their
// own, so that the entries that are due can all be asked for at once. Using an entry
// only notes the time in its bucket; when the wheel comes to an entry that was
// used since, it moves on. An entry expires between its time and 1/16 later.
package store
