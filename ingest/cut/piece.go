package cut

import (
	"strings"
	"unicode/utf8"

	"yueyue/ingest/reader"
)

// piece is a part of a block between two markers.
type piece struct {
	block    int
	from, to int // bytes of the block's text
	text     string
	marker
	first   bool // begins its block
	heading int  // level of the heading that the format marks; 0 for other text
	row     bool
}

// pieces divides blocks at the markers that begin a block and, inside a block, at those that go on counting.
func pieces(blocks []reader.Block) []piece {
	var all []piece
	var last [question + 1]int
	for i := range blocks {
		b := &blocks[i]
		if b.Kind == reader.Row {
			all = append(all, piece{block: i, to: len(b.Text), text: b.Text, first: true, row: true})
			continue
		}
		heading := 0
		if b.Kind == reader.Heading {
			heading = max(1, b.Level)
		}
		m := markerAt(b.Text)
		if b.Continues {
			m = marker{}
		}
		count(&last, m)
		from, first := 0, true
		emit := func(to int) {
			if to > from {
				all = append(all, piece{block: i, from: from, to: to, text: b.Text[from:to], marker: m, first: first, heading: heading})
			}
		}
		if heading == 0 && len(b.Text) > 60 {
			for at := m.size; at < len(b.Text); {
				at = nextStart(b.Text, at)
				if at >= len(b.Text) {
					break
				}
				next := markerAt(b.Text[at:])
				if next.level == none || !continues(&last, next, b.Text, from, at, m) {
					_, n := utf8.DecodeRuneInString(b.Text[at:])
					at += n
					continue
				}
				emit(at)
				count(&last, next)
				from, m, first = at, next, false
				at += max(next.size, 1)
			}
		}
		emit(len(b.Text))
	}
	return all
}

// count remembers a number. Numbers below it are not forgotten: （三） may go on under 二、, and beginning anew with 1 is always allowed.
func count(last *[question + 1]int, m marker) {
	if m.level == none {
		return
	}
	last[m.level] = m.number
	if m.level == article || m.level == question {
		last[part], last[subpart], last[item] = 0, 0, 0
	}
}

// continues reports whether a marker inside a block is what it looks like: the next number of its level, where a sentence has ended.
func continues(last *[question + 1]int, m marker, text string, from, at int, current marker) bool {
	before := text[from:at]
	// A blank on either side is what is left of a line break and of the gap behind a number.
	blank := strings.HasSuffix(before, " ")
	apart := strings.HasPrefix(text[at+m.size:], " ")
	ended := sentenceEnd(before)
	// A title above it has no full stop: 第一章 总则第一条, 一、目标（一）
	title := current.level != none && current.level < m.level && current.level != article && utf8.RuneCountInString(before) < 50 && !strings.ContainsAny(before, "。；，")
	// The first number of a text whose title has run into it: 某办法第一章 总则
	if current.level == none && m.number == 1 && last[m.level] == 0 && m.level <= part && utf8.RuneCountInString(before) < 100 &&
		!strings.ContainsAny(before, "。；！？") && strings.ContainsRune("法例定则见知告案程范引南准释划", lastRune(before)) {
		return true
	}
	if current.level == none && m.number == 1 && last[m.level] == 0 && (m.level.outlines() || m.level == article) && utf8.RuneCountInString(before) < 1500 &&
		!strings.ContainsAny(before, "。；！？") && noteEnds(before) {
		return true
	}
	switch m.level {
	case question:
		return ended
	case annex:
		return (ended || blank) && m.number > 0 && m.number == last[annex]+1
	case article:
		next := m.number == last[article]+1
		return next && (ended || title || blank && apart) || ended && apart && m.number > last[article] && m.number < last[article]+6
	case book, volume, chapter, section:
		return (ended || title || blank && apart || current.level >= book && current.level < m.level) && (m.number == last[m.level]+1 || m.number == 1)
	default:
		return (ended || title) && (m.number == last[m.level]+1 || m.number == 1)
	}
}

// noteEnds reports whether a text ends as the note below a title does: …会议通过, …发布, 2020年1月1日施行.
func noteEnds(s string) bool {
	s = strings.TrimRight(s, " \u3000）)")
	for _, word := range []string{"通过", "公布", "发布", "批准", "施行", "实施", "修正", "修订"} {
		if strings.HasSuffix(s, word) {
			return true
		}
	}
	return false
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " "))
	return r
}

// sentenceEnd reports whether a text ends where a new sentence may begin.
func sentenceEnd(s string) bool {
	s = strings.TrimRight(s, " ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return s == "" || strings.ContainsRune("。；：！？”）)》:;", r)
}

// nextStart is the next place, from at on, where a marker may begin: before one of the characters that markers begin with.
func nextStart(s string, at int) int {
	for i, r := range s[at:] {
		switch r {
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			if at+i == 0 || !isDigit(s[at+i-1]) && s[at+i-1] != '.' {
				return at + i
			}
		case '第', '附', '问', '（', '(', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十':
			return at + i
		}
	}
	return len(s)
}

// titleOf is how a part is called in a path: its number and the words up to the end of the title.
func titleOf(p piece) string {
	words := strings.TrimSpace(p.text[min(p.size, len(p.text)):])
	name := strings.TrimSpace(p.text[:min(p.size, len(p.text))])
	if i := strings.IndexAny(words, "。；：！？\n"); i >= 0 {
		words = words[:i]
	}
	if utf8.RuneCountInString(words) > 40 {
		words = ""
	}
	if p.level.outlines() {
		// 总 则 is 总则, and what follows it in a running text is not part of it.
		fields := strings.Fields(words)
		if len(fields) > 1 && utf8.RuneCountInString(fields[0]) == 1 {
			words = strings.Join(fields, "")
		}
		return strings.TrimSpace(name + " " + words)
	}
	return name + words
}
