// Package explain writes down one run of Kariz for people to follow: what each
// step of Algorithms 1 to 3 (thesis section 2.4) did, with the line that did it.
//
// Record keeps a run as data, the steps that Kariz reports to an observer and
// its outcome; Run.WriteText makes prose of it, Run.Pictures drawings of the
// solution after each step, and WritePage a page of these. What the best action
// of a round saved is set against what it had to save to be admissible, so that
// a reader can check the arithmetic. The actions that lost are not listed: the
// search discards most of them by a bound without working out what they cost.
package explain
