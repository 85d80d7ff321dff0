// Package host tells what the machine did besides what it was asked to: time
// measured while its processors were taken away is time of others.
package host
