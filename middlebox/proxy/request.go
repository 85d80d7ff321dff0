package proxy

import (
	"bytes"

	"qanat/middlebox"
	"qanat/middlebox/flow"
)

var (
	get      = []byte("GET ")
	scheme   = []byte("http://")
	version  = []byte("HTTP/1.")
	newline  = []byte("\r\n")
	hostName = []byte("host")
)

// longestHost is that of a host's name (RFC 1035, section 2.3.4).
const longestHost = 255

// request returns the key of the object that a segment asks for (RFC 9112, section
// 3); false if it asks for none.
func request(body []byte) (middlebox.Key, bool) {
	line, rest, ok := bytes.Cut(body, newline)
	if !ok || !bytes.HasPrefix(line, get) {
		return middlebox.Key{}, false
	}
	path, after, ok := bytes.Cut(line[len(get):], []byte(" "))
	if !ok || !bytes.HasPrefix(after, version) || len(path) == 0 {
		return middlebox.Key{}, false
	}
	host := header(rest)
	if bytes.HasPrefix(path, scheme) { // as asked of a proxy
		host, path = path[len(scheme):], nil
		if slash := bytes.IndexByte(host, '/'); slash >= 0 {
			host, path = host[:slash], host[slash:]
		}
	}
	if len(path) == 0 {
		path = []byte("/")
	}
	if len(host) == 0 || len(host) > longestHost {
		return middlebox.Key{}, false
	}
	var lower [longestHost]byte
	for k, c := range host {
		lower[k] = toLower(c)
	}
	return flow.Text(flow.Text(middlebox.Key{}, lower[:len(host)]), path), true
}

func toLower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// header returns the value of the first Host among header lines, nil if there is no
// whole one.
func header(lines []byte) []byte {
	for {
		line, rest, ok := bytes.Cut(lines, newline)
		if !ok || len(line) == 0 {
			return nil
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, hostName) {
			return bytes.Trim(value, " \t")
		}
		lines = rest
	}
}
