// Package figure draws measured series: sheets of aligned axes with error bars,
// the range that the thesis reports shaded behind each series, a legend in a
// strip of its own where it can hide nothing, and a caption that says what was
// run. It draws what it is given and computes nothing.
//
// Colours are Okabe and Ito's, which people with any of the common forms of
// colour blindness can tell apart; each goes with a mark and a dash pattern of
// its own, so a figure also survives a black-and-white printer. A series keeps
// its style in every figure, by its Style number.
package figure
