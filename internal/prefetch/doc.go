// Package prefetch asks the processor to have memory in its caches soon. Unlike a
// read, of which nothing is used, it is not waited for, whatever comes after it: the
// misses of a whole batch overlap. Nor is it a race if the memory is being written.
// Go offers its own only within the runtime. On other processors it does nothing.
package prefetch
