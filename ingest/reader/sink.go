package reader

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// longest is how many bytes of text a block holds at most; longer text is cut behind a sentence and goes on in the next block.
const longest = 64 << 10

// blockCost is what a block takes beside its text, in bytes: files of millions of short lines cost more by it than by what they say.
const blockCost = 128

// sink gathers the blocks of one source under its limits. After the first failure it takes nothing more: add says so, and the
// reader stops.
type sink struct {
	ctx      context.Context
	limits   Limits
	blocks   []Block
	warnings []string
	problems []Problem
	title    string
	tables   int
	page     int
	used     int64
	added    int
	err      error
}

func newSink(ctx context.Context, limits Limits) *sink { return &sink{ctx: ctx, limits: limits} }

// add takes a block whose text is clean already and says whether to go on. A block without text is passed over.
func (s *sink) add(b Block) bool {
	if s.err != nil {
		return false
	}
	if b.Text == "" {
		return true
	}
	if s.added++; s.added&255 == 0 && s.ctx.Err() != nil {
		s.err = s.ctx.Err()
		return false
	}
	if b.Page == 0 {
		b.Page = s.page
	}
	s.used += int64(len(b.Text)) + blockCost
	for _, cell := range b.Cells {
		s.used += int64(len(cell)) + 64
	}
	if s.used > s.limits.Output {
		s.err = refuse(CodeTooLarge, "文件里的文字太多，超过一个文件 %s 的上限，请拆分后再导入。", bytesOf(s.limits.Output))
		return false
	}
	for b.Kind != Row && len(b.Text) > longest {
		cut := cutAt(b.Text)
		head := b
		head.Text = strings.TrimSpace(b.Text[:cut])
		s.blocks = append(s.blocks, head)
		b.Text, b.Continues = strings.TrimSpace(b.Text[cut:]), true
	}
	if b.Text != "" {
		s.blocks = append(s.blocks, b)
	}
	return true
}

// cutAt is where the text, longer than longest, is cut: behind the last sentence that fits, else between two characters.
func cutAt(text string) int {
	end := longest
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	head := text[:end]
	for i := len(head); i > longest/2; {
		r, n := utf8.DecodeLastRuneInString(head[:i])
		if strings.ContainsRune("。！？；", r) {
			return i
		}
		i -= n
	}
	return len(head)
}

// say adds one block of text.
func (s *sink) say(kind BlockKind, level, line int, text string) bool {
	return s.add(Block{Kind: kind, Level: level, Line: line, Text: clean(text)})
}

// warn tells people once.
func (s *sink) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, w := range s.warnings {
		if w == text {
			return
		}
	}
	if len(s.warnings) < 50 {
		s.warnings = append(s.warnings, text)
	}
}

// problem tells people what could not be read of a file whose rest was.
func (s *sink) problem(line int, text string) {
	if len(s.problems) < mostBadLines {
		s.problems = append(s.problems, Problem{line, text})
	}
}
