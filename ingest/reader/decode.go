package reader

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// decoded is a file's text with how it was read.
type decoded struct {
	text     string
	encoding string
	lost     int  // characters that the encoding has no meaning for; they stand as U+FFFD
	nul      int  // NUL bytes, removed
	old      int  // lines that are GB18030 in a file that is UTF-8 otherwise
	odd      bool // hardly Chinese, in the encoding that is left
}

var declaration = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)`)

// decode turns bytes into text: a byte-order mark first, then UTF-8 where the bytes are valid, then what the file declares, then
// GB18030, which all Chinese systems wrote before. Of two encodings that a page may be in, the one in which it is Chinese counts: old
// pages declare what they are not.
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
	if utf8.Valid(data) {
		return fromUTF8(data)
	}
	good, bad := countUTF8(data)
	if d, ok := byLine(data, good, bad); ok {
		return d
	}
	if bad*50 <= good { // a page cut off in the middle of a character is not GB18030 because of that
		return fromUTF8(data)
	}
	sample := data[:min(len(data), 32<<10)]
	chinese := commonness(sample, simplifiedchinese.GB18030)
	if m := declaration.FindSubmatch(data[:min(len(data), 4096)]); m != nil {
		if enc, err := htmlindex.Get(string(m[1])); err == nil {
			name, _ := htmlindex.Name(enc)
			if name != "utf-8" && !strings.HasPrefix(name, "gb") && !strings.HasPrefix(name, "utf-16") && chinese <= max(commonness(sample, enc), rare) {
				if out, err := enc.NewDecoder().Bytes(data); err == nil {
					return without(string(out), name)
				}
			}
		}
	}
	if chinese < rare && commonness(sample, traditionalchinese.Big5) > 4*rare {
		if out, err := traditionalchinese.Big5.NewDecoder().Bytes(data); err == nil {
			return without(string(out), "big5")
		}
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return fromUTF8(data)
	}
	d := without(string(out), "gb18030")
	d.odd = chinese < rare && len(data) > 200
	return d
}

// common are characters of which every Chinese text is full, in both ways of writing them.
const common = "的一是不了在人有我他这中大来上国个到说们为子和你地出也时年得要下以生会自之过家对可后多能于发成事只作用方主行如所本经面公同从分将外但与进法此实理点月日其全者部正定等业最新第政使及或应当按条规款项税务纳费票申报缴期限单位" +
	"這來國個說們為時會過對後發經從將與進實點業應當條規項稅務納費單位"

// rare is the share of common characters below which a text is hardly Chinese. In laws and notices it is 0.3 to 0.5, in what a wrong
// encoding makes of them below 0.01.
const rare = 0.02

var commonSet = func() map[rune]bool {
	set := map[rune]bool{}
	for _, r := range common {
		set[r] = true
	}
	return set
}()

// commonness is the share of common characters among all that are not ASCII, 0 to 1; 1 where there are too few to say.
func commonness(data []byte, enc encoding.Encoding) float64 {
	out, _ := enc.NewDecoder().Bytes(data)
	return shareOf(string(out))
}

func shareOf(text string) float64 {
	all, known := 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
		case commonSet[r]:
			known++
			fallthrough
		default:
			all++
		}
	}
	if all < 20 {
		return 1
	}
	return float64(known) / float64(all)
}

// countUTF8 counts characters of three bytes and more, and bytes that are none of UTF-8. Two bytes are what GBK's characters look like
// by chance.
func countUTF8(data []byte) (good, bad int) {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 2 {
			good++
		}
		i += n
	}
	return good, bad
}

// byLine reads a file to which two systems have written: each line is UTF-8 or GB18030. Good and bad are what countUTF8 counts in the
// whole.
func byLine(data []byte, good, bad int) (decoded, bool) {
	if good*5 < bad { // in GB18030 alone it is by chance one in twenty
		return decoded{}, false
	}
	var b strings.Builder
	b.Grow(len(data))
	old, young := 0, 0
	for line := range bytes.SplitAfterSeq(data, []byte{'\n'}) {
		if good, bad := countUTF8(line); bad == 0 || good > 2*bad {
			if good > 0 {
				young++
			}
			b.WriteString(strings.ToValidUTF8(string(line), "\uFFFD"))
			continue
		}
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(line)
		if err != nil || bytes.Contains(out, []byte("\uFFFD")) || shareOf(string(out)) < rare {
			return decoded{}, false
		}
		b.Write(out)
		old++
	}
	d := without(b.String(), "utf-8")
	d.old = old
	return d, old > 0 && young > 0
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
	return denseUTF16(head)
}

// denseUTF16 finds UTF-16 without a mark in which nearly all is Chinese, so that no zero halves show it.
func denseUTF16(head []byte) (binary.ByteOrder, string) {
	if utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]) {
		return nil, ""
	}
	if d := fromUTF16(head, binary.LittleEndian, "utf-16le"); d.chinese() {
		return binary.LittleEndian, d.encoding
	}
	if d := fromUTF16(head, binary.BigEndian, "utf-16be"); d.chinese() {
		return binary.BigEndian, d.encoding
	}
	return nil, ""
}

// chinese says whether the text is Chinese and nothing else.
func (d decoded) chinese() bool {
	other, all := 0, 0
	for _, r := range d.text {
		all++
		if !wide(r) && (r >= 0x7F || r < ' ' && !unicode.IsSpace(r)) {
			other++
		}
	}
	return other*50 <= all && shareOf(d.text) > 4*rare
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
	if d.old > 0 {
		s.warn("文件里混用了两种编码，有 %d 行按 GB18030 读取，其余按 UTF-8 读取。", d.old)
	}
	if d.odd {
		s.warn("文字像是乱码，文件的编码可能认错了，请核对；可以另存为 UTF-8 再导入。")
	}
	if d.nul > 0 {
		s.warn("文件里有 %d 个空字符（NUL），已去掉。", d.nul)
	}
}
