// Package kernel makes what labs consist of in the Linux kernel: network
// namespaces with names, pairs of virtual Ethernet interfaces, bridges,
// addresses, routes. It keeps no state of its own: what it makes is found again
// by name, under /run/netns, where the ip command finds it too.
//
// Namespaces belong to threads, and Go moves goroutines between threads. So
// whatever enters a namespace runs on a thread that is locked to it and dies with
// it (Do, Make). Most of the work needs no entering: a netlink
// socket that was opened in a namespace acts there for good.
//
// The kernel changes networks under one lock, for which all who change them wait. So
// changes of a namespace are collected, and committed many at a time.
package kernel
