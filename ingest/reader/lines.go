package reader

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// begins finds the marks that begin a paragraph in Chinese documents, whatever the layout: 第三条, 一、, （二）, 3., 附件.
var begins = regexp.MustCompile(`^(?:第[一二三四五六七八九十百千零〇0-9]+[编章节条款项]|[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百0-9]+[）)]|[0-9]{1,3}[.．、)）](?:[^0-9]|$)|[①-⑳]|附件|附：|附表|注[：:0-9]|[问答][：:]|[QA][：:])`)

// ends says whether a line may be the last of a paragraph.
func ends(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune("。！？；：.!?;:”』」》）)", r)
}

// columns is how wide a line is in half-width characters.
func columns(line string) int {
	n := 0
	for _, r := range line {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

// wrapWidth finds the width at which a text was hard-wrapped, 0 where it was not: then each line is a paragraph. A text counts as
// wrapped when many of its lines are equally long and break off in the middle of a sentence.
func wrapWidth(lines []string) int {
	var widths []int
	for _, l := range lines {
		if l = strings.TrimRight(l, " \t\r\u3000"); l != "" {
			widths = append(widths, columns(l))
		}
	}
	if len(widths) < 4 {
		return 0
	}
	sorted := slices.Clone(widths)
	slices.Sort(sorted)
	width := sorted[len(sorted)*95/100]
	if width < 30 || width > 200 {
		return 0
	}
	full, cut := 0, 0
	for _, l := range lines {
		if l = strings.TrimRight(l, " \t\r\u3000"); columns(l) >= width-6 && columns(l) <= width+6 {
			full++
			if !ends(l) {
				cut++
			}
		}
	}
	if full*4 < len(widths) || cut*2 < full {
		return 0
	}
	return width
}

// readText takes plain text: an empty line ends a paragraph, and so does a line break, unless the text was hard-wrapped.
func readText(s *sink, text string) {
	const sample = 2000
	text = oneBreak(text)
	lines := strings.SplitN(text, "\n", sample+1)
	width := wrapWidth(lines[:min(len(lines), sample)])
	held, start, full := "", 0, false
	i := -1
	for raw := range strings.SplitSeq(text, "\n") {
		i++
		line := clean(raw)
		indented := strings.HasPrefix(raw, "　") || strings.HasPrefix(raw, "  ") || strings.HasPrefix(raw, "\t")
		if held != "" && (line == "" || !full || indented || begins.MatchString(line)) {
			if !s.say(Paragraph, 0, start, held) {
				return
			}
			held = ""
		}
		if line == "" {
			continue
		}
		if held == "" {
			held, start = line, i+1
		} else if len(held) < longest {
			held = glue(held, line)
		} else {
			if !s.say(Paragraph, 0, start, held) {
				return
			}
			held, start = line, i+1
		}
		full = width > 0 && columns(strings.TrimRight(raw, " \t\u3000")) >= width-8
	}
	s.say(Paragraph, 0, start, held)
}

// oneBreak makes every kind of line break one, form feeds included.
func oneBreak(text string) string {
	if strings.ContainsAny(text, "\r\f\v\u2028\u2029\u0085") {
		return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(text)
	}
	return text
}

// splitLines splits at every kind of line break.
func splitLines(text string) []string { return strings.Split(oneBreak(text), "\n") }
