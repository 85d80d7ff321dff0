package port

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// Capture reads a capture file of Ethernet frames, pcap or pcapng.
type Capture struct {
	path string
	file *os.File
	next func() ([]byte, gopacket.CaptureInfo, error)
}

// OpenCapture opens a file. What kind it is, its first bytes tell.
func OpenCapture(path string) (*Capture, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	c := &Capture{path: path, file: file}
	link, err := c.begin(bufio.NewReaderSize(file, 1<<16))
	if err == nil && link != layers.LinkTypeEthernet {
		err = fmt.Errorf("it has packets of %v: only Ethernet is read", link)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

func (c *Capture) begin(from *bufio.Reader) (layers.LinkType, error) {
	magic, err := from.Peek(4)
	if err != nil {
		return 0, fmt.Errorf("no capture file: it ends after less than 4 bytes")
	}
	if string(magic) == "\x0a\x0d\x0d\x0a" {
		r, err := pcapgo.NewNgReader(from, pcapgo.DefaultNgReaderOptions)
		if err != nil {
			return 0, fmt.Errorf("pcapng: %w", err)
		}
		c.next = r.ZeroCopyReadPacketData
		return r.LinkType(), nil
	}
	r, err := pcapgo.NewReader(from)
	if err != nil {
		return 0, fmt.Errorf("neither pcapng nor pcap: %w", err)
	}
	c.next = r.ZeroCopyReadPacketData
	return r.LinkType(), nil
}

// ErrCut says that a frame of a capture file is not whole: longer than the frame
// that it is read into, or cut when it was captured. The next one may be read.
var ErrCut = errors.New("the frame is not whole")

// Next reads the next frame into f, which is empty, and returns when it was
// captured. It ends with io.EOF, also where a file breaks off within a frame, as
// those do whose writer was stopped.
func (c *Capture) Next(f *Frame) (at time.Time, err error) {
	data, info, err := c.next()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return at, io.EOF
	case errors.Is(err, io.EOF):
		return at, io.EOF
	case err != nil:
		return at, fmt.Errorf("%s: %w", c.path, err)
	case info.CaptureLength < info.Length || !f.Reserve(len(data)):
		return info.Timestamp, ErrCut
	}
	copy(f.Data, data)
	return info.Timestamp, nil
}

// Close closes the file.
func (c *Capture) Close() error { return c.file.Close() }

// file is a port that receives from one capture file and sends into another, a
// pcap file with nanoseconds.
type file struct {
	counters
	pool   *Pool
	from   *Capture
	to     *os.File
	buffer *bufio.Writer
	writer *pcapgo.Writer
}

func openCapture(o Options) (Port, error) {
	if o.Read == "" && o.Write == "" {
		return nil, fmt.Errorf("no file is named to read or to write")
	}
	p := &file{pool: o.Pool}
	var err error
	if o.Read != "" {
		if p.from, err = OpenCapture(o.Read); err != nil {
			return nil, err
		}
	}
	if o.Write != "" {
		if err = p.create(o.Write); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

func (p *file) create(path string) (err error) {
	if p.to, err = os.Create(path); err != nil {
		return err
	}
	p.buffer = bufio.NewWriterSize(p.to, 1<<16)
	p.writer = pcapgo.NewWriterNanos(p.buffer)
	const longest = 1 << 18 // what readers accept
	return p.writer.WriteFileHeader(longest, layers.LinkTypeEthernet)
}

func (p *file) Receive(frames []Frame) (int, error) {
	if p.from == nil {
		return 0, io.EOF
	}
	got := p.pool.Get(frames)
	n := 0
	var err error
	for n < got && err == nil {
		switch _, err = p.from.Next(&frames[n]); err {
		case nil:
			n++
		case ErrCut:
			add(&p.cut, 1)
			err = nil
		}
	}
	Put(frames[n:got])
	add(&p.received, n)
	if n > 0 && err == io.EOF {
		return n, nil // it is said again
	}
	return n, err
}

func (p *file) Send(frames []Frame) (int, error) {
	if p.writer == nil {
		Put(frames)
		return p.gave(0, len(frames), 0), nil
	}
	info := gopacket.CaptureInfo{Timestamp: time.Now()}
	sent := 0
	var err error
	for ; sent < len(frames) && err == nil; sent++ {
		info.Length = len(frames[sent].Data)
		info.CaptureLength = info.Length
		err = p.writer.WritePacket(info, frames[sent].Data)
	}
	Put(frames)
	return p.gave(sent, len(frames)-sent, 0), err
}

func (p *file) Close() (err error) {
	if p.from != nil {
		err = p.from.Close()
	}
	if p.to != nil {
		err = errors.Join(err, p.buffer.Flush(), p.to.Close())
	}
	return err
}
