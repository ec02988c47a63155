package house

import (
	"context"

	"yueyue/dialog"
	"yueyue/retriever"
)

// Asked is a question with what asking it embeds and searches: twice where it leans on an earlier one.
type Asked struct {
	Question dialog.Question
	Texts    []string
	Queries  []retriever.Query
}

// Rehearse asks every question once without keeping the answer, so that its vectors are there and everything is warm, and
// gives those that search. Small talk and wishes for a person do not.
func (p *Program) Rehearse(ctx context.Context, questions []dialog.Question) ([]Asked, error) {
	p.Tape.Set(Record)
	defer p.Tape.Set(Live)
	p.Notes.writing = true
	defer func() { p.Notes.writing = false }()
	var searching []Asked
	for _, q := range questions {
		if _, err := p.Dialog.Preview(ctx, q); err != nil {
			return nil, err
		}
		if a := (Asked{q, p.Tape.take(), p.Notes.take()}); len(a.Texts) > 0 {
			searching = append(searching, a)
		}
	}
	return searching, nil
}
