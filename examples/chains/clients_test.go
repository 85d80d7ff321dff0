//go:build linux

package chains

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const server = "203.0.113.2"

// seen is what clients see, as far as it must be the same behind any NAT.
type seen struct {
	Page, Active, Passive, Name, Echoes string
	Up, Down, UpUDP, DownUDP            bool // iperf3 carried something, nearly all of it
}

// use lets every client do its work behind a NAT, with an ftp transfer in active
// mode where the NAT follows it.
func (b *bed) use(active bool) (s seen) {
	b.t.Helper()
	folder := site(b.t, 100_000_000)
	b.web("server", folder)
	b.ftp("server", folder)
	b.names("server")
	b.serve("server", "5201", "iperf3", "-s")
	s.Page = b.fetch(folder, "large", "http://"+server+"/large")
	s.Passive = b.fetch(folder, "page7", "ftp://"+server+"/page7")
	if active {
		s.Active = b.fetch(folder, "page9", "--ftp-port", "-", "--disable-eprt", "ftp://"+server+"/page9")
	}
	s.Name = strings.TrimSpace(b.must("client", "dig", "+short", "+tries=2", "@"+server, "thing.example"))
	s.Echoes = fmt.Sprint(strings.Count(b.must("client", "ping", "-c", "5", "-i", "0.2", server), "bytes from"))
	s.Up, s.Down = b.iperf("-t", "2"), b.iperf("-t", "2", "-R")
	s.UpUDP, s.DownUDP = b.iperf("-t", "2", "-u", "-b", "20M"), b.iperf("-t", "2", "-u", "-b", "20M", "-R")
	return s
}

// fetch downloads a file with curl and tells whether it is the same as the
// server's.
func (b *bed) fetch(folder, name string, argv ...string) string {
	b.t.Helper()
	got := filepath.Join(b.t.TempDir(), name)
	b.must("client", append([]string{"curl", "-sS", "--max-time", "60", "-o", got}, argv...)...)
	have, err := os.ReadFile(got)
	if err != nil {
		b.t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		b.t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		return fmt.Sprintf("%d bytes, which differ from the server's %d", len(have), len(want))
	}
	return "the same"
}

// iperf tells whether iperf3 carried traffic, and over UDP lost less than 5 %.
func (b *bed) iperf(argv ...string) bool {
	b.t.Helper()
	out := b.must("client", append([]string{"iperf3", "-J", "-c", server}, argv...)...)
	var report struct {
		End struct {
			Received struct {
				Bits float64 `json:"bits_per_second"`
			} `json:"sum_received"`
			Sum struct {
				Bits float64 `json:"bits_per_second"`
				Lost float64 `json:"lost_percent"`
			} `json:"sum"`
		} `json:"end"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		b.t.Fatalf("iperf3: %v\n%s", err, out)
	}
	b.t.Logf("iperf3 %s: %.0f Mbit/s, %.1f %% lost", strings.Join(argv, " "), max(report.End.Received.Bits, report.End.Sum.Bits)/1e6, report.End.Sum.Lost)
	return max(report.End.Received.Bits, report.End.Sum.Bits) > 1e6 && report.End.Sum.Lost < 5
}

// TestClientsBehindNATs compares what clients see behind ours with what they see
// behind Linux'.
func TestClientsBehindNATs(t *testing.T) {
	var linux seen
	t.Run("masquerade", func(t *testing.T) { linux = up(t, "masquerade.yaml").use(false) })
	if t.Failed() || linux == (seen{}) {
		return
	}
	if want := (seen{Page: "the same", Passive: "the same", Name: "192.0.2.77", Echoes: "5", Up: true, Down: true, UpUDP: true, DownUDP: true}); linux != want {
		t.Fatalf("behind Linux' NAT clients see %+v", linux)
	}
	t.Run("nat", func(t *testing.T) {
		if ours := up(t, "nat.yaml").use(false); ours != linux {
			t.Errorf("behind SimpleNAT clients see\n%+v\nbehind Linux'\n%+v", ours, linux)
		}
	})
	t.Run("mazunat", func(t *testing.T) {
		linux.Active = "the same" // which plain masquerading does not follow
		if ours := up(t, "mazunat.yaml").use(true); ours != linux {
			t.Errorf("behind MazuNAT clients see\n%+v\nbehind Linux'\n%+v", ours, linux)
		}
	})
}

// TestChecksums lets tshark judge every packet that comes out of a NAT.
func TestChecksums(t *testing.T) {
	b := up(t, "mazunat.yaml")
	folder := site(t, 100_000)
	b.web("server", folder)
	b.ftp("server", folder)
	b.names("server")
	captures, stops := map[string]string{}, []func(){}
	for _, node := range []string{"client", "server"} {
		captures[node] = filepath.Join(t.TempDir(), node+".pcap")
		stops = append(stops, b.capture(node, captures[node]))
	}
	b.must("client", "ping", "-c", "3", "-i", "0.2", server)
	b.must("client", "dig", "+short", "@"+server, "thing.example")
	b.fetch(folder, "page1", "http://"+server+"/page1")
	b.fetch(folder, "page2", "--ftp-port", "-", "--disable-eprt", "ftp://"+server+"/page2")
	b.settled(captures)
	for _, stop := range stops {
		stop()
	}
	for node, file := range captures {
		b.judge(node, file)
	}
}
