package reader

import (
	"encoding/binary"
	"unicode/utf16"
)

// compoundFile is the container of Office before 2007: a small file system of sectors chained in a table (MS-CFB).
type compoundFile struct {
	data   []byte
	sector int
	table  []uint32
	mini   []uint32
	small  []byte // the stream that holds the small streams
	cutoff uint32
	dir    []byte
}

const (
	headerSize = 512
	entrySize  = 128
	lastSector = 0xFFFFFFFA // this and above mark ends
	free       = 0xFFFFFFFF // a sector that holds nothing
)

var le = binary.LittleEndian

// openCompound reads the tables; every chain is as long as the file at most.
func openCompound(data []byte) (*compoundFile, bool) {
	if len(data) < headerSize || string(data[:8]) != compound {
		return nil, false
	}
	shift := le.Uint16(data[30:])
	if shift != 9 && shift != 12 {
		return nil, false
	}
	c := &compoundFile{data: data, sector: 1 << shift, cutoff: le.Uint32(data[56:])}
	blocks := make([]uint32, 0, 109)
	for i := range 109 {
		if n := le.Uint32(data[76+4*i:]); n < lastSector {
			blocks = append(blocks, n)
		}
	}
	limit := len(data)/c.sector + 1
	for next, steps := le.Uint32(data[68:]), 0; next < lastSector && steps < limit; steps++ {
		b := c.at(next)
		if b == nil {
			break
		}
		for i := 0; i+8 <= len(b); i += 4 {
			if n := le.Uint32(b[i:]); n < lastSector {
				blocks = append(blocks, n)
			}
		}
		next = le.Uint32(b[len(b)-4:])
	}
	if len(blocks) > limit {
		return nil, false
	}
	for _, n := range blocks {
		c.table = appendSectors(c.table, c.at(n))
	}
	c.dir = c.chain(le.Uint32(data[48:]))
	c.mini = appendSectors(nil, c.chain(le.Uint32(data[60:])))
	if len(c.dir) < entrySize {
		return nil, false
	}
	c.small = c.chain(le.Uint32(c.dir[116:]))
	return c, true
}

// whole says whether the file is as long as its tables say: what was cut off at its end is gone, and often the directory with it.
func (c *compoundFile) whole() bool {
	last := 0
	for n, next := range c.table {
		if next != free {
			last = n
		}
	}
	return c.at(le.Uint32(c.data[48:])) != nil && c.at(uint32(last)) != nil
}

func appendSectors(to []uint32, b []byte) []uint32 {
	for i := 0; i+4 <= len(b); i += 4 {
		to = append(to, le.Uint32(b[i:]))
	}
	return to
}

// at is one sector, nil beyond the end of the file; the last may be cut short.
func (c *compoundFile) at(n uint32) []byte {
	from := (int64(n) + 1) * int64(c.sector)
	if n >= lastSector || from+8 > int64(len(c.data)) {
		return nil
	}
	return c.data[from:min(from+int64(c.sector), int64(len(c.data)))]
}

// chain joins the sectors that begin with n.
func (c *compoundFile) chain(n uint32) []byte {
	var out []byte
	for steps := 0; n < lastSector && steps <= len(c.data)/c.sector; steps++ {
		b := c.at(n)
		if b == nil || int(n) >= len(c.table) {
			break
		}
		out = append(out, b...)
		n = c.table[n]
	}
	return out
}

// stream gives the first stream of this name, nil where there is none.
func (c *compoundFile) stream(name string) []byte {
	for e := c.dir; len(e) >= entrySize; e = e[entrySize:] {
		n := int(le.Uint16(e[64:]))
		if n < 2 || n > 64 || e[66] != 2 {
			continue
		}
		units := make([]uint16, n/2-1)
		for i := range units {
			units[i] = le.Uint16(e[2*i:])
		}
		if string(utf16.Decode(units)) != name {
			continue
		}
		start, size := le.Uint32(e[116:]), le.Uint32(e[120:])
		var out []byte
		if size >= c.cutoff {
			out = c.chain(start)
		} else {
			for steps := 0; start < lastSector && int(start) < len(c.mini) && steps <= len(c.mini); steps++ {
				from := int(start) * 64
				if from >= len(c.small) {
					break
				}
				out = append(out, c.small[from:min(from+64, len(c.small))]...)
				start = c.mini[start]
			}
		}
		return out[:min(uint64(size), uint64(len(out)))]
	}
	return nil
}
