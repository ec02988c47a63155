package retriever

import (
	"time"

	"yueyue/internal/knowledge"
)

// Result is what retrieval found, with what a confidence may rest on.
type Result struct {
	Candidates []Candidate                // best first; exact ones before all others
	Same       Target                     // asks the very question that was asked; it is the first candidate then
	Unknown    []knowledge.DocumentNumber // document numbers in the question that nothing visible cites
	Leads      map[TargetKind]Lead        // how the targets of each kind stand among themselves; a kind without candidates has none
	Ideal      float64                    // what Candidate.Words is a share of; see Statistics.Ideal
	Known      float64                    // 0..1: share of the question's idf mass that stands in the knowledge at all
	WordsOnly  bool                       // no meaning leg: there is no model, or it failed
	Edition    int64                      // of the knowledge that was asked
	Generation string                     // of the index that was asked, 16 hexadecimal digits
	EmbedTime  time.Duration
	SearchTime time.Duration
}

// Lead is what a confidence in the first candidate of a kind rests on: how it stands among those of its kind. A passage beside a
// pair says nothing of whether the pair answers, and the other way round.
type Lead struct {
	WordsFirst   Target // best of the words leg
	MeaningFirst Target // best of the meaning leg; zero in words-only mode
	Support      int    // 0..10: how many of the ten best units belong to the first candidate
}
