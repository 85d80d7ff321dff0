// Package live brings labs up on this machine and takes them down again, without
// leaving anything behind.
//
// A lab that is up is a run. It has an identity, such as wan-triangle-3f2a, and a
// folder, /run/qanat/labs/<id>, which is there before anything else is made and
// goes last. Everything of the run bears its identity: its namespaces are called
// qanat@<id>@<node>, interfaces exist nowhere else, its processes are those in
// its namespaces and its agent. So whatever happens to the process that brings a
// lab up, what it had made so far is found by the identity alone, and several
// runs of one lab never meet.
//
// An agent, a process of its own, stays with a run that needs one: it carries the
// packets of user-space links, starts and watches the lab's processes, and makes
// its events happen (package agent).
package live
