// Package gen writes state: the thesis' Gen (Table 4.1), which writes a value of a
// given size for every packet and reads none, so that what a framework pays for the
// size of state can be measured (section 4.6.2, Fig. 4.5).
//
// Each thread has a value of its own in a vector of registers, and values lie so far
// apart that no two share a cache line. What is written differs from one packet to
// the next in every word, so that nothing can be saved by comparing. All packets
// pass.
package gen
