// Package chapter2 reproduces the evaluation of chapter 2 of the thesis: Kariz
// against the optimum on the 6-ary fat tree (section 2.5, Figs. 2.6-2.8), and
// goes on where the thesis stopped: what each of its ambiguities moves, epsilon,
// larger and other networks, reordered chains, and the reduction of section 2.3.
//
// Each figure is one file that declares its cells, how a point is computed from
// their records, and how it is drawn. Data flows one way:
//
//	cells -> records -> tables (CSV) -> figures, verdicts, report
//
// Every step reads only what the one before has written, so any of them can be
// done again alone.
package chapter2
