package dialog

import (
	"regexp"
	"slices"
	"strings"

	"yueyue/internal/knowledge"
)

// exemptions recognise a question whether somebody has to pay at all. A pair that tells how much is paid is very like such a
// question and no answer to it: who lives on what he grows is exempt from the rate that the pair states. It is immutable.
type exemptions struct {
	free     patterns // asks for an exemption in so many words
	whether  patterns // asks whether to pay
	told     patterns // how a text speaks of those who need not pay
	subjects patterns // whom and what laws on taxes often exempt
	aside    patterns // words of a question that only ask
}

// exemptionFile is the part of intents.yaml that exemptions are made of.
type exemptionFile struct {
	Free     []string `yaml:"free"`
	Whether  []string `yaml:"whether"`
	Told     []string `yaml:"told"`
	Subjects []string `yaml:"subjects"`
	Aside    []string `yaml:"aside"`
}

func newExemptions(file exemptionFile) (exemptions, error) {
	var e exemptions
	for _, group := range []struct {
		into        *patterns
		expressions []string
	}{{&e.free, file.Free}, {&e.whether, file.Whether}, {&e.told, file.Told}, {&e.subjects, file.Subjects}, {&e.aside, file.Aside}} {
		compiled, err := compile(group.expressions)
		if err != nil {
			return exemptions{}, err
		}
		*group.into = compiled
	}
	return e, nil
}

// duty is what a question asks about having to pay; nil: it does not.
type duty struct {
	free     bool             // asks for an exemption in so many words
	words    []string         // the keywords that say who or what it is about
	subjects []*regexp.Regexp // whom it names that is often exempt
	told     patterns
}

// read finds whether a text asks if somebody has to pay.
func (e exemptions) read(text string, keywords []string) *duty {
	text = asking(text)
	free := e.free.match(text)
	if !free && !e.whether.match(text) {
		return nil
	}
	d := duty{free: free, subjects: e.subjects.matching(text), told: e.told}
	for _, word := range keywords {
		if strings.Contains(text, word) && !e.aside.match(word) {
			d.words = append(d.words, word)
		}
	}
	return &d
}

// leftOpen reports whether a pair says nothing of what is asked: it does not speak of whom the question names, or tells of no
// exemption though one is asked for, or tells of none and lacks a word of what the question is about.
func (d *duty) leftOpen(pair knowledge.QAPair) bool {
	if d == nil {
		return false
	}
	text := strings.ToLower(pairText(pair))
	if slices.ContainsFunc(d.subjects, func(subject *regexp.Regexp) bool { return !subject.MatchString(text) }) {
		return true
	}
	return !d.told.match(text) && (d.free || len(d.words) > 0 && shareOf(d.words, text) < 1)
}

// asking are the sentences of a text that ask: those with a question mark, and the last. A story tells of many things that it
// does not ask about.
func asking(text string) string {
	text = strings.TrimRight(text, breaks)
	var out strings.Builder
	for sentence := range strings.SplitAfterSeq(text, "?") {
		if begin := strings.LastIndexAny(strings.TrimRight(sentence, "?"), ".。!;\n"); begin >= 0 {
			sentence = strings.TrimLeft(sentence[begin:], ".。!;\n")
		}
		out.WriteString(sentence)
	}
	return out.String()
}
