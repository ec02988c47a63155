package retriever

import "yueyue/internal/knowledge"

// UnitID names an index unit: kind/id@edition/number, for example qa_pair/vat-threshold@3/0.
type UnitID string

// Target is what a unit stands for: results collapse to targets.
type Target struct {
	Kind TargetKind `json:"kind"`
	ID   string     `json:"id"`
}

// TargetKind tells what a Target is.
type TargetKind string

// The kinds of a Target.
const (
	PairTarget    TargetKind = "qa_pair"
	PassageTarget TargetKind = "passage"
)

// Unit is one searched thing: the question of a pair with its answer, one similar question, one window of a passage.
// Its weights are finished: Terms are BM25 weights of a Generation's frozen statistics, Vector is the L2-normalised
// embedding. An Index stores and compares, it weighs nothing itself.
type Unit struct {
	ID          UnitID
	Target      Target
	Region      string             // six digits; knowledge.National for the whole country
	Audience    knowledge.Audience // empty: everyone
	EditionFrom int64              // first edition in which the unit is seen
	EditionTo   int64              // first edition in which it is no longer seen; 0: none yet
	Terms       []Term
	Vector      []float32 // nil in words-only mode
}

// Term is one dimension of a sparse vector.
type Term struct {
	Token  string
	Weight float32
}

// Filter is the part of the index that one asker may see. Validity is not in it: deciding picks the version of the date.
type Filter struct {
	Regions  []string           // the chain from the country to the city, for example 000000, 340000, 340100; empty: National only
	Audience knowledge.Audience // empty: any
	Edition  int64
}

// Probe is a question as an Index sees it.
type Probe struct {
	Terms  []Term    // weight: how often the token stands in the question
	Vector []float32 // nil: words only
}

// Hit is a unit with both of its absolute scores. Words is the dot product with the finished BM25 weights (≥ 0, no upper
// bound), Meaning the cosine (−1..1; 0 in words-only mode).
type Hit struct {
	Unit    UnitID
	Target  Target
	Words   float32
	Meaning float32
}

// Candidate is a target with the scores of its best unit.
type Candidate struct {
	Target  Target  `json:"target"`
	Unit    UnitID  `json:"unit"`
	Score   float64 `json:"score"`   // fused; comparable within one generation, 0..about 1.1
	Words   float64 `json:"words"`   // BM25 over the ideal score of the question, 0..about 1
	Meaning float64 `json:"meaning"` // cosine, −1..1
	Exact   bool    `json:"exact,omitempty"`
}

// Query is what retrieval is asked.
type Query struct {
	Text     string
	Region   string // six digits; empty: National
	Audience knowledge.Audience
	Limit    int // candidates wanted of each kind; 0: all
	// Without and WithoutTarget leave a unit or a target out, as if the knowledge lacked it. Calibration uses them.
	Without       UnitID
	WithoutTarget Target
}
