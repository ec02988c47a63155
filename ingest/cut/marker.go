package cut

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yueyue/ingest/policy"
)

// level is what a marker numbers, from the outside in.
type level int

const (
	none     level = iota
	annex          // 附件1, 附：
	book           // 第一编, 第二部分
	volume         // 第一分编
	chapter        // 第二章
	section        // 第一节
	article        // 第十条
	part           // 一、
	subpart        // （一）
	item           // 1.
	question       // 问：
)

// outlines reports whether headings of a level divide a statute: they stand in paths and in no passage.
func (l level) outlines() bool { return l >= book && l <= section }

// marker is a number at the beginning of a part of the text.
type marker struct {
	level  level
	number int
	size   int // bytes
	name   string
}

// markerAt reads the marker that a text begins with; its level is none where there is none.
func markerAt(s string) marker {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == '第':
		return ordinal(s)
	case r == '附' && (s == "附：" || s == "附:"):
		return marker{level: annex, size: n, name: "附"}
	case r == '附':
		for _, word := range []string{"附件", "附表", "附录"} {
			if rest, ok := strings.CutPrefix(s, word); ok {
				gap := len(rest) - len(strings.TrimLeft(rest, " "))
				number, size := numeralAt(rest[gap:])
				if size > 0 {
					size += gap
				}
				after, _ := utf8.DecodeRuneInString(rest[size:])
				if size > 0 || rest == "" || after == '：' || after == ':' || after == ' ' {
					return marker{annex, number, len(word) + size, s[:len(word)+size]}
				}
			}
		}
	case r == '问' || r == 'Q':
		if rest := s[n:]; strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":") {
			return marker{level: question, size: n}
		}
	case r == '（' || r == '(':
		number, size := numeralAt(s[n:])
		after, m := utf8.DecodeRuneInString(s[n+size:])
		if size > 0 && !isDigit(s[n]) && (after == '）' || after == ')') {
			return marker{subpart, number, n + size + m, s[:n+size+m]}
		}
	case r >= '0' && r <= '9':
		number, size := numeralAt(s)
		if size == 0 || size > 2 {
			break
		}
		after, m := utf8.DecodeRuneInString(s[size:])
		next, _ := utf8.DecodeRuneInString(s[size+m:])
		if strings.ContainsRune(".．、", after) && !unicode.IsDigit(next) {
			if q := markerAt(strings.TrimLeft(s[size+m:], " ")); q.level == question {
				return marker{question, number, size + m, ""}
			}
			return marker{item, number, size + m, s[:size+m]}
		}
	default:
		number, size := numeralAt(s)
		if size == 0 || !strings.HasPrefix(s[size:], "、") {
			break
		}
		size += len("、")
		if _, again := numeralAt(s[size:]); again > 0 {
			break // 一、二级
		}
		return marker{part, number, size, s[:size]}
	}
	return marker{}
}

// ordinal reads 第…编, 第…分编, 第…章, 第…节 and 第…条.
func ordinal(s string) marker {
	rest := s[len("第"):]
	number, size := numeralAt(rest)
	if size == 0 {
		return marker{}
	}
	unit, n := utf8.DecodeRuneInString(rest[size:])
	m := marker{number: number, size: len("第") + size + n}
	m.name = s[:m.size]
	switch unit {
	case '编':
		m.level = book
	case '分', '部':
		second, k := utf8.DecodeRuneInString(rest[size+n:])
		m.size += k
		m.name = s[:m.size]
		switch {
		case unit == '分' && second == '编':
			m.level = volume
		case unit == '部' && second == '分':
			m.level = book
		default:
			return marker{}
		}
	case '章':
		m.level = chapter
	case '节':
		m.level = section
	case '条':
		// 第三条之一, 第三条第二款 and 第三条规定 go on speaking of it.
		if after := s[m.size:]; strings.HasPrefix(after, "第") || strings.HasPrefix(after, "规定") || strings.HasPrefix(after, "、") || strings.HasPrefix(after, "的") ||
			strings.HasPrefix(after, "和") || strings.HasPrefix(after, "至") || strings.HasPrefix(after, "所") || strings.HasPrefix(after, "中") {
			return marker{}
		}
		if rest, ok := strings.CutPrefix(s[m.size:], "之"); ok {
			if _, extra := numeralAt(rest); extra > 0 {
				m.size += len("之") + extra
				m.name = s[:m.size]
			}
		}
		m.level = article
	default:
		return marker{}
	}
	return m
}

// numeralAt reads the number that a text begins with, in digits or characters.
func numeralAt(s string) (number, size int) {
	for i, r := range s {
		if i > 24 || !isNumeral(r) {
			break
		}
		size = i + utf8.RuneLen(r)
	}
	if size == 0 {
		return 0, 0
	}
	number, ok := policy.Numeral(s[:size])
	if !ok || number == 0 {
		return 0, 0
	}
	return number, size
}

// isNumeral reports whether numbers are written with a character.
func isNumeral(r rune) bool {
	switch r {
	case '〇', '零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千':
		return true
	}
	return r >= '0' && r <= '9'
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
