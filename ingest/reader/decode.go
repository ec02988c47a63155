package reader

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// decoded is a file's text with how it was read.
type decoded struct {
	text     string
	encoding string
	lost     int // characters that the encoding has no meaning for; they stand as U+FFFD
	nul      int // NUL bytes, removed
}

var declaration = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)`)

// decode turns bytes into text: a byte-order mark first, then UTF-8 where the bytes are valid, then what the file declares, then
// GB18030, which all Chinese systems wrote before.
func decode(data []byte) decoded {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return fromUTF8(data[3:])
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return fromUTF16(data[2:], binary.LittleEndian, "utf-16le")
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return fromUTF16(data[2:], binary.BigEndian, "utf-16be")
	}
	if order, name := unmarkedUTF16(data); order != nil {
		return fromUTF16(data, order, name)
	}
	if mostlyUTF8(data) {
		return fromUTF8(data)
	}
	if m := declaration.FindSubmatch(data[:min(len(data), 4096)]); m != nil {
		if enc, err := htmlindex.Get(string(m[1])); err == nil {
			name, _ := htmlindex.Name(enc)
			if name != "utf-8" && !strings.HasPrefix(name, "gb") && !strings.HasPrefix(name, "utf-16") {
				if out, err := enc.NewDecoder().Bytes(data); err == nil {
					return without(string(out), name)
				}
			}
		}
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return fromUTF8(data)
	}
	return without(string(out), "gb18030")
}

// mostlyUTF8 says whether the bytes are UTF-8, a few broken ones in a hundred characters forgiven: a page cut off in the middle of
// a character is not GB18030 because of that.
func mostlyUTF8(data []byte) bool {
	if utf8.Valid(data) {
		return true
	}
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 2 { // two bytes are what GBK's characters look like by chance
			good++
		}
		i += n
	}
	return bad*50 <= good
}

func fromUTF8(data []byte) decoded {
	return without(strings.ToValidUTF8(string(data), "\uFFFD"), "utf-8")
}

func fromUTF16(data []byte, order binary.ByteOrder, name string) decoded {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return without(string(utf16.Decode(units)), name)
}

// unmarkedUTF16 finds UTF-16 without a mark by the zero halves of its ASCII characters and line breaks.
func unmarkedUTF16(data []byte) (binary.ByteOrder, string) {
	if len(data) < 8 || len(data)%2 != 0 {
		return nil, ""
	}
	head := data[:min(len(data), 8192)]
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case zero[1] > half/10 && zero[0] <= zero[1]/4:
		return binary.LittleEndian, "utf-16le"
	case zero[0] > half/10 && zero[1] <= zero[0]/4:
		return binary.BigEndian, "utf-16be"
	}
	return nil, ""
}

// without counts what was lost and removes NUL.
func without(text, encoding string) decoded {
	d := decoded{text: text, encoding: encoding, lost: strings.Count(text, "\uFFFD"), nul: strings.Count(text, "\x00")}
	if d.nul > 0 {
		d.text = strings.ReplaceAll(text, "\x00", "")
	}
	return d
}

// warn says what decoding lost.
func (d decoded) warn(s *sink) {
	if d.lost > 0 {
		s.warn("有 %d 处字符无法识别，已用“\uFFFD”代替。", d.lost)
	}
	if d.nul > 0 {
		s.warn("文件里有 %d 个空字符（NUL），已去掉。", d.nul)
	}
}
