//go:build linux

package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"

	"qanat/emu/kernel"
)

// Ping sends ICMP echo requests from a namespace, one after another, and tells how
// long each took to come back; a negative time stands for one that did not within
// the interval.
func Ping(ctx context.Context, from string, to netip.Addr, count int, interval time.Duration, tell func(time.Duration)) error {
	var c *icmp.PacketConn
	if err := kernel.Do(from, func() (err error) {
		c, err = icmp.ListenPacket("ip4:icmp", "0.0.0.0")
		return err
	}); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	defer c.Close()
	id := os.Getpid() & 0xffff
	for sequence := range count {
		request := icmp.Message{Type: ipv4.ICMPTypeEcho, Body: &icmp.Echo{ID: id, Seq: sequence, Data: make([]byte, 56)}}
		packet, err := request.Marshal(nil)
		if err != nil {
			return fmt.Errorf("ping: %w", err)
		}
		sent := time.Now()
		if _, err := c.WriteTo(packet, &net.IPAddr{IP: to.AsSlice()}); err != nil {
			return fmt.Errorf("ping: %w", err)
		}
		took, err := answer(c, id, sequence, sent, interval)
		if err != nil {
			return fmt.Errorf("ping: %w", err)
		}
		tell(took)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Until(sent.Add(interval))):
		}
	}
	return nil
}

// answer waits for one reply.
func answer(c *icmp.PacketConn, id, sequence int, sent time.Time, patience time.Duration) (time.Duration, error) {
	c.SetReadDeadline(sent.Add(patience))
	buffer := make([]byte, 1500)
	const protocol = 1 // ICMP
	for {
		n, _, err := c.ReadFrom(buffer)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return -1, nil
		}
		if err != nil {
			return 0, err
		}
		took := time.Since(sent)
		reply, err := icmp.ParseMessage(protocol, buffer[:n])
		if err != nil || reply.Type != ipv4.ICMPTypeEchoReply {
			continue
		}
		if echo, is := reply.Body.(*icmp.Echo); is && echo.ID == id && echo.Seq == sequence {
			return took, nil
		}
	}
}
