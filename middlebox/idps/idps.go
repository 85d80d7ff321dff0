package idps

import (
	"fmt"
	"time"

	"qanat/middlebox"
)

// Config is what an IDPS is told.
type Config struct {
	// Tries is how many services a source may try in a TryWindow that do not
	// answer, before it is blocked until it was silent for Block.
	Tries            int
	TryWindow, Block time.Duration
	// Services is how many are remembered at a time, as pairs of who tried what,
	// Sources how many sources.
	Services, Sources int
	// FloodBits is how many bits may go to a port in a FloodWindow.
	FloodBits   uint64
	FloodWindow time.Duration
	// FirstPort and LastPort bound the ports that are guarded from floods.
	FirstPort, LastPort uint16
}

// DefaultConfig blocks who tries a hundred services in a minute in vain, and what
// exceeds the 1,024 Mbit of section 3.5.6 in a second.
var DefaultConfig = Config{
	Tries: 100, TryWindow: time.Minute, Block: 10 * time.Minute,
	Services: 100_000, Sources: 20_000,
	FloodBits: 1024_000_000, FloodWindow: time.Second, FirstPort: 1, LastPort: 32767,
}

// Objects of the state, by index.
const (
	blocked = iota
	services
	tries
	volumes
)

// windowsKept is how many windows' counters there can be at a time: the present
// one, and others that have not expired.
const windowsKept = 3

// IDPS blocks sources that scan, and floods of ports.
type IDPS struct {
	Config
	objects []middlebox.Object
	bytes   uint64 // that may go to a port in a window
}

// New returns an IDPS, or says what is wrong with its configuration.
func New(c Config) (*IDPS, error) {
	switch {
	case c.Tries < 1:
		return nil, fmt.Errorf("%d tries: must be at least 1", c.Tries)
	case c.TryWindow < time.Millisecond || c.FloodWindow < time.Millisecond:
		return nil, fmt.Errorf("windows of %v for tries and %v for floods: each must be at least 1ms", c.TryWindow, c.FloodWindow)
	case c.Block < time.Millisecond:
		return nil, fmt.Errorf("sources are blocked for %v: must be at least 1ms", c.Block)
	case c.FloodBits < 8:
		return nil, fmt.Errorf("a flood of %d bits: must be at least 8", c.FloodBits)
	case c.FirstPort == 0 || c.LastPort < c.FirstPort:
		return nil, fmt.Errorf("ports %d to %d: the first must be at least 1 and not above the last", c.FirstPort, c.LastPort)
	}
	ports := int(c.LastPort-c.FirstPort) + 1
	d := &IDPS{Config: c, bytes: c.FloodBits / 8, objects: []middlebox.Object{
		blocked:  {Name: "blocked sources", Kind: middlebox.Set, Capacity: c.Sources, Idle: c.Block},
		services: {Name: "services tried", Kind: middlebox.Map, Words: 1, Capacity: c.Services, Idle: c.TryWindow},
		tries:    {Name: "tries per source", Kind: middlebox.Counters, Words: 1, Capacity: c.Sources, Idle: c.TryWindow},
		volumes:  {Name: "bytes per port", Kind: middlebox.Counters, Words: 1, Capacity: windowsKept * ports, Idle: c.FloodWindow},
	}}
	for k := range d.objects {
		if err := d.objects[k].Check(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Objects returns the blocked sources, the services tried, and the counters of
// tries and of bytes.
func (d *IDPS) Objects() []middlebox.Object { return d.objects }
