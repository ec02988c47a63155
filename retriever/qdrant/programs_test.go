package qdrant_test

import (
	"context"
	"hash/fnv"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
	"yueyue/retriever/segment"
)

// characters is a small model: a vector counts the hashed characters of a text.
type characters struct{}

func (characters) Model() string { return "characters/1" }

func (characters) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	v := make([]float32, 32)
	for _, r := range text {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(r)))
		v[h.Sum32()%32]++
	}
	return v, nil
}

func (c characters) EmbedDocuments(ctx context.Context, texts []string) (vectors [][]float32, err error) {
	for _, text := range texts {
		vector, _ := c.EmbedQuery(ctx, text)
		vectors = append(vectors, vector)
	}
	return vectors, nil
}

// halting are indexes whose program halts where a test wants something to happen.
type halting struct {
	qdrant.Indexes
	built  func() // an empty index is there
	filled func() // it is about to stand
}

func (h halting) Build(ctx context.Context, generation string, dims int) (retriever.Index, error) {
	x, err := h.Indexes.Build(ctx, generation, dims)
	if h.built != nil {
		h.built()
	}
	return x, err
}

func (h halting) Stand(ctx context.Context, x retriever.Index) error {
	if h.filled != nil {
		h.filled()
	}
	return h.Indexes.Stand(ctx, x)
}

// knowledgeOf opens a repository with some pairs.
func knowledgeOf(t *testing.T) *knowledge.Repository {
	t.Helper()
	repository := knowledge.NewRepository(storetest.Open(t, storetest.SQLite(t)), time.Now)
	publish(t, repository, pairOf("deed", "契税怎么交"), pairOf("boat", "船舶吨位丈量"), pairOf("stamp", "印花税按季申报"))
	return repository
}

func pairOf(id knowledge.PairID, question string) knowledge.QAPair {
	return knowledge.QAPair{ID: id, Kind: knowledge.Guide, Question: question, Answers: []knowledge.Answer{{Text: "按规定办。"}}}
}

// unitsOf are the two units, of question and answer, of each pair, given as id@edition.
func unitsOf(pairs ...string) (units []retriever.UnitID) {
	for _, pair := range pairs {
		units = append(units, retriever.UnitID("qa_pair/"+pair+"/0"), retriever.UnitID("qa_pair/"+pair+"/1"))
	}
	return units
}

func publish(t *testing.T, repository *knowledge.Repository, contents ...knowledge.Content) {
	t.Helper()
	publication := knowledge.Publication{Title: "t", Author: "a"}
	for _, content := range contents {
		publication.Put = append(publication.Put, knowledge.Item{Content: content})
	}
	if _, err := repository.Publish(t.Context(), publication); err != nil {
		t.Fatal(err)
	}
}

// program is the retriever of one process.
func program(repository *knowledge.Repository, indexes retriever.Indexes) *retriever.Retriever {
	return retriever.New(retriever.Parts{
		Source: repository, Model: characters{}, Indexes: indexes, Logger: slog.New(slog.DiscardHandler),
		Languages: func(ctx context.Context, edition int64) (retriever.Language, error) {
			lexicon, err := repository.Lexicon(ctx, edition)
			names := knowledge.NewNames(lexicon.Words(&knowledge.Seed{}).Synonyms, strings.ToLower)
			return retriever.Language{Tokenizer: new(segment.Segmenter), Normalize: strings.ToLower, Names: names}, err
		},
	})
}

func wantSame(t *testing.T, name string, r *retriever.Retriever, question, pair string) {
	t.Helper()
	found, err := r.Retrieve(t.Context(), retriever.Query{Text: question})
	if err != nil || found.Same.ID != pair {
		t.Errorf("%s, %q: same as %q, %v", name, question, found.Same.ID, err)
	}
}

// TestTwoProgramsBuildOneGeneration: while one fills its collection, the other begins, and the first stands before the second
// has put a single unit.
func TestTwoProgramsBuildOneGeneration(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	repository := knowledgeOf(t)
	aFilled, bBuilt, aStood := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	a := program(repository, halting{
		Indexes: qdrant.Indexes{Client: open(t, config)}, filled: func() { close(aFilled); <-bBuilt },
	})
	b := program(repository, halting{
		Indexes: qdrant.Indexes{Client: open(t, config)}, built: func() {
			close(bBuilt)
			if err := <-aStood; err != nil {
				t.Error(err)
			}
			standsWith(t, config, generationOf(a), unitsOf("boat@1", "deed@1", "stamp@1")...)
			wantSame(t, "the first, while the second builds", a, "契税怎么交", "deed")
		},
	})
	go func() { aStood <- a.CatchUp(t.Context()) }()
	<-aFilled
	if err := b.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if names := generations(server); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
	publish(t, repository, pairOf("car", "车辆购置税六十日内交"))
	for name, r := range map[string]*retriever.Retriever{"the first": a, "the second": b} {
		if err := r.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantSame(t, name, r, "印花税按季申报", "stamp")
		wantSame(t, name, r, "车辆购置税六十日内交", "car")
	}
	standsWith(t, config, generationOf(a), unitsOf("boat@1", "car@2", "deed@1", "stamp@1")...)
}

func generationOf(r *retriever.Retriever) string {
	generation, _, _ := r.Ready()
	return generation
}

// TestNewWordsForTwoPrograms: a published lexicon makes both build at once; questions are answered all the while.
func TestNewWordsForTwoPrograms(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	repository := knowledgeOf(t)
	programs := make([]*retriever.Retriever, 2)
	for i := range programs {
		programs[i] = program(repository, qdrant.Indexes{Client: open(t, config)})
		if err := programs[i].CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	before := generationOf(programs[0])
	publish(t, repository, knowledge.Lexicon{Synonyms: []knowledge.Synonym{{Official: "契税", Everyday: []string{"过户税"}}}})
	done := make(chan error)
	for _, r := range programs {
		go func() { done <- r.CatchUp(t.Context()) }()
	}
	for waiting := len(programs); waiting > 0; {
		select {
		case err := <-done:
			if waiting--; err != nil {
				t.Error(err)
			}
		default:
			for _, r := range programs {
				wantSame(t, "meanwhile", r, "船舶吨位丈量", "boat")
			}
		}
	}
	for _, r := range programs {
		wantSame(t, "after", r, "过户税怎么交", "deed")
	}
	if after := generationOf(programs[0]); after == before || generationOf(programs[1]) != after {
		t.Errorf("generations %s and %s after %s", after, generationOf(programs[1]), before)
	}
	standsWith(t, config, generationOf(programs[0]), unitsOf("boat@1", "deed@1", "stamp@1")...)
	clearing(t, later(t, config, 2*time.Hour))
	if names := generations(server); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
}

// TestNewWordsThatAnotherProgramHasBuilt: they are taken over, not built again.
func TestNewWordsThatAnotherProgramHasBuilt(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	repository := knowledgeOf(t)
	programs := make([]*retriever.Retriever, 2)
	for i := range programs {
		programs[i] = program(repository, qdrant.Indexes{Client: open(t, config)})
	}
	for round := range 2 {
		for _, r := range programs {
			if err := r.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if built := server.Calls("Create"); built != round+1 {
			t.Errorf("%d collections were made", built)
		}
		publish(t, repository, knowledge.Lexicon{Synonyms: []knowledge.Synonym{{Official: "契税", Everyday: []string{"过户税"}}}})
	}
	for _, r := range programs {
		wantSame(t, "after", r, "过户税怎么交", "deed")
	}
}

// TestProgramWhoseCollectionIsGone: a builder that halted for two hours takes over what stands by then.
func TestProgramWhoseCollectionIsGone(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	repository := knowledgeOf(t)
	b := program(repository, qdrant.Indexes{Client: later(t, config, 2*time.Hour)})
	a := program(repository, halting{Indexes: qdrant.Indexes{Client: open(t, config)}, filled: func() {
		if err := b.CatchUp(t.Context()); err != nil {
			t.Error(err)
		}
	}})
	wantFault(t, a.CatchUp(t.Context()), fault.Unavailable, retriever.CodeIndexGone)
	wantSame(t, "the other", b, "契税怎么交", "deed")
	if err := a.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "the one that had halted", a, "契税怎么交", "deed")
	if built := server.Calls("Create"); built != 2 {
		t.Errorf("%d collections were made", built)
	}
	if names := generations(server); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
}
