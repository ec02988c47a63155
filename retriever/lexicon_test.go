package retriever_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// TestLexiconMakesAGeneration: a published synonym is understood in questions and in what is indexed, through a generation beside
// the old one, and what reads as before is not embedded again.
func TestLexiconMakesAGeneration(t *testing.T) {
	h := newHouse(t)
	h.retriever = retriever.New(retriever.Parts{
		Source: h.knowledge, Model: h.model, Indexes: retriever.InMemory(func() retriever.Index { return local.New() }),
		Languages: func(ctx context.Context, edition int64) (retriever.Language, error) {
			lexicon, err := h.knowledge.Lexicon(ctx, edition)
			names := knowledge.NewNames(lexicon.Words(&knowledge.Seed{}).Synonyms, strings.ToLower)
			return retriever.Language{Tokenizer: runes{}, Normalize: strings.ToLower, Names: names}, err
		},
		Logger: slog.New(slog.DiscardHandler),
	})
	h.publish(t, []knowledge.QAPair{pair("deed", "契税怎么交", "百分之二。", "公告2021年第3号"), pair("boat", "船舶吨位丈量", "按吨。", "公告2023年第5号")})
	generation, _, _ := h.retriever.Ready()
	embedded := h.model.embedded.Load()
	if found := h.ask(t, retriever.Query{Text: "过户税怎么交"}); found.Same.ID != "" {
		t.Fatalf("understood before anybody wrote it: %+v", found.Same)
	}
	lexicon := knowledge.Lexicon{Synonyms: []knowledge.Synonym{{Official: "契税", Everyday: []string{"过户税"}}}}
	if _, err := h.knowledge.Publish(t.Context(), knowledge.Publication{Title: "词", Author: "a", Put: []knowledge.Item{{Content: lexicon}}}); err != nil {
		t.Fatal(err)
	}
	if err := h.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := h.ask(t, retriever.Query{Text: "过户税怎么交"}); found.Same.ID != "deed" || found.Generation == generation {
		t.Errorf("same %+v in generation %s, which was %s", found.Same, found.Generation, generation)
	}
	if again := h.model.embedded.Load() - embedded; again != 0 {
		t.Errorf("%d texts that read as before were embedded again", again)
	}
}
