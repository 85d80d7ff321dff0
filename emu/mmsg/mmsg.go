//go:build linux

// Package mmsg moves packets in batches: one system call receives or sends many
// (recvmmsg(2), sendmmsg(2), which golang.org/x/sys does not offer).
package mmsg

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Message is struct mmsghdr: a message, and how many bytes of it were received or
// sent.
type Message struct {
	unix.Msghdr
	Length uint32
	_      [4]byte
}

// Over returns messages that consist of one part each, which the vectors say.
func Over(vectors []unix.Iovec) []Message {
	messages := make([]Message, len(vectors))
	for k := range messages {
		messages[k].Iov = &vectors[k]
		messages[k].SetIovlen(1)
	}
	return messages
}

// Receive fetches messages, at least one, and returns how many. Flags are those of
// recvmsg(2). Go's scheduler knows that the thread may wait.
func Receive(fd int, m []Message, flags int) (int, unix.Errno) {
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), uintptr(flags), 0, 0)
	return int(n), errno
}

// ReceiveNow fetches what is there and does not wait: EAGAIN says that nothing is.
// Go's scheduler is not told, which takes no time and gives the thread's place to
// nobody else.
func ReceiveNow(fd int, m []Message, flags int) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), uintptr(flags|unix.MSG_DONTWAIT), 0, 0)
	return int(n), errno
}

// SendNow sends messages, as many as are taken without waiting, and returns how
// many; an error is that of the first. Go's scheduler is not told.
func SendNow(fd int, m []Message) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), unix.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}
