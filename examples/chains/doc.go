// Package chains tests middleboxes with clients and servers that nobody here wrote,
// in the labs beside it: web, ftp, names, iperf3, ping. What they see behind our NAT
// is compared with what they see behind Linux' own.
package chains
