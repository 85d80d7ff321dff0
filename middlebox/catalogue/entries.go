package catalogue

import (
	"qanat/middlebox"
	"qanat/middlebox/balancer"
	"qanat/middlebox/firewall"
	"qanat/middlebox/gen"
	"qanat/middlebox/idps"
	"qanat/middlebox/limiter"
	"qanat/middlebox/monitor"
	"qanat/middlebox/nat"
	"qanat/middlebox/netmonitor"
	"qanat/middlebox/proxy"
)

// maker makes a middlebox of options that were set.
type maker = func() (middlebox.Middlebox, error)

// from turns a constructor and its configuration into a maker.
func from[C any, M middlebox.Middlebox](construct func(C) (M, error), c *C) maker {
	return func() (middlebox.Middlebox, error) {
		box, err := construct(*c)
		if err != nil {
			return nil, err
		}
		return box, nil
	}
}

// entries are all middleboxes. To add one, write its row and run the tests of this
// package with -update.
var entries = []Entry{
	{"balancer", "spreads connections to a virtual service over servers", defineBalancer},
	{"firewall", "judges packets by rules, without state", defineFirewall},
	{"gen", "writes a state value for every packet", defineGen},
	{"idps", "blocks port scanners and floods of a port", defineIDPS},
	{"limiter", "limits the rate of all traffic, or of each source, target or flow", defineLimiter},
	{"mazunat", "is nat with services inside, and follows FTP (MazuNAT)", defineMazu},
	{"monitor", "counts packets across flows or per flow", defineMonitor},
	{"nat", "lets hosts inside share public addresses (SimpleNAT)", defineNAT},
	{"netmonitor", "finds heavy flows and who talks to whom", defineNetmonitor},
	{"proxy", "marks HTTP requests that a cache could serve", defineProxy},
	{"stateful-firewall", "lets only hosts inside begin connections", defineStateful},
}

func defineBalancer(b *binder) maker {
	c := balancer.DefaultConfig
	b.service("virtual", &c.Virtual, "the service that clients know")
	b.servers("servers", &c.Servers, "those behind it, each with * and a weight other than 1")
	b.number("connections", &c.Connections, "at a time")
	b.duration("idle", &c.Idle, "for which a connection stays without packets")
	b.duration("closing", &c.Closing, "for which an ended one stays")
	return from(balancer.New, &c)
}

func defineFirewall(b *binder) maker {
	rules := firewall.DefaultRules
	b.file("rules", "deny mail, allow the rest", "a file of rules, one a line", func(text string) (err error) {
		rules, err = firewall.Parse(text)
		return err
	})
	return from(firewall.NewStateless, &rules)
}

func defineStateful(b *binder) maker {
	c := firewall.DefaultConfig
	b.number("connections", &c.Connections, "at a time")
	b.duration("opening", &c.Opening, "for which a TCP connection waits for its answer")
	b.duration("established", &c.Established, "for which one stays without packets")
	b.duration("closing", &c.Closing, "for which an ended one stays")
	b.duration("other", &c.Other, "for which anything else stays")
	return from(firewall.NewStateful, &c)
}

func defineGen(b *binder) maker {
	c := gen.DefaultConfig
	b.number("threads", &c.Threads, "that an instance has at most")
	b.number("size", &c.Size, "of the value in bytes, a multiple of 8")
	return from(gen.New, &c)
}

func defineIDPS(b *binder) maker {
	c := idps.DefaultConfig
	b.number("tries", &c.Tries, "in vain, by which a source is known to scan")
	b.duration("try-window", &c.TryWindow, "in which they are counted")
	b.duration("block", &c.Block, "of silence after which a source may send again")
	b.number("services", &c.Services, "tried that are remembered")
	b.number("sources", &c.Sources, "that are remembered")
	b.amount("flood-bits", &c.FloodBits, "that may go to a port in a window")
	b.duration("flood-window", &c.FloodWindow, "in which they are counted")
	b.ports("flood-ports", &c.FirstPort, &c.LastPort, "that are guarded")
	return from(idps.New, &c)
}

func defineLimiter(b *binder) maker {
	c := limiter.DefaultConfig
	kinds := []string{limiter.All.String(), limiter.Source.String(), limiter.Target.String(), limiter.Flow.String()}
	by := int(c.By)
	b.amount("rate", &c.Rate, "in bit/s")
	b.duration("window", &c.Window, "over which it is kept")
	b.choice("by", kinds, &by, "what has a rate of its own: all, source, target or flow")
	b.number("keys", &c.Keys, "that are counted at a time")
	return func() (middlebox.Middlebox, error) {
		c.By = limiter.By(by)
		return from(limiter.New, &c)()
	}
}

func defineMonitor(b *binder) maker {
	c := monitor.DefaultConfig
	b.number("threads", &c.Threads, "that an instance has at most")
	b.number("sharing", &c.Sharing, "threads that share one counter")
	b.number("flows", &c.Flows, "counted each by itself; 0 counts across flows")
	b.duration("idle", &c.Idle, "for which a flow's counter stays without packets")
	return from(monitor.New, &c)
}

func defineNAT(b *binder) maker {
	c := nat.DefaultConfig
	sessions(b, &c)
	return from(nat.NewSimple, &c)
}

func defineMazu(b *binder) maker {
	c := nat.DefaultMazu()
	sessions(b, &c.Config)
	b.services("services", &c.Services, "TCP ports of the public address, and who inside serves them")
	return from(nat.NewMazu, &c)
}

// sessions binds the options that both translators have.
func sessions(b *binder, c *nat.Config) {
	b.prefix("public", &c.Public, "addresses that sessions share")
	b.ports("ports", &c.FirstPort, &c.LastPort, "of each that are given out")
	b.number("sessions", &c.Sessions, "at a time")
	b.duration("idle", &c.Idle, "for which a session stays without packets")
}

func defineNetmonitor(b *binder) maker {
	c := netmonitor.DefaultConfig
	b.number("permille", &c.Permille, "of all bytes from which a flow is heavy")
	b.number("cells", &c.Cells, "of a row of the sketch")
	b.number("rows", &c.Rows, "of the sketch")
	b.number("edges", &c.Edges, "of the graph")
	b.number("hosts", &c.Hosts, "of the graph")
	b.duration("idle", &c.Idle, "for which an edge, or a heavy flow, stays without packets")
	return from(netmonitor.New, &c)
}

func defineProxy(b *binder) maker {
	c := proxy.DefaultConfig
	b.number("instances", &c.Instances, "that know each other's digests")
	b.number("self", &c.Self, "which of them this is, from 0")
	b.number("stored", &c.Stored, "objects that the cache has room for")
	b.duration("keep", &c.Keep, "for which an object stays that nobody asks for")
	b.number("cells", &c.Cells, "of a row of a digest")
	b.number("rows", &c.Rows, "of a digest")
	return from(proxy.New, &c)
}
