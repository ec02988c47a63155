package retriever_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// spaced cuts a text at white space.
type spaced struct{}

func (spaced) Tokens(text string) []string { return strings.Fields(text) }
func (spaced) Version() string             { return "spaced" }

// sheet embeds by looking up.
type sheet map[string][]float32

func (s sheet) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	if vector, ok := s[text]; ok {
		return vector, nil
	}
	return nil, errors.New("the model is away")
}

func (s sheet) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	var vectors [][]float32
	for _, text := range texts {
		vector, err := s.EmbedQuery(ctx, text)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, vector)
	}
	return vectors, nil
}

func TestRanker(t *testing.T) {
	texts := map[retriever.UnitID]string{"a": "增值税 起征点", "b": "个税 汇算", "c": "发票 丢 了"}
	model := sheet{
		"增值税 起征点": {1, 0, 0}, "个税 汇算": {0, 1, 0}, "发票 丢 了": {0, 0, 1},
		"个税 怎么 退": {0, 0.8, 0.6}, "票 没 了": {0, 0.1, 0.99},
	}
	census := retriever.NewCensus()
	for _, text := range texts {
		census.Add(spaced{}.Tokens(text))
	}
	r := retriever.Ranker{Tokenizer: spaced{}, Statistics: census.Freeze(), Embedder: model, Index: local.New()}
	units := make([]retriever.Unit, 0, len(texts))
	for id, text := range texts {
		units = append(units, retriever.Unit{
			ID: id, Target: retriever.Target{Kind: retriever.PassageTarget, ID: string(id)}, Region: knowledge.National,
			Terms: r.Statistics.DocumentTerms(spaced{}.Tokens(text)), Vector: model[text],
		})
	}
	if err := r.Index.Apply(t.Context(), retriever.Changes{Put: units}); err != nil {
		t.Fatal(err)
	}
	wordsOnly := r
	wordsOnly.Embedder = nil
	for _, tc := range []struct {
		name   string
		ranker retriever.Ranker
		text   string
		limit  int
		want   []string // targets, best first
		away   bool     // the model
	}{
		{name: "words and meaning", ranker: r, text: "个税 怎么 退", want: []string{"b", "c", "a"}},
		{name: "meaning without a shared word", ranker: r, text: "票 没 了", limit: 2, want: []string{"c", "b"}},
		{name: "words only", ranker: wordsOnly, text: "丢 个税 汇算", want: []string{"b", "c"}},
		{name: "words only, none shared", ranker: wordsOnly, text: "天气"},
		{name: "a text without tokens", ranker: r, text: "  "},
		{name: "the model is away", ranker: r, text: "发票 怎么 开", want: []string{"c"}, away: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q, err := tc.ranker.Question(t.Context(), tc.text)
			if (err != nil) != tc.away || tc.away && fault.KindOf(err) != fault.Unavailable {
				t.Fatalf("Question: %v", err)
			}
			got, err := tc.ranker.Rank(t.Context(), q, retriever.Filter{}, tc.limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(tc.want) {
				t.Fatalf("got %+v, want %v", got, tc.want)
			}
			for i, want := range tc.want {
				if got[i].Target.ID != want || i > 0 && got[i].Score > got[i-1].Score {
					t.Errorf("place %d: %+v, want %s", i, got[i], want)
				}
			}
		})
	}
}
