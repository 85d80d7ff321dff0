// Package limiter limits rates, of all traffic or of each source, target or flow, as
// the distributed rate limiters of section 3.1.3 do: instances add up what each let
// pass.
//
// # The window
//
// Let W be the window and L the bytes that the rate allows in it. The bytes that
// passed are counted per key and window. At a time that lies a fraction f into the
// present window, the last W are taken to have had
//
//	present + (1-f) * previous
//
// bytes, and a packet passes if it fits below L with them. Nothing is reset and only
// Add changes state, so updates commute; a token bucket would have to be refilled,
// which does not. Odd windows and even ones are two objects, since a packet uses
// both: two look-ups per packet and one write per packet that passes.
//
// # The error
//
// In no interval of length T passes more than the rate times T+2W. Of a flow that
// always has more to send passes at least the rate times T-W, but for what is left
// at each window's end and too small for a packet: relative to the flow, the error
// falls with its length to that of a packet to L (section 3.4.2). Traffic in bursts shorter
// than W may get less than a token bucket would give it, as the previous window is
// taken to have been even. Instances that learn of each other's counts after a time
// D let pass in excess what is offered to the others during D, in each window.
//
// # Not modelled
//
// Packets are dropped, never delayed. Frames that are not IP pass uncounted.
package limiter
