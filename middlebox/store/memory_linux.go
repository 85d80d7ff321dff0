package store

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// enlarge asks for huge pages: entries lie anywhere, and looking up where a small
// page is costs as much as reading it. It is a hint, which may go unheard.
func enlarge(list []uint64) {
	const huge, page = 2 << 20, pageWords * 8
	first := (-uintptr(unsafe.Pointer(unsafe.SliceData(list))) & (page - 1)) / 8 // begins a page
	if len(list)*8 < huge {
		return
	}
	list = list[first:]
	_ = unix.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(&list[0])), len(list)*8), unix.MADV_HUGEPAGE)
}
