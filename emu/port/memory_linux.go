package port

import "golang.org/x/sys/unix"

// reserve maps memory that the kernel may write frames into. Huge pages spare
// misses of the address cache, where the machine has them.
func reserve(bytes int) (memory []byte, free func(), err error) {
	memory, err = unix.Mmap(-1, 0, bytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, nil, err
	}
	_ = unix.Madvise(memory, unix.MADV_HUGEPAGE) // only faster, never needed
	return memory, func() { _ = unix.Munmap(memory) }, nil
}
