package reader

import (
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// short is a string with one byte of length, long one with two.
func (b *biff) short(p []byte) string {
	if len(p) < 1 {
		return ""
	}
	return b.characters(p[1:], int(p[0]))
}

func (b *biff) long(p []byte) string {
	if len(p) < 2 {
		return ""
	}
	return b.characters(p[2:], int(le.Uint16(p)))
}

// characters decodes n characters: in the code page before BIFF8, since then of one byte or two.
func (b *biff) characters(p []byte, n int) string {
	if !b.eight {
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(p[:min(n, len(p))])
		if err != nil {
			return ""
		}
		return string(text)
	}
	if len(p) < 1 {
		return ""
	}
	wide := p[0]&1 != 0
	p = p[1:]
	var units []uint16
	for ; n > 0 && len(p) > 0; n-- {
		if !wide {
			units = append(units, uint16(p[0]))
			p = p[1:]
			continue
		}
		if len(p) < 2 {
			break
		}
		units = append(units, le.Uint16(p))
		p = p[2:]
	}
	return string(utf16.Decode(units))
}

// sharedStrings reads the table of strings, which runs on over several records; a string cut by the end of one begins in the next
// with a byte that says again how wide its characters are.
func sharedStrings(parts [][]byte, limit int64) []string {
	if len(parts[0]) < 8 {
		return nil
	}
	parts[0] = parts[0][8:]
	r := &continued{parts: parts}
	var out []string
	used := int64(0)
	for r.left() && used < limit {
		n := int(r.u16())
		flags := r.u8()
		runs, extra := 0, 0
		if flags&8 != 0 {
			runs = int(r.u16())
		}
		if flags&4 != 0 {
			extra = int(r.u32())
		}
		var units []uint16
		wide := flags&1 != 0
		for len(units) < n && r.left() {
			if len(r.parts[0]) == 0 {
				r.parts = r.parts[1:]
				wide = r.u8()&1 != 0
				continue
			}
			if wide {
				if len(r.parts[0]) < 2 {
					r.parts[0] = nil
					continue
				}
				units = append(units, r.u16())
			} else {
				units = append(units, uint16(r.u8()))
			}
		}
		r.skip(4*runs + extra)
		text := cleanLines(string(utf16.Decode(units)))
		used += int64(len(text)) + 16
		out = append(out, text)
	}
	return out
}

// continued reads over the borders of records; past the end it gives zeros.
type continued struct{ parts [][]byte }

func (c *continued) left() bool {
	return len(c.parts) > 1 || len(c.parts) == 1 && len(c.parts[0]) > 0
}

func (c *continued) u8() byte {
	for len(c.parts) > 0 && len(c.parts[0]) == 0 {
		c.parts = c.parts[1:]
	}
	if len(c.parts) == 0 {
		return 0
	}
	v := c.parts[0][0]
	c.parts[0] = c.parts[0][1:]
	return v
}

func (c *continued) u16() uint16 { lo := c.u8(); return uint16(lo) | uint16(c.u8())<<8 }
func (c *continued) u32() uint32 { lo := c.u16(); return uint32(lo) | uint32(c.u16())<<16 }

func (c *continued) skip(n int) {
	for n > 0 && len(c.parts) > 0 {
		k := min(n, len(c.parts[0]))
		c.parts[0] = c.parts[0][k:]
		n -= k
		if len(c.parts[0]) == 0 {
			c.parts = c.parts[1:]
		}
	}
}
