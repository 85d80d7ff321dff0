// Package monitor counts packets: the thesis' Monitor (Table 4.1), which reads and
// writes state for every packet.
//
// Across flows, threads count in a vector, and the sharing level says how many of
// them share one counter: at 1 no state is shared, at 8 eight threads write the same
// word (section 4.6.1, Fig. 4.6). Counters lie a cache line apart, so that threads
// meet only where they share one. Per flow, each five-tuple has a counter of its
// own, which is what the counting Bloom filter of section 3.5.5 approximates.
//
// All packets pass, also those of flows that there is no room to count.
package monitor
