package dialog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yueyue/internal/civil"
	"yueyue/retriever"
)

// Decision is which kind of reply a question gets, and why. It is stored with the answer as JSON.
type Decision struct {
	Kind       Kind          `json:"kind"`
	Why        []string      `json:"why"`        // the reasons in order, in words
	Confidence float64       `json:"confidence"` // 0..1: that the first candidate answers the question
	Reach      float64       `json:"reach"`      // 0..1: that one of those offered does
	Understood Understanding `json:"understood"`
	Found      Found         `json:"found"`
	Version    *Version      `json:"version,omitempty"` // nil: nothing was to be stated

	same        bool // the very question stands in the knowledge
	helps       bool // one of those offered is likely enough to be offered at all
	named       int  // candidates that the question names by document or clause; they come first
	asOf        civil.Date
	today       civil.Date
	region      string // in which it was asked
	dutyOpen    bool   // whether somebody has to pay is asked, and the first candidate does not tell
	otherRegion bool   // it is about what another region than the bureau's sets for itself
	edition     int64  // of the knowledge that was asked; 0: none was
	says        map[retriever.Target]Statement
	offered     []retriever.Target // best first, at most maxOffered
	clarify     string             // the sentence that asks for the one thing that separates the candidates
	unknown     []string           // document numbers that the knowledge lacks
	gone        string             // the sentence that says what has ended the document asked about; empty: nothing has
	noClause    [2]string          // a title and a clause that the document does not have; empty: none

	embedTime, searchTime time.Duration
}

// Found is what retrieval gave, as far as a person who asks why wants to see it.
type Found struct {
	Candidates []retriever.Candidate `json:"candidates"`         // best first
	Features   map[string]float64    `json:"features,omitempty"` // what the confidence rests on, by name
	Generation string                `json:"generation"`
	WordsOnly  bool                  `json:"words_only,omitempty"`
	EmbedMS    float64               `json:"embed_ms"`
	SearchMS   float64               `json:"search_ms"`
}

// be is the decision with its kind and the last reason for it.
func (d Decision) be(kind Kind, why string) Decision {
	d.Kind = kind
	d.Why = append(d.Why, why)
	return d
}

// state answers from a candidate, with the version of the time asked about, when there is one. The others stay on offer.
func (d Decision) state(target retriever.Target, q Question) Decision {
	d.offered = append([]retriever.Target{target}, slices.DeleteFunc(slices.Clone(d.offered), func(t retriever.Target) bool { return t == target })...)
	pair, period := d.says[target].QAPair, d.Understood.Period
	if !period.Named() && q.AsOf == "" {
		if then, ok := heldBy(pair, d.Understood.Numbers, d.today); ok {
			period = then
			d.Why = append(d.Why, "所提到的文件现在不再执行")
		}
	}
	version := ChooseVersion(pair, period, q.AsOf, d.today)
	d.Version, d.asOf = &version, version.To
	if version.Standing == Unrecorded {
		return d.be(Suggest, "没有收录所问时期的规定")
	}
	return d.be(Answer, "所选版本："+string(version.Standing))
}

// suggestions are the standard questions of pairs and the headings of passages, in order. Passages of one heading also show how
// they begin, so that a reader can choose; those that begin the same are shown once.
func (d Decision) suggestions(targets []retriever.Target) []Suggestion {
	headed := map[string]int{}
	for _, target := range targets {
		headed[d.says[target].Question]++
	}
	out := make([]Suggestion, 0, len(targets))
	for _, target := range targets {
		statement := d.says[target]
		suggestion := Suggestion{Question: statement.Question, PairID: statement.ID}
		if statement.Passage != nil {
			suggestion.PassageID = statement.Passage.ID
			if headed[statement.Question] > 1 {
				suggestion.Question += "：" + opening(statement.Passage.Text)
			}
		}
		if !slices.ContainsFunc(out, func(earlier Suggestion) bool { return earlier.Question == suggestion.Question }) {
			out = append(out, suggestion)
		}
	}
	return out
}

// openingLength is how much of a passage tells it from others of its heading, in characters.
const openingLength = 24

// opening is the beginning of a text, up to the end of its first sentence or openingLength.
func opening(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if end := strings.IndexAny(line, "。；"); end >= 0 {
		line = line[:end]
	}
	if runes := []rune(line); len(runes) > openingLength {
		return string(runes[:openingLength]) + "…"
	}
	return line
}

// rounded is a probability as a reason shows it.
func rounded(probability float64) string { return fmt.Sprintf("%.3f", probability) }
