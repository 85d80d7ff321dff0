package catalogue_test

import (
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/catalogue"
	"qanat/replication/nf"
)

// variants are options under which middleboxes work otherwise than by default, and
// sizes so small that objects fill up.
var variants = map[string][]string{
	"balancer":          {"connections=20,servers=10.0.1.1:80+10.0.1.2:80*3"},
	"firewall":          {"rules=rules"},
	"gen":               {"size=256"},
	"idps":              {"tries=5,services=50,sources=5,flood-bits=2M,flood-ports=1-100"},
	"limiter":           {"rate=24k,by=flow,keys=5000", "rate=8M,by=all,keys=1", "rate=1M,by=target,keys=3"},
	"mazunat":           {"public=203.0.113.1/32,ports=50000-50019,sessions=10,services=80:10.0.0.1"},
	"monitor":           {"flows=10000", "flows=20", "sharing=8"},
	"nat":               {"public=203.0.113.1/32,ports=50000-50019,sessions=10"},
	"netmonitor":        {"edges=5,hosts=5", "edges=1000,hosts=3,permille=500"},
	"proxy":             {"stored=10", "instances=1"},
	"stateful-firewall": {"connections=20"},
}

// observers let packets pass that they have no room to note.
var observers = map[string]bool{"monitor": true, "netmonitor": true, "proxy": true}

func read(string) ([]byte, error) {
	return []byte("allow tcp from any to any port 80\ndeny ip from 10.0.0.1 to any\ndefault allow"), nil
}

func newBox(t testing.TB, text string) middlebox.Middlebox {
	t.Helper()
	box, err := catalogue.New(text, read)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// TestConformance runs the suite of all middleboxes.
func TestConformance(t *testing.T) {
	for _, e := range catalogue.Entries() {
		texts := []string{e.Name}
		for _, options := range variants[e.Name] {
			texts = append(texts, e.Name+":"+options)
		}
		for _, text := range texts {
			t.Run(text, func(t *testing.T) {
				boxtest.Suite{
					New:   func() middlebox.Middlebox { return newBox(t, text) },
					Stage: func(box middlebox.Middlebox) middlebox.Stage { return single(t, box) }, Mix: boxtest.Mix, Observes: observers[e.Name],
				}.Run(t)
			})
		}
	}
}

func single(t testing.TB, box middlebox.Middlebox) *nf.Thread {
	t.Helper()
	thread, err := nf.NewSingle(box, 1)
	if err != nil {
		t.Fatal(err)
	}
	return thread
}

// first is how a conversation through a middlebox begins: from inside, or where a
// middlebox is for those from outside, from there.
func first(name string, client int) boxtest.Sent {
	f := boxtest.Frame{}
	f.Source, f.Target, f.SourcePort, f.TargetPort, f.Protocol = boxtest.Hosts+uint32(client>>8), boxtest.World, uint16(40000+client&255), 80, 6
	if name != "balancer" && name != "idps" {
		return boxtest.Sent{Frame: f, Side: middlebox.Inside}
	}
	f.Source, f.Target = boxtest.World+uint32(client>>8), boxtest.Public
	return boxtest.Sent{Frame: f, Side: middlebox.Outside}
}

// TestConversations has clients and servers talk through every middlebox, and
// through chains.
func TestConversations(t *testing.T) {
	for _, e := range catalogue.Entries() {
		thread := single(t, newBox(t, e.Name))
		for client := range 200 {
			if n, ok := boxtest.Converse(thread, int64(client), first(e.Name, client), "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 5); !ok {
				t.Errorf("%s: conversation %d ended at segment %d", e.Name, client, n)
				break
			}
		}
	}
}
