// Package nf runs a middlebox without replication: what the thesis calls NF, the
// baseline that other frameworks are compared with (sections 3.5.1 and 4.6.1).
//
// Its threads share one state. Traffic is spread over them by flow, yet two
// directions of a session may meet on different threads, and Monitor's counters
// are shared on purpose, so each packet is a transaction under the locks of the
// segments that it uses. A single thread needs none, and processes whole batches.
package nf
