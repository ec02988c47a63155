package knowledge

import (
	"time"

	"yueyue/internal/civil"
)

// PairID names a QAPair for ever; for shipped knowledge it is the id of the fact-sheet topic.
type PairID string

// PairKind tells policy from guidance.
type PairKind string

// The kinds of a QAPair.
const (
	Policy PairKind = "policy" // a rule; every answer carries at least one citation
	Guide  PairKind = "guide"  // 操作指引: how to do a thing; needs no citation
)

// Audience is the capacity in which a taxpayer asks. Empty means both.
type Audience string

// The audiences.
const (
	Enterprise    Audience = "enterprise"     // 企业业务
	NaturalPerson Audience = "natural_person" // 自然人业务
)

// QAPair is one question with the answers that held, hold or will hold, each for its period.
type QAPair struct {
	ID          PairID     `json:"id" yaml:"id"`
	Kind        PairKind   `json:"kind" yaml:"kind"`
	Question    string     `json:"question" yaml:"question"`
	Similar     []string   `json:"similar,omitempty" yaml:"similar"`
	Aliases     []string   `json:"aliases,omitempty" yaml:"aliases"`         // everyday names of the topic
	Audience    Audience   `json:"audience,omitempty" yaml:"audience"`       // empty: everyone
	Region      string     `json:"region,omitempty" yaml:"region"`           // empty: National
	Unconfirmed bool       `json:"unconfirmed,omitempty" yaml:"unconfirmed"` // the taxpayer is told 以主管税务机关答复为准
	Owner       string     `json:"owner,omitempty" yaml:"owner"`             // who looks after it; empty: the shipped knowledge
	ReviewBy    civil.Date `json:"review_by,omitempty" yaml:"review_by"`
	Answers     []Answer   `json:"answers" yaml:"answers"` // newest period first, periods never overlap
}

// Answer is what is said for one period. An empty end means that no end is known.
type Answer struct {
	EffectiveFrom civil.Date `json:"effective_from,omitempty" yaml:"effective_from"`
	EffectiveTo   civil.Date `json:"effective_to,omitempty" yaml:"effective_to"`
	Text          string     `json:"text" yaml:"text"` // Markdown
	Citations     []Citation `json:"citations,omitempty" yaml:"citations"`
}

// Citation says what an answer rests on. Quote is verbatim text of the source or empty; URL is an official address or
// empty.
type Citation struct {
	Title          string `json:"title" yaml:"title"`
	DocumentNumber string `json:"document_number,omitempty" yaml:"document_number"`
	Clause         string `json:"clause,omitempty" yaml:"clause"`
	URL            string `json:"url,omitempty" yaml:"url"`
	Quote          string `json:"quote,omitempty" yaml:"quote"`
}

// QAPackage is a 问答套餐: the questions of one life situation, the most asked first.
type QAPackage struct {
	ID      string   `json:"id" yaml:"id"`
	Title   string   `json:"title" yaml:"title"`
	Summary string   `json:"summary" yaml:"summary"`
	Pairs   []PairID `json:"pairs" yaml:"pairs"`
}

// TrendingQuestion is one entry of 热点推荐, curated by hand.
type TrendingQuestion struct {
	ID       string `json:"id" yaml:"id"`
	Question string `json:"question" yaml:"question"`
	Pair     PairID `json:"pair" yaml:"pair"`
}

// QuickLink is one entry of 快捷入口.
type QuickLink struct {
	ID          string `json:"id" yaml:"id"`
	Title       string `json:"title" yaml:"title"`
	Description string `json:"description" yaml:"description"`
	URL         string `json:"url" yaml:"url"`
	Group       string `json:"group" yaml:"group"`
}

// Edition is one publish. What is said at any moment belongs to exactly one edition.
type Edition struct {
	Number      int64
	Title       string
	Author      string
	PublishedAt time.Time
}
