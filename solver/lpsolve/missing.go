//go:build !lpsolve

package lpsolve

const compiled = false
