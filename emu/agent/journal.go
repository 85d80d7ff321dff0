//go:build linux

package agent

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

const (
	// mostLogged is how large a log grows before it becomes the previous one,
	// whose place it takes: a program has at most twice as much on the disk.
	mostLogged = 512 << 10
	// remembered is how much of the end is kept for errors.
	remembered = 400
)

// journal keeps what a program writes, over all its starts: the newest of it in a
// file, what came before in a second one. Where the disk has no room it lets the
// program go on, and says how much is missing.
type journal struct {
	path   string
	wanted []byte // text that is looked for

	mutex   sync.Mutex // guards what follows
	file    *os.File   // nil until there is something to write, or after trouble
	size    int64
	end     []byte // of what was written
	found   bool   // wanted was written
	missing int64  // bytes that could not be kept since the file was last written
	trouble error  // why not
}

// Write keeps a part of what the program writes. It never fails: the program must
// not wait, or end, for its log.
func (j *journal) Write(part []byte) (int, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	joined := append(j.end, part...)
	j.found = j.found || len(j.wanted) > 0 && bytes.Contains(joined, j.wanted)
	keep := min(len(joined), max(remembered, len(j.wanted)))
	j.end = joined[:copy(joined, joined[len(joined)-keep:])] // in place: floods of output make no garbage
	kept, err := j.keep(part)
	if err != nil {
		j.missing, j.trouble = j.missing+int64(len(part)-kept), err
	}
	return len(part), nil
}

// keep writes to the file, behind word of what is missing before.
func (j *journal) keep(part []byte) (kept int, err error) {
	if err := j.makeRoom(len(part)); err != nil {
		return 0, err
	}
	if j.missing > 0 {
		if err := j.note("%d bytes are missing here: %v", j.missing, j.trouble); err != nil {
			return 0, err
		}
		j.missing, j.trouble = 0, nil
	}
	kept, err = j.file.Write(part)
	j.size += int64(kept)
	return kept, err
}

// makeRoom opens the file, and begins it anew if it would grow too large.
func (j *journal) makeRoom(size int) error {
	full := j.file != nil && j.size+int64(size) > mostLogged
	if j.file != nil && !full {
		return nil
	}
	if full {
		j.file.Close()
		j.file = nil
		if err := os.Rename(j.path, j.path+".1"); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(j.path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(j.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	j.file, j.size = file, 0
	if !full {
		return nil
	}
	return j.note("what was written before is in %s.1, up to %d bytes of it; what was older is gone", filepath.Base(j.path), mostLogged)
}

// note writes a line of the tool's own.
func (j *journal) note(format string, args ...any) error {
	n, err := fmt.Fprintf(j.file, "[qanat: "+format+"]\n", args...)
	j.size += int64(n)
	return err
}

// follow keeps what comes out of a pipe until all who can write to it have ended,
// and closes the channel then.
func (j *journal) follow(pipe *os.File) <-chan struct{} {
	over := make(chan struct{})
	go func() {
		io.Copy(j, pipe) // an error is the end of it as well
		pipe.Close()
		close(over)
	}()
	return over
}

// has tells whether the text that is looked for was written.
func (j *journal) has() bool {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.found
}

// lastWords is the end of what was written, for errors.
func (j *journal) lastWords() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if text := bytes.TrimSpace(j.end); len(text) > 0 {
		return "; it wrote: " + string(text)
	}
	return ""
}

// lacks says what is missing at the end of the log, "" if nothing is.
func (j *journal) lacks() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.missing == 0 {
		return ""
	}
	return fmt.Sprintf("its log lacks the last %d bytes: %v", j.missing, j.trouble)
}
