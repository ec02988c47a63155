package dialog

import (
	"yueyue/internal/civil"
	"yueyue/internal/conversation"
	"yueyue/internal/knowledge"
)

// AnswerID names a stored answer. It cannot be guessed: 122 random bits.
type AnswerID = conversation.AnswerID

// Kind is what a reply is.
type Kind string

// The kinds of a Reply.
const (
	Answer    Kind = "answer"    // curated text with its citations
	Suggest   Kind = "suggest"   // related questions, because 悦悦 is not sure enough
	Clarify   Kind = "clarify"   // the one thing that separates the candidates, as buttons
	Abstain   Kind = "abstain"   // says that she does not know, and a way on
	Handoff   Kind = "handoff"   // a person is wished for
	SmallTalk Kind = "smalltalk" // greeting, thanks, who are you
)

// Reply is what the asker gets; its JSON is the public contract. Text is Markdown.
type Reply struct {
	AnswerID     AnswerID         `json:"answer_id" doc:"名字，用来评价（有用/无用）"`
	Kind         Kind             `json:"kind" enum:"answer,suggest,clarify,abstain,handoff,smalltalk"`
	Text         string           `json:"text" doc:"Markdown"`
	Confidence   float64          `json:"confidence" minimum:"0" maximum:"1" doc:"首选知识能回答这个问题的概率（经校准）"`
	PairID       knowledge.PairID `json:"pair_id,omitempty" doc:"答案所在的问答"`
	Citations    []Citation       `json:"citations" nullable:"false"`
	Suggestions  []Suggestion     `json:"suggestions" nullable:"false" maxItems:"5" doc:"相关问题，最可能的在前；再问一次即得到它自己的答案"`
	UnderstoodAs string           `json:"understood_as" doc:"实际检索的问题"`
	Keywords     []string         `json:"keywords" nullable:"false" doc:"问题里的关键词，用来在相关问题里标出"`
	AsOf         civil.Date       `json:"as_of" doc:"答案所依据的日期"`
	Edition      int64            `json:"edition"`
	TookMS       float64          `json:"took_ms"`
}

// Citation is a citation as shown: with the validity of the answer that it carries and its status on the date asked about.
type Citation struct {
	PassageID      knowledge.PassageID `json:"passage_id,omitempty"`
	Title          string              `json:"title"`
	DocumentNumber string              `json:"document_number,omitempty"`
	Clause         string              `json:"clause,omitempty"`
	URL            string              `json:"url,omitempty"`
	Quote          string              `json:"quote,omitempty" doc:"原文，逐字"`
	EffectiveFrom  civil.Date          `json:"effective_from,omitempty" doc:"本答复适用期间的首日，不是文件本身的施行日；有 passage_id 的是条文有效期"`
	EffectiveTo    civil.Date          `json:"effective_to,omitempty" doc:"本答复适用期间的末日"`
	Status         string              `json:"status" enum:"InForce,PartlyRepealed,Repealed,NotYetInForce" doc:"所述规定在所问日期（不晚于今天）的状态"`
}

// Suggestion is a related question; asked again it gets its own answer.
type Suggestion struct {
	Question  string              `json:"question"`
	PairID    knowledge.PairID    `json:"pair_id,omitempty"`
	PassageID knowledge.PassageID `json:"passage_id,omitempty"`
}
