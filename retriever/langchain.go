package retriever

import (
	"context"

	"github.com/tmc/langchaingo/schema"

	"yueyue/internal/knowledge"
)

// Contents gives the content of pairs at an edition; *knowledge.Repository does.
type Contents interface {
	Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error)
}

// LangChain makes a Retriever usable wherever langchaingo takes one. It is safe for concurrent use.
type LangChain struct {
	retriever *Retriever
	contents  Contents
	limit     int
}

var _ schema.Retriever = LangChain{}

// NewLangChain gives at most limit documents a question; 0 means all that either leg found.
func NewLangChain(retriever *Retriever, contents Contents, limit int) LangChain {
	return LangChain{retriever: retriever, contents: contents, limit: limit}
}

// GetRelevantDocuments gives the best pairs for a question of the whole country, best first. PageContent is the question
// and the newest answer in Markdown, Score the fused score (see Candidate), Metadata holds pair_id and question. Errors are
// those of Retrieve and of Contents.
func (l LangChain) GetRelevantDocuments(ctx context.Context, query string) ([]schema.Document, error) {
	found, err := l.retriever.Retrieve(ctx, Query{Text: query, Limit: l.limit})
	if err != nil {
		return nil, err
	}
	ids := make([]knowledge.PairID, len(found.Candidates))
	for i, c := range found.Candidates {
		ids[i] = knowledge.PairID(c.Target.ID)
	}
	pairs, err := l.contents.Pairs(ctx, ids, found.Edition)
	if err != nil {
		return nil, err
	}
	documents := make([]schema.Document, 0, len(ids))
	for i, id := range ids {
		pair, ok := pairs[id]
		if !ok || len(pair.Answers) == 0 {
			continue
		}
		documents = append(documents, schema.Document{
			PageContent: pair.Question + "\n\n" + pair.Answers[0].Text,
			Score:       float32(found.Candidates[i].Score),
			Metadata:    map[string]any{"pair_id": string(id), "question": pair.Question},
		})
	}
	return documents, nil
}
