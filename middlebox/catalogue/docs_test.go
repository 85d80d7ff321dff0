package catalogue_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/catalogue"
	"qanat/middlebox/counting"
)

var update = flag.Bool("update", false, "write docs/middleboxes.md anew")

const docsPath = "../../docs/middleboxes.md"

// thesis has what Tables 3.2 and 4.1 say of each middlebox, in their words.
var thesis = map[string]struct{ state, reads, writes string }{
	"balancer":          {"flow table (map, 28 c), server pool (20 n, not shared), server pool usage (vector, 28 n)", "", ""},
	"firewall":          {"", "N/A", "N/A"},
	"gen":               {"", "no", "per packet"},
	"idps":              {"port scanning counter (counters, 112 n); others in the table are not modelled", "", ""},
	"limiter":           {"", "", ""},
	"mazunat":           {"flow table (map, 74 c), available address pool (set, 80 c)", "per packet", "per flow"},
	"monitor":           {"", "per packet", "per packet"},
	"nat":               {"flow table (map, 74 c), available address pool (set, 80 c)", "per packet", "per flow"},
	"netmonitor":        {"traffic dispersion graph (graph, 256 n), heavy hitters (count-min sketch)", "", ""},
	"proxy":             {"stored entries (map, 104 c, not shared), cache contents (not shared), cache digests (counting Bloom filter, 20 c)", "", ""},
	"stateful-firewall": {"flow table (map, 32 c), connection context (map, 264 c)", "", ""},
}

// measurement is what conversations made a middlebox do.
type measurement struct {
	flows, packets uint64
	uses           []counting.Use
}

const (
	conversations = 250
	answers       = 20
	objects       = 100 // that they ask for
)

// measure has clients and servers hold conversations through a middlebox.
func measure(t *testing.T, name string) (m measurement) {
	t.Helper()
	thread, err := counting.New(newBox(t, name))
	if err != nil {
		t.Fatal(err)
	}
	for k := range conversations {
		n, ok := boxtest.Converse(thread, int64(k), first(name, k), fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: h\r\n\r\n", k%objects), answers)
		if !ok {
			t.Fatalf("%s: conversation %d ended at segment %d", name, k, n)
		}
		m.flows++
		m.packets += uint64(n)
	}
	m.uses = thread.Uses()
	return m
}

// perPacket and others say how often something is done, in a table.
func per(n, of uint64) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%.3g", float64(n)/float64(of))
}

// entrySize is the bytes of an entry, its key included.
func entrySize(o middlebox.Object) string {
	switch {
	case o.Kind == middlebox.Pool:
		return "8"
	case o.Kind.Keyed():
		return fmt.Sprint(16 + 8*o.Words)
	}
	return fmt.Sprint(8 * o.Words)
}

func number(o middlebox.Object) string {
	if o.Rows > 0 {
		return fmt.Sprintf("%d x %d", o.Rows, o.Capacity)
	}
	return fmt.Sprint(o.Capacity)
}

func objectRow(w *strings.Builder, o middlebox.Object, use counting.Use, m measurement) {
	idle, shared := "-", "yes"
	if o.Idle > 0 {
		idle = strings.NewReplacer("m0s", "m", "h0m0s", "h").Replace(o.Idle.String())
	}
	if o.Local {
		shared = "no"
	}
	fmt.Fprintf(w, "| %s | %v | %s | %s | %s | %s | %s | %s | %s |\n", o.Name, o.Kind, entrySize(o), number(o), idle, shared,
		per(use.Lookups, m.packets), per(use.Writes, m.packets), per(use.Writes, m.flows))
}

func section(t *testing.T, w *strings.Builder, e catalogue.Entry) {
	fmt.Fprintf(w, "\n## %s\n\n`%s` %s.\n\n| option | default | |\n|---|---|---|\n", e.Name, e.Name, e.Does)
	for _, o := range e.Options() {
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", o.Name, o.Default, o.Means)
	}
	m := measure(t, e.Name)
	list := newBox(t, e.Name).Objects()
	if len(list) == 0 {
		w.WriteString("\nIt has no state.\n")
	} else {
		w.WriteString("\n| object | kind | bytes | entries | idle | shared | look-ups per packet | writes per packet | writes per flow |\n|---|---|---|---|---|---|---|---|---|\n")
	}
	for k, o := range list {
		objectRow(w, o, m.uses[k], m)
	}
	says := thesis[e.Name]
	if says.state != "" {
		fmt.Fprintf(w, "\nThe thesis, Table 3.2: %s.\n", says.state)
	}
	if says.reads != "" {
		fmt.Fprintf(w, "\nThe thesis, Table 4.1: reads %s, writes %s.\n", says.reads, says.writes)
	}
}

// TestDocs compares docs/middleboxes.md with what the middleboxes say and do.
func TestDocs(t *testing.T) {
	var w strings.Builder
	fmt.Fprintf(&w, intro, conversations, answers, objects)
	for _, e := range catalogue.Entries() {
		if _, known := thesis[e.Name]; !known {
			t.Errorf("say in this test what the thesis has of %s", e.Name)
		}
		section(t, &w, e)
	}
	if *update {
		if err := os.WriteFile(docsPath, []byte(w.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if data, err := os.ReadFile(docsPath); err != nil || string(data) != w.String() {
		t.Errorf("%s is not what the middleboxes are: run go test ./middlebox/catalogue -run TestDocs -update (%v)", docsPath, err)
	}
}

// intro stands above the middleboxes.
const intro = `# Middleboxes

This page is generated: ` + "`go test ./middlebox/catalogue -run TestDocs -update`" + ` writes it, and without
` + "`-update`" + ` the test fails where it is not what the code does.

A middlebox is named with its options, as in ` + "`monitor:sharing=2`" + ` or
` + "`nat:public=198.51.100.0/28,sessions=1M`" + `, and a chain is a list of them:
` + "`firewall,monitor:sharing=2,nat`" + `. Numbers may end in k, M or G, for thousands, millions and
billions; times are written as 500ms, 30s or 2h.

Each has a table of its state. *Bytes* are those of an entry's value and, where entries are found
by key, of its 16-byte key; of filters and sketches those of a cell, and their entries are rows by
cells of a row. *Idle* is for how long an entry stays without use, or is at least kept before the
middlebox is asked.

What packets do with state was counted while %d TCP connections, one after the other, were
opened, asked for something, were answered %d times and closed by both sides. They ask for
%d different objects by HTTP. A look-up is a key or an index that a packet needs; what is looked up
to be overwritten counts as one though nothing is read. A write is a change, an entry that comes or
goes, or an item of a pool that is taken. A number of writes per flow that is small and whole is
state written per flow; where writes per packet are 1, state is written per packet.

What the thesis has beside it is quoted in its own terms: c is the number of connections or
sessions, n that of hosts or servers.
`
