package boxtest

import (
	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// Converse has a client and a server hold a TCP conversation through a middlebox,
// from the first segment to the last: a request, some answers, and an end by both
// sides. The client's frames are like first; the server answers what reaches it. It
// returns how many segments were sent, and whether all arrived.
func Converse(r middlebox.Stage, now int64, first Sent, request string, answers int) (segments int, ok bool) {
	client, server := first, Sent{Side: first.Side ^ 1}
	send := func(from *Sent, flags uint8, body string) bool {
		from.Flags, from.Body = flags, body
		out := Pass(r, now, *from)[0]
		segments++
		if from == &client && flags == packet.SYN {
			server.Frame = out.Frame
			server.Source, server.Target, server.SourcePort, server.TargetPort = out.Target, out.Source, out.TargetPort, out.SourcePort
		}
		other := &client
		if from == &client {
			other = &server
		}
		return out.Side == from.Side^1 && out.Intact && out.Body == body && out.Side != middlebox.Drop &&
			out.Source == other.Target && out.SourcePort == other.TargetPort && out.Target == other.Source && out.TargetPort == other.SourcePort
	}
	ok = send(&client, packet.SYN, "") && send(&server, packet.SYN|packet.ACK, "") && send(&client, packet.ACK, "") &&
		send(&client, packet.PSH|packet.ACK, request)
	for k := 0; ok && k < answers; k++ {
		ok = send(&server, packet.ACK, "an answer") && send(&client, packet.ACK, "")
	}
	ok = ok && send(&client, packet.FIN|packet.ACK, "") && send(&server, packet.FIN|packet.ACK, "") && send(&client, packet.ACK, "")
	return segments, ok
}
