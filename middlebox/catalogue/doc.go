// Package catalogue makes middleboxes from text, as command lines have it:
//
//	nat:public=203.0.113.1/32,sessions=100000
//	firewall:rules=file
//	firewall,monitor:sharing=2,nat
//
// The first two name a middlebox with options, the third a chain of three. Options
// have the defaults of the middlebox's package. Errors name the option that is wrong
// and list those that there are. docs/middleboxes.md lists all, and a test keeps it
// so.
package catalogue
