package dialog

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"yueyue/dialog/spelling"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Understanding is what is made of a question before anything is looked up. Every field is stored with the decision.
type Understanding struct {
	Folded      string                     `json:"folded"`                // width and case folded, courtesy kept
	Searched    string                     `json:"searched"`              // what is retrieved: courtesy gone, spelling and names mended
	Context     string                     `json:"context,omitempty"`     // the topic of the thread, when the question leans on it
	Leans       lean                       `json:"leans,omitempty"`       // whether the question can stand without the thread
	Corrections []spelling.Change          `json:"corrections,omitempty"` // what spelling changed
	Expansions  []string                   `json:"expansions,omitempty"`  // official names put beside everyday ones
	Intent      Intent                     `json:"intent,omitempty"`
	Period      Period                     `json:"period"`
	Region      string                     `json:"region,omitempty"` // that the question names
	Numbers     []knowledge.DocumentNumber `json:"numbers,omitempty"`
	Keywords    []string                   `json:"keywords,omitempty"`
}

// Segmenter is what understanding needs of the tokenizer.
type Segmenter interface {
	Normalize(text string) string
	Keywords(text string) []string
}

// Speller mends typed text.
type Speller interface {
	Correct(text string) (string, []spelling.Change)
}

// Understander holds what understanding knows. It is immutable and safe for concurrent use.
type Understander struct {
	segmenter Segmenter
	speller   Speller
	intents   *Intents
	regions   *Regions
	names     *knowledge.Names
	courtesy  []string
}

// NewUnderstander puts the parts together. Longer stop phrases and names win over shorter ones.
func NewUnderstander(segmenter Segmenter, speller Speller, intents *Intents, regions *Regions, names *knowledge.Names, stopPhrases []string) *Understander {
	u := &Understander{segmenter: segmenter, speller: speller, intents: intents, regions: regions, names: names}
	for _, phrase := range stopPhrases {
		u.courtesy = append(u.courtesy, segmenter.Normalize(phrase))
	}
	sort.SliceStable(u.courtesy, func(i, j int) bool { return len(u.courtesy[i]) > len(u.courtesy[j]) })
	return u
}

// Understand reads a question as it was typed on the given day, with the turns before it.
func (u *Understander) Understand(q Question, today civil.Date) Understanding {
	folded := strings.TrimSpace(u.segmenter.Normalize(q.Text))
	out := Understanding{Folded: folded, Intent: u.intents.Of(folded)}
	text := u.stripCourtesy(folded)
	text, out.Corrections = u.speller.Correct(text)
	out.Period = FindPeriod(text, today)
	out.Region = u.regions.Of(text)
	out.Numbers = knowledge.FindDocumentNumbers(text)
	out.Searched, out.Expansions = u.names.Official(text)
	out.Keywords = u.segmenter.Keywords(text)
	if len(q.History) > 0 && out.Intent == NoIntent {
		out.Leans = leans(text)
		out.Context = u.topic(q.History)
	}
	return out
}

// breaks are the marks that may be cut off the ends of a question. Marks that carry meaning, such as % and 】, stay.
const breaks = " \t\n,.!?;:~、。…·-"

// stripCourtesy takes greetings and thanks off both ends, never the whole text. Every round makes the text shorter.
func (u *Understander) stripCourtesy(text string) string {
	for {
		shorter := strings.Trim(text, breaks)
		for _, phrase := range u.courtesy {
			shorter = unless(shorter, strings.TrimPrefix(shorter, phrase))
			shorter = unless(shorter, strings.TrimSuffix(shorter, phrase))
		}
		if len(shorter) == len(text) {
			return text
		}
		text = shorter
	}
}

// unless keeps the text when hardly anything would be left of it.
func unless(text, cut string) string {
	if utf8.RuneCountInString(cut) < 2 {
		return text
	}
	return cut
}

// topic is the last turn that stands on its own, as the thread's subject: its question as understood now.
func (u *Understander) topic(history []Turn) string {
	for i := len(history) - 1; i >= 0; i-- {
		text := strings.TrimSpace(u.segmenter.Normalize(history[i].Question))
		if text == "" || u.intents.Of(text) != NoIntent {
			continue
		}
		text = u.stripCourtesy(text)
		text, _ = u.speller.Correct(text)
		text, _ = u.names.Official(text)
		if leans(text) != stands && i > 0 {
			if earlier := u.topic(history[:i]); earlier != "" {
				return earlier + " " + text
			}
		}
		return text
	}
	return ""
}

// lean is how much a question looks unable to stand without its thread.
type lean int

const (
	stands  lean = iota
	maybe        // short, or it opens like a continuation
	clearly      // it points back: 那季度呢, 它怎么算
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

func isPunctuation(r rune) bool {
	return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r)
}
