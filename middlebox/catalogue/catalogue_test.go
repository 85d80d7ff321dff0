package catalogue_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/balancer"
	"qanat/middlebox/catalogue"
	"qanat/middlebox/firewall"
	"qanat/middlebox/idps"
	"qanat/middlebox/limiter"
	"qanat/middlebox/monitor"
	"qanat/middlebox/nat"
)

// TestOptions sets options of every kind and looks at what they set.
func TestOptions(t *testing.T) {
	for text, check := range map[string]func(middlebox.Middlebox) bool{
		"nat:public=198.51.100.0/30,ports=1-2,sessions=3k,idle=90s": func(box middlebox.Middlebox) bool {
			n := box.(*nat.Simple)
			return n.Public.String() == "198.51.100.0/30" && n.FirstPort == 1 && n.LastPort == 2 && n.Sessions == 3000 && n.Idle.Seconds() == 90
		},
		"mazunat:services=8080:10.9.9.9+22:10.0.0.1": func(box middlebox.Middlebox) bool { return len(box.Objects()) == 3 },
		" monitor:sharing=2":                         func(box middlebox.Middlebox) bool { return box.(*monitor.Monitor).Sharing == 2 },
		"monitor":                                    func(box middlebox.Middlebox) bool { return box.(*monitor.Monitor).Config == monitor.DefaultConfig },
		"firewall:rules=x":                           func(box middlebox.Middlebox) bool { return len(box.(*firewall.Stateless).List) == 2 },
		"firewall":                                   func(box middlebox.Middlebox) bool { return len(box.(*firewall.Stateless).List) == 1 },
		"limiter:by=flow,rate=2G": func(box middlebox.Middlebox) bool {
			l := box.(*limiter.Limiter)
			return l.By == limiter.Flow && l.Rate == 2e9
		},
		"idps:flood-bits=1G,flood-ports=5-6": func(box middlebox.Middlebox) bool {
			d := box.(*idps.IDPS)
			return d.FloodBits == 1e9 && d.FirstPort == 5 && d.LastPort == 6
		},
		"balancer:virtual=198.51.100.1:443,servers=10.0.0.1:1+10.0.0.2:2*0": func(box middlebox.Middlebox) bool {
			n := box.(*balancer.Balancer)
			return n.Virtual.Port() == 443 && len(n.Servers) == 2 && n.Servers[0].Weight == 1 && n.Servers[1].Weight == 0
		},
	} {
		if box, err := catalogue.New(text, read); err != nil || !check(box) {
			t.Errorf("%s: %+v, %v", text, box, err)
		}
	}
}

// TestErrors wants what is wrong, where, and what there is instead.
func TestErrors(t *testing.T) {
	for text, want := range map[string][]string{
		"":                              {`""`, "balancer, firewall, gen"},
		"fw":                            {`"fw"`, "balancer, firewall, gen, idps, limiter, mazunat, monitor, nat, netmonitor, proxy, stateful-firewall"},
		"monitor:shairng=2":             {"monitor", `"shairng"`, "flows, idle, sharing, threads"},
		"monitor:":                      {`""`, "sharing"},
		"monitor:sharing":               {"sharing has no value", "sharing=1"},
		"monitor:sharing=":              {"sharing has no value"},
		"monitor:sharing=2,sharing=2":   {"sharing", "twice"},
		"monitor:sharing=two":           {"sharing=two", "whole number"},
		"monitor:sharing=99":            {"monitor", "sharing level of 99"},
		"monitor:flows=99999999999999G": {"flows", "whole number up to"},
		"nat:idle=5":                    {"idle=5", "30s"},
		"nat:public=1":                  {"public=1", "prefix"},
		"nat:ports=5":                   {"ports=5", "range"},
		"limiter:by=host":               {"by=host", "all, source, target, flow"},
		"balancer:virtual=1.2.3.4":      {"virtual=1.2.3.4", "address and a port"},
		"balancer:servers=1.2.3.4:80+x": {`"x"`, "address and a port"},
		"balancer:servers=1.2.3.4:80*y": {"whole number"},
		"mazunat:services=80":           {`"80"`, "80:10.0.0.10"},
		"mazunat:services=x:10.0.0.1":   {"x:10.0.0.1", "a port and an address"},
		"firewall:rules=missing":        {"rules=missing", "no such file"},
		"firewall:rules=wrong":          {"rules=wrong", "line 1", "allow or deny"},
	} {
		_, err := catalogue.New(text, func(name string) ([]byte, error) {
			if name == "missing" {
				return nil, errors.New("no such file")
			}
			return []byte("permit"), nil
		})
		for _, part := range want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %v does not say %q", text, err, part)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for chain, want := range map[string]string{
		"firewall,monitor:sharing=2,nat":  "firewall|monitor:sharing=2|nat",
		"nat:sessions=5,idle=3s, monitor": "nat:sessions=5,idle=3s|monitor",
		"nat":                             "nat",
		"firewall:rules=a:b,idps:tries=3,block=1s,gen": "firewall:rules=a:b|idps:tries=3,block=1s|gen",
	} {
		if got, err := catalogue.Split(chain); err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q became %q, %v", chain, got, err)
		}
	}
	for chain, want := range map[string]string{
		"": "no middlebox is named", "nat,,monitor": "nothing between", "sharing=2": "name the middlebox first", "monitor,sharing=2": "monitor:sharing=2",
	} {
		if _, err := catalogue.Split(chain); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v does not say %q", chain, err, want)
		}
	}
}

// FuzzNew looks for text on which New panics, or of which it makes nothing without
// saying why.
func FuzzNew(f *testing.F) {
	for name, list := range variants {
		for _, options := range list {
			f.Add(name + ":" + options)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		box, err := catalogue.New(text, read)
		if (box == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", text, box, err)
		}
		if err != nil {
			return
		}
		for _, o := range box.Objects() {
			if err := o.Check(); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// FuzzSplit wants chains that are split to be the same when they are joined.
func FuzzSplit(f *testing.F) {
	f.Add("firewall,monitor:sharing=2,nat:sessions=5,idle=3s")
	f.Fuzz(func(t *testing.T, chain string) {
		list, err := catalogue.Split(chain)
		if err != nil {
			return
		}
		again, err := catalogue.Split(strings.Join(list, ","))
		if err != nil || !slices.Equal(list, again) {
			t.Errorf("%q was split as %q, then as %q, %v", chain, list, again, err)
		}
	})
}
