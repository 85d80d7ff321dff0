// Package agent is the process that stays with a run that needs one. It carries
// the packets of user-space links, starts and watches the lab's processes, makes
// its events happen on time, and answers questions about all of this on a socket
// in the run's folder.
//
// A program that imports the package can be an agent: package live starts the
// program's own executable once more, with a variable set, and the package's init
// takes over before main begins. So neither main nor tests need a hook. The same
// way the executable becomes a process on a node (Enter).
//
// What the agent starts ends with it, even if it is killed. It ends by itself when
// the run's folder is gone.
package agent
