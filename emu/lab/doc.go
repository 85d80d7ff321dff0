// Package lab describes networks to be emulated on one machine, and plans them:
// which namespace has which interfaces, addresses and routes. It makes nothing;
// that is what package live does with a Plan.
//
// A Lab is what a user writes, as a YAML file (Read), in Go, or as any graph of
// package topo (FromGraph). Nodes become network namespaces, links pairs of
// virtual Ethernet interfaces, LANs bridges. Whatever a lab leaves open is decided
// by Plan, always in the same way: subnets from 10.0.0.0/8, interfaces eth0, eth1,
// ... in the order in which links name a node, and routes along the ways of least
// delay.
//
// Data flows one way:
//
//	file -> document -> Lab -> Plan
//
// Mistakes carry the place in the file where they were made (Mistakes), so that
// nothing is built before all of them are named.
package lab
