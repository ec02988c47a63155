package editorial

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// RunOp tells which of two texts a run belongs to.
type RunOp string

// The operations of a Run.
const (
	Equal  RunOp = "equal"
	Insert RunOp = "insert"
	Delete RunOp = "delete"
)

// Run is a piece of text that both have, that the new one adds or that the old one loses.
type Run struct {
	Op   RunOp
	Text string
}

const (
	diffTime  = time.Second // after it a comparison grows coarser, never wrong
	keptShare = 0.4         // a sentence that keeps less than this share of its characters is shown as another sentence
)

// diffText compares two texts as people do: sentence by sentence, and word by word in a sentence that was changed. A number
// with its point or percent sign is one word, so that 3% to 1% reads as such.
//
// The comparison is that of diff-match-patch, Myers' algorithm with its half-match speed-up, in the port of sergi/go-diff: the
// library of that name that most Go programs use, with a bound on time and comparison of runes, so that sentences and words can
// be compared whole.
func diffText(was, is string) []Run {
	var runs []Run
	whole := diffParts(sentences(was), sentences(is), false)
	for i := 0; i < len(whole); i++ {
		if i+1 < len(whole) && whole[i].Op == Delete && whole[i+1].Op == Insert {
			if fine := diffParts(words(whole[i].Text), words(whole[i+1].Text), true); kept(fine) {
				runs = append(runs, fine...)
				i++
				continue
			}
		}
		runs = append(runs, whole[i])
	}
	return joined(runs)
}

// diffParts compares two lists of texts. Each different text is stood for by one rune, above the surrogates, which are no runes.
// With tidy, what both share by chance between two changes is shown as changed too.
func diffParts(was, is []string, tidy bool) []Run {
	const first = rune(0xE000)
	numbers := map[string]rune{}
	var parts []string
	encode := func(list []string) []rune {
		runes := make([]rune, len(list))
		for i, part := range list {
			number, ok := numbers[part]
			if !ok {
				number = first + rune(len(parts))
				numbers[part] = number
				parts = append(parts, part)
			}
			runes[i] = number
		}
		return runes
	}
	a, b := encode(was), encode(is)
	if int(first)+len(parts) > utf8.MaxRune { // a million different sentences
		return joined([]Run{{Delete, strings.Join(was, "")}, {Insert, strings.Join(is, "")}})
	}
	differ := diffmatchpatch.New()
	differ.DiffTimeout = diffTime
	ops := map[diffmatchpatch.Operation]RunOp{
		diffmatchpatch.DiffEqual: Equal, diffmatchpatch.DiffInsert: Insert, diffmatchpatch.DiffDelete: Delete,
	}
	diffs := differ.DiffMainRunes(a, b, false)
	if tidy {
		diffs = differ.DiffCleanupSemantic(diffs)
	}
	var runs []Run
	for _, d := range diffs {
		var text strings.Builder
		for _, r := range d.Text {
			text.WriteString(parts[r-first])
		}
		runs = append(runs, Run{ops[d.Type], text.String()})
	}
	return joined(runs)
}

// kept tells whether enough of a changed sentence stays to show where it changed.
func kept(runs []Run) bool {
	equal, all := 0, 0
	for _, run := range runs {
		n := utf8.RuneCountInString(run.Text)
		if run.Op == Equal {
			equal += 2 * n
			n *= 2
		}
		all += n
	}
	return float64(equal) >= keptShare*float64(all)
}

// joined merges neighbours of one kind and leaves out empty runs.
func joined(runs []Run) []Run {
	var merged []Run
	for _, run := range runs {
		switch last := len(merged) - 1; {
		case run.Text == "":
		case last >= 0 && merged[last].Op == run.Op:
			merged[last].Text += run.Text
		default:
			merged = append(merged, run)
		}
	}
	return merged
}

// sentences cuts a text behind each end of a sentence or clause and behind each line; joined they are the text.
func sentences(text string) []string {
	return split(text, func(before, after rune) bool {
		return strings.ContainsRune("。；！？;!?\n", before) && before != after
	})
}

// words cuts a text into Latin words, numbers and single characters.
func words(text string) []string {
	return split(text, func(before, after rune) bool { return !wordRune(before) || !wordRune(after) })
}

// wordRune tells what does not stand alone: Latin letters, digits, and what numbers are written with.
func wordRune(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".,%_-", r))
}

// split cuts a text between two characters where cut says so.
func split(text string, cut func(before, after rune) bool) []string {
	var parts []string
	begin, last := 0, rune(-1)
	for i, r := range text {
		if last >= 0 && cut(last, r) {
			parts = append(parts, text[begin:i])
			begin = i
		}
		last = r
	}
	if begin < len(text) {
		parts = append(parts, text[begin:])
	}
	return parts
}
