// Package tidy holds the rules of this house as tests: what every file of the
// repository must look like for the next reader, checked by `make lint`. A rule
// that is only written down decays; one that fails a build does not.
//
// A [Rule] looks at a [Tree], the files of one repository as text and as Go
// syntax, and answers with findings. Each finding names the file and the line,
// what is wrong there, why the rule exists and how to mend it. All rules read
// syntax only, but for the one on map order, which needs types.
//
// Two tests run them. One runs every rule on this repository. The other runs
// each rule on the small trees of testdata, in which a violation is planted,
// and compares the findings with what is written there: a rule that can no
// longer fail is itself a failure. `go test ./internal/tidy -rewrite` writes
// the findings back into these files.
//
// Not checked: whether a comment is true, a name is good or a test is worth
// its time. That is what reviews are for.
package tidy
