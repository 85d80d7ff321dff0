// Package middlebox is what middleboxes and the frameworks that keep their state
// agree on. A middlebox is written once: it declares state objects and processes
// packets against them. Whether that state is local, replicated along a chain or
// shared across a WAN is the framework's business (package replication).
//
// # A batch
//
// Packets come in batches, and each batch goes through three steps:
//
//  1. Declare: the middlebox says which key of each object each packet will use.
//  2. The framework looks all keys up at once, so that their cache misses overlap;
//     it locks, fetches or logs what it must.
//  3. Process: the middlebox processes a range of packets, which the framework
//     chooses: all at once, or one by one where each is a transaction of its own.
//
// What a packet declared is found without another search (Read, Update, Add).
// What it did not, as when a flow is new, goes a slower way (Find, Insert, Remove,
// Take, Give); where its key is known some time before, Fetch lets that be fetched
// meanwhile. What comes and goes that way, the packets after it find or miss as if
// it had always been so.
//
// # What a middlebox must keep to
//
// Its state is in its objects and nowhere else, it does no input or output, and it
// has no clock but Batch.Now. It may be run again for the same packet, since a
// transaction can be aborted: every slow operation may fail, and the middlebox
// then drops the packet and goes on, rewriting nothing; the framework knows
// whether that was final. So the packet is rewritten last.
//
// # How updates are told
//
// Frameworks that send values (FTC, FTMB's snapshots) read the entries marked by
// Update and Add. Those that send operations (Constellation, S6's write-behind)
// need to know which: Add commutes, and its differences are added up per packet;
// Update is a put, and of two that meet, Object.Wins chooses. All operations of
// one packet are one transaction, so objects change together or not at all
// (derivative objects, section 3.3.1).
package middlebox
