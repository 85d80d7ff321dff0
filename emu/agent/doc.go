// Package agent is the process that stays with a run that needs one. It carries
// the packets of user-space links, starts and watches the lab's processes, keeps
// the newest of what they write, makes the lab's events happen on time, and answers
// questions about all of this on a socket in the run's folder.
//
// A program that imports the package can be an agent: package live starts the
// program's own executable once more, with a variable set, and the package's init
// takes over before main begins. So neither main nor tests need a hook. The same
// way the executable becomes a program on a node.
//
// The programs that the agent starts end with it, even if it is killed; what they
// have started in turn is found by its namespace when the run is removed. The agent
// ends by itself when the run's folder is gone, or the world that the run is in.
package agent
