// Package proxy knows what web caches have, by digests (Table 3.2's web proxy;
// Summary Cache, Fan et al. 2000). It watches requests on their way from hosts
// inside, and marks those that a cache could serve.
//
// # State
//
// An instance's cache is a map of the objects that it has stored, not shared, and a
// counting Bloom filter is its digest, which is: it counts an object when it is
// stored, and takes it out when it expires. Each instance writes its own digest and
// reads those of the others. A request is one look-up in the map and one in each
// digest; only what is new writes.
//
// # Requests
//
// A segment that begins with GET, and has the whole request line and a Host, is a
// request; the object's name is host and path. If it is stored here, the packet's
// class of service says so, else if a peer's digest has it, which peer, and if
// neither, the packet passes as it is and the object counts as stored from then on.
//
// # Not modelled
//
// What a middlebox of packets cannot do: it terminates no connection and holds no
// contents, so it cannot serve an object, nor redirect a connection whose handshake
// is over. It marks the request, and who routes by class, or the cache itself, acts
// on it. Answers are not seen: every object can be stored, and is no larger than any
// other. Requests that span segments, other methods, and those inside TLS are not
// seen either. Digests err: a peer may be named that has the object no longer, or
// never had it.
package proxy
