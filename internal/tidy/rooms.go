package tidy

import "slices"

// A room is a folder of packages that share a row of the table of imports.
type room struct {
	folder  string
	imports []string // folders of the module that it may use, besides its own
	why     string   // why it may use no others
}

// rooms is the table of imports, from the bottom of the house to its top. The
// row with the longest folder counts. Tests may import what Go lets them, only
// no command.
var rooms = []room{
	{"topo", nil, "a graph knows nothing of what is placed on it"},
	{"topo/svg", []string{"topo"}, "a picture shows nodes, links and flows, whatever they mean"},
	{"topo/source", []string{"topo"}, "files are read at the border, so that the core stays a function of its arguments"},
	{"solver", []string{"topo"}, "the problem and its verifier must not know how anything is solved, or a solver would check itself"},
	{"solver/source", []string{"topo", "topo/source", "solver"}, "files are read at the border, so that the core stays a function of its arguments"},
	{"solver/mip", []string{"topo", "solver"}, "the model is written from the problem alone, so that it can prove heuristics wrong"},
	{"solver/lpsolve", []string{"topo", "solver", "solver/mip"}, "a backend hands over the model and reads the answer, no more"},
	{"solver/cbc", []string{"topo", "solver", "solver/mip"}, "a backend hands over the model and reads the answer, no more"},
	{"solver/external", []string{"topo", "solver", "solver/mip"}, "a backend hands over the model and reads the answer, no more"},
	{"solver/certificate", []string{"topo", "solver"}, "a proof is checked from the problem alone, by code that no solver shares"},
	{"solver/exact", []string{"topo", "solver", "solver/certificate"}, "the exact solver is audited against the model and so shares no code with it"},
	{"solver/reduction", []string{"topo", "solver"}, "the reduction builds problems; who solves them is the caller's choice"},
	{"solver/draw", []string{"topo", "topo/svg", "solver"}, "a picture of a deployment needs the problem, not who solved it"},
	{"solver/contrib", []string{"topo", "solver"}, "a contributed solver is one file against the problem"},
	{"solver/solvertest", []string{"topo", "solver"}, "the conformance test runs any solver and so knows none"},
	{"kariz", []string{"topo", "solver", "kariz/flow"}, "the heuristic decides on one problem at a time, whoever simulates it"},
	{"kariz/flow", []string{"topo"}, "minimum-cost flow is a graph algorithm"},
	{"kariz/explain", []string{"topo", "topo/svg", "solver", "solver/draw", "kariz"}, "a transcript shows one run, not what experiments make of many"},
	{"sim", nil, "virtual time knows nothing of what happens in it"},
	{"sim/placement", []string{"topo", "solver", "sim"}, "the simulator drives any solver through its interface"},
	{"emu/impair", []string{"topo"}, "what a link does to packets means the same whoever carries it out"},
	{"emu/lab", []string{"topo", "emu/impair"}, "a plan is a function of the lab, and makes nothing"},
	{"emu/ontime", nil, "threads that wake up on time serve whoever needs them"},
	{"emu/mmsg", nil, "packets in batches are bytes, whatever they mean"},
	{"emu/tpacket", nil, "memory that the kernel fills is the same whoever reads it"},
	{"emu/kernel", []string{}, "namespaces and interfaces are the same for whoever makes them"},
	{"emu/kernel/kerneltest", []string{"emu/kernel", "internal/privileged"}, "tests of what works in namespaces begin with some, and no more"},
	{"emu/engine", []string{"emu/impair", "topo"}, "labs know engines by this interface alone"},
	{"emu/netem", []string{"topo", "emu/impair", "emu/engine", "emu/kernel"}, "an engine carries out impairments, and knows no lab"},
	{"emu/wire", []string{"topo", "emu/impair", "emu/engine", "emu/kernel", "emu/mmsg", "emu/ontime", "emu/tpacket"}, "an engine carries out impairments, and knows no lab"},
	{"emu/probe", []string{"emu/kernel", "emu/mmsg", "emu/ontime"}, "what measures links must not know what they were asked to do"},
	{"emu/live", []string{"topo", "emu/impair", "emu/lab", "emu/engine", "emu/netem", "emu/wire", "emu/kernel", "internal/host"}, "labs, links and traffic know nothing of middleboxes or protocols"},
	{"emu/agent", []string{"topo", "emu/impair", "emu/lab", "emu/engine", "emu/live"}, "labs, links and traffic know nothing of middleboxes or protocols"},
	{"emu/world", []string{"emu/live"}, "a world is a place where labs are made, and changes nothing of how"},
	{"emu/enginetest", []string{"topo", "emu/impair", "emu/lab", "emu/engine", "emu/live", "emu/agent", "emu/kernel", "emu/port", "emu/probe"}, "one suite judges all engines, through labs, and so knows none"},
	{"emu/fidelity", []string{"topo", "emu/impair", "emu/lab", "emu/engine", "emu/kernel", "emu/live", "emu/probe", "internal/host"}, "links are judged by what probes meet, and rejected for what engines admit"},
	{"emu/port", []string{"internal/checksum", "emu/kernel", "emu/mmsg", "emu/tpacket"}, "ports move frames, whatever is in them"},
	{"emu/traffic", []string{"internal/checksum", "topo", "emu/port", "emu/kernel", "emu/ontime", "internal/host"}, "labs, links and traffic know nothing of middleboxes or protocols"},
	{"emu/node", []string{"emu/port", "middlebox", "middlebox/packet", "middlebox/catalogue", "replication/nf"}, "a shell gives any chain ports and time, whatever framework its stages have"},
	{"emu/picture", []string{"topo", "topo/svg", "emu/impair", "emu/lab"}, "a picture shows the plan, whether it is up or not"},
	{"emu/doctor", []string{"emu/live", "emu/netem", "emu/ontime", "emu/world"}, "an examination tries what labs do, and changes nothing"},
	{"middlebox", []string{"middlebox/packet"}, "middleboxes and frameworks agree on this, so it knows neither"},
	{"middlebox/packet", []string{"internal/checksum"}, "headers are the same whoever reads them"},
	{"middlebox/flow", []string{"middlebox", "middlebox/packet"}, "keys are made of headers alone"},
	{"middlebox/store", []string{"internal/prefetch", "middlebox"}, "objects are kept the same way whatever middlebox declares them"},
	{"middlebox/boxtest", []string{"internal/checksum", "middlebox", "middlebox/packet", "middlebox/flow"}, "tests pass frames through any middlebox under any framework"},
	{"middlebox/nat", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/firewall", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/idps", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/monitor", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/gen", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/balancer", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/netmonitor", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/limiter", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/proxy", []string{"middlebox", "middlebox/packet", "middlebox/flow"}, "a middlebox knows no framework, so that all can run it"},
	{"middlebox/counting", []string{"middlebox", "middlebox/store"}, "what is measured of any middlebox is the same"},
	{"middlebox/catalogue", []string{"middlebox"}, "a catalogue names middleboxes, not who runs them"},
	{"replication/transaction", []string{"middlebox", "middlebox/store"}, "threads share any state the same way, whoever replicates it"},
	{"replication/nf/nftest", []string{"middlebox", "replication/nf"}, "tests of middleboxes begin with a thread, and no more"},
	{"replication/nf", []string{"middlebox", "middlebox/store", "replication/transaction"}, "a framework runs any middlebox through its interface"},
	{"examples/chains", nil, "what users see is tested through the command"},
	{"examples/labs", []string{"topo", "emu"}, "an example shows what any program may do"},
	{"internal/checksum", nil, "a checksum is the same for whoever computes it"},
	{"internal/prefetch", nil, "caches know nothing of what is in them"},
	{"internal/guide", nil, "a guide is tested the same way, whatever it guides to"},
	{"internal/privileged", nil, "what a machine lacks is the same for whoever tests"},
	{"internal/host", nil, "what a machine does is the same for whoever asks"},
	{"experiments", []string{"topo", "solver", "kariz", "sim", "emu", "middlebox", "replication", "internal/host"}, "experiments use every room, but are wired by commands"},
	{"cmd", []string{"topo", "solver", "kariz", "sim", "emu", "middlebox", "experiments"}, "a command wires rooms, not tests of the house"},
	{"internal/tidy", nil, "rules that depend on the code they judge could not judge it while it is broken"},
}

// cores are the rooms in which every result is a function of the arguments.
var cores = []string{"topo", "solver", "kariz", "sim", "emu/impair", "emu/lab"}

// borders lie in the folder of a core but talk to the operating system.
var borders = []string{
	"topo/source",     // reads files
	"solver/source",   // reads files
	"solver/cbc",      // runs a program on a model file
	"solver/external", // the same for any program
	"solver/lpsolve",  // runs lp_solve in a process that can be stopped
}

// roomOf is the row of a package, nil where it has none.
func roomOf(dir string) *room {
	var best *room
	for i := range rooms {
		if row := &rooms[i]; within(dir, row.folder) && (best == nil || len(row.folder) > len(best.folder)) {
			best = row
		}
	}
	return best
}

// mayImport tells whether a package of the room may import a package of the
// module: one of its own room or of a room that its row names. Rooms above the
// cores may also use the rooms inside those named.
func (r *room) mayImport(target string) bool {
	row := roomOf(target)
	if row == nil || row == r {
		return row == r
	}
	for _, folder := range r.imports {
		if row.folder == folder || within(row.folder, folder) && !isInside(r.folder, cores) {
			return true
		}
	}
	return false
}

// isCore tells whether a package must be a function of its arguments.
func isCore(dir string) bool { return isInside(dir, cores) && !isInside(dir, borders) }

func isInside(dir string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return within(dir, folder) })
}
