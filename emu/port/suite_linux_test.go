package port_test

import (
	"testing"

	"qanat/emu/port"
	"qanat/emu/port/porttest"
)

// across opens ports of two kinds at the ends of a virtual pair.
func across(from, to string, o port.Options) porttest.Open {
	return func(t testing.TB) porttest.Ends {
		all := spaces(t, 2)
		pool := newPool(t)
		a, b := o, o
		a.Pool, a.Namespace, a.Interface = pool, all[0].Name, "r"
		b.Pool, b.Namespace, b.Interface = pool, all[1].Name, "l"
		return porttest.Ends{Pool: pool, From: open(t, from, a), To: open(t, to, b), Room: 256}
	}
}

func TestAFPacket(t *testing.T) { porttest.Run(t, across("af_packet", "af_packet", port.Options{})) }

func TestMMsg(t *testing.T) { porttest.Run(t, across("mmsg", "mmsg", port.Options{})) }

func TestTPacket(t *testing.T) { porttest.Run(t, across("tpacket", "tpacket", port.Options{})) }

func TestAFXDP(t *testing.T) { porttest.Run(t, across("af_xdp", "af_xdp", port.Options{})) }

func TestAFXDPGeneric(t *testing.T) {
	porttest.Run(t, across("af_xdp", "af_xdp", port.Options{Generic: true, Copy: true}))
}

func TestKindsMix(t *testing.T) {
	t.Run("af_xdp to af_packet", func(t *testing.T) { porttest.Run(t, across("af_xdp", "af_packet", port.Options{})) })
	t.Run("tpacket to af_xdp", func(t *testing.T) { porttest.Run(t, across("tpacket", "af_xdp", port.Options{})) })
}

// onTap opens a TAP device and a raw socket on its interface.
func onTap(swap bool) porttest.Open {
	return func(t testing.TB) porttest.Ends {
		pool := newPool(t)
		o := port.Options{Pool: pool, Namespace: spaces(t, 1)[0].Name, Interface: "tap0"}
		e := porttest.Ends{Pool: pool, From: open(t, "tap", o), Room: 256}
		e.To = open(t, "af_packet", o)
		if swap {
			e.From, e.To, e.Joined = e.To, e.From, true // the interface goes with the device
		}
		return e
	}
}

func TestTap(t *testing.T) {
	t.Run("sending", func(t *testing.T) { porttest.Run(t, onTap(false)) })
	t.Run("receiving", func(t *testing.T) { porttest.Run(t, onTap(true)) })
}
