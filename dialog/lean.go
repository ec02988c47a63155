package dialog

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// lean is how much a question looks unable to stand without its thread.
type lean string

const (
	stands  lean = ""
	maybe   lean = "maybe"   // short, or it opens like a continuation
	clearly lean = "clearly" // it points back: 那季度呢, 它怎么算
)

// What opens and ends questions that lean on what was said before.
var (
	backStarts    = []string{"那", "它", "这个", "这种", "这样", "这", "要是这", "如果这"}
	backEnds      = []string{"呢", "也行吗", "也可以吗", "也一样吗", "一样吗", "也要吗", "也算吗", "也能吗"}
	leaningStarts = []string{"如果", "要是", "还有", "还要", "还能", "也", "从哪", "为什么", "然后", "另外", "具体", "怎么办理", "多久", "几天", "要带", "要传", "要交什么", "需要带", "什么条件", "有什么条件", "后面", "之后"}
	leaningEnds   = []string{"可以吗", "行吗", "要吗", "对吗", "能吗", "的话"}
)

const (
	longestLeaning = 16 // characters; a longer question says what it is about
	bareLength     = 4  // anything this short leans
)

func leans(text string) lean {
	text = strings.TrimRight(text, breaks)
	length := utf8.RuneCountInString(text)
	switch {
	case length > longestLeaning:
		return stands
	case hasAnyPrefix(text, backStarts) || hasAnySuffix(text, backEnds):
		return clearly
	case length <= bareLength || hasAnyPrefix(text, leaningStarts) || hasAnySuffix(text, leaningEnds):
		return maybe
	default:
		return stands
	}
}

func hasAnyPrefix(text string, starts []string) bool {
	return slices.ContainsFunc(starts, func(start string) bool { return strings.HasPrefix(text, start) })
}

func hasAnySuffix(text string, ends []string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(text, end) })
}
