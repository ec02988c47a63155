package dialog

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yueyue/dialog/spelling"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Understanding is what is made of a question before anything is looked up. It is stored with the decision.
type Understanding struct {
	Folded      string                     `json:"folded"`                // width and case folded, courtesy kept
	Searched    string                     `json:"searched"`              // what is retrieved: courtesy gone, spelling and names mended
	Corrections []spelling.Change          `json:"corrections,omitempty"` // what spelling changed
	Expansions  []string                   `json:"expansions,omitempty"`  // official names put in the place of everyday ones
	Intent      Intent                     `json:"intent,omitempty"`
	Period      Period                     `json:"period,omitzero"`   // that the question names
	Region      string                     `json:"region,omitempty"`  // that the question names, six digits
	Numbers     []knowledge.DocumentNumber `json:"numbers,omitempty"` // that the question names
	Keywords    []string                   `json:"keywords,omitempty"`
	Leans       lean                       `json:"leans,omitempty"` // whether the question can stand without its thread
	Topic       *Topic                     `json:"topic,omitempty"` // of the thread; nil: there is none

	uncovered []*regexp.Regexp // topics it names that only a pair which names them too may answer
	duty      *duty            // what it asks about having to pay; nil: nothing
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
	courtesy  []string // longest first
}

// NewUnderstander puts the parts together. Longer stop phrases win over shorter ones.
func NewUnderstander(segmenter Segmenter, speller Speller, intents *Intents, regions *Regions, names *knowledge.Names, stopPhrases []string) *Understander {
	u := &Understander{segmenter: segmenter, speller: speller, intents: intents, regions: regions, names: names}
	for _, phrase := range stopPhrases {
		u.courtesy = append(u.courtesy, segmenter.Normalize(phrase))
	}
	slices.SortStableFunc(u.courtesy, func(a, b string) int { return len(b) - len(a) })
	return u
}

// Understand reads a question as it was typed on the given day, with the turns before it.
func (u *Understander) Understand(q Question, today civil.Date) Understanding {
	folded := strings.TrimSpace(u.segmenter.Normalize(q.Text))
	out := Understanding{Folded: folded, Intent: u.intents.Of(folded)}
	text, corrections := u.mend(folded)
	out.Corrections = corrections
	if out.Intent == NoIntent && len(corrections) > 0 {
		out.Intent = u.intents.Of(text) // zhuan ren gong
	}
	out.Period = FindPeriod(text, today)
	out.Region = u.regions.Of(text)
	out.Numbers = knowledge.FindDocumentNumbers(text)
	out.Searched, out.Expansions = u.names.Official(text)
	out.Keywords = u.segmenter.Keywords(text)
	out.uncovered = u.intents.uncovered.matching(text)
	out.duty = u.intents.exemptions.read(text, out.Keywords)
	if out.Intent == NoIntent && len(q.History) > 0 {
		out.Leans = leans(text)
		out.Topic = u.topic(q.History, today)
	}
	return out
}

// prepared is a text as questions are searched, its spelling left alone.
func (u *Understander) prepared(text string) string {
	official, _ := u.names.Official(u.segmenter.Normalize(text))
	return official
}

// beyond reports whether a question names a topic that the knowledge may lack and this pair does not speak of: however like it
// the pair is, it answers something else.
func (u Understanding) beyond(pair knowledge.QAPair) bool {
	if len(u.uncovered) == 0 {
		return false
	}
	text := pairText(pair)
	return slices.ContainsFunc(u.uncovered, func(topic *regexp.Regexp) bool { return !topic.MatchString(text) })
}

// mend takes courtesy off a folded text and mends its spelling.
func (u *Understander) mend(folded string) (string, []spelling.Change) {
	return u.speller.Correct(u.stripCourtesy(folded))
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

func isPunctuation(r rune) bool {
	return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r)
}
