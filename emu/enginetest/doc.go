// Package enginetest is the conformance suite of engines: it brings small labs up
// with an engine, sends packets through them, and compares what becomes of them
// with package impair's reference. An engine that passes does what lab files say.
package enginetest
