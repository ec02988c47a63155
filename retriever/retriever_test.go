package retriever_test

import (
	"context"
	"errors"
	"hash/fnv"
	"io"
	"log/slog"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// runes is a tokenizer of single characters and pairs of them.
type runes struct{}

func (runes) Version() string { return "runes" }
func (runes) Tokens(text string) []string {
	var tokens []string
	all := []rune(strings.ReplaceAll(text, "\n", ""))
	for i := range all {
		tokens = append(tokens, string(all[i]))
		if i > 0 {
			tokens = append(tokens, string(all[i-1:i+1]))
		}
	}
	return tokens
}

// hashing is an embedder that counts what it embeds: a vector of hashed characters.
type hashing struct {
	embedded atomic.Int64
	fails    atomic.Bool
	short    atomic.Bool // gives one vector too few
}

func (h *hashing) Model() string { return "hashing/1" }

func (h *hashing) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		h.embedded.Add(1)
		out[i] = vector(text)
	}
	if h.short.Load() {
		out = out[1:]
	}
	return out, nil
}

func (h *hashing) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	if h.fails.Load() {
		return nil, errors.New("model away")
	}
	return vector(text), nil
}

func vector(text string) []float32 {
	v := make([]float32, 64)
	for _, r := range text {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(r)))
		v[h.Sum32()%64]++
	}
	var norm float64
	for _, x := range v {
		norm += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Max(math.Sqrt(norm), 1e-9))
	}
	return v
}

type house struct {
	knowledge *knowledge.Repository
	retriever *retriever.Retriever
	model     *hashing
	index     *watched // of the newest generation
}

// watched is an index that lets a test look on.
type watched struct {
	*local.Index
	searching func() // called at the start of every Search, when set
	failing   atomic.Bool
}

func (w *watched) Search(ctx context.Context, probe retriever.Probe, filter retriever.Filter, n int) (words, meaning []retriever.Hit, err error) {
	if w.searching != nil {
		w.searching()
	}
	return w.Index.Search(ctx, probe, filter, n)
}

func (w *watched) Apply(ctx context.Context, changes retriever.Changes) error {
	if w.failing.Load() {
		return errors.New("index away")
	}
	return w.Index.Apply(ctx, changes)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	db, err := store.Open(t.Context(), store.Config{Path: t.TempDir() + "/test.db"}, logger)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := &house{knowledge: knowledge.NewRepository(db, time.Now), model: &hashing{}}
	h.retriever = h.newRetriever(h.model)
	return h
}

func (h *house) newRetriever(model retriever.Model) *retriever.Retriever {
	return h.newRetrieverOf(h.knowledge, model)
}

func (h *house) newRetrieverOf(source retriever.Source, model retriever.Model) *retriever.Retriever {
	return retriever.New(retriever.Parts{
		Source: source, Model: model,
		Indexes:   retriever.InMemory(func() retriever.Index { h.index = &watched{Index: local.New()}; return h.index }),
		Languages: retriever.Fixed(retriever.Language{Tokenizer: runes{}, Normalize: strings.ToLower, Names: knowledge.NewNames(nil, strings.ToLower)}),
		Logger:    slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
}

func pair(id, question, answer, number string) knowledge.QAPair {
	return knowledge.QAPair{
		ID: knowledge.PairID(id), Kind: knowledge.Policy, Question: question, Similar: []string{question + "呢"},
		Answers: []knowledge.Answer{{Text: answer, Citations: []knowledge.Citation{{Title: number, DocumentNumber: number, Clause: "第二条"}}}},
	}
}

// publish makes an edition and lets the retriever catch up with it.
func (h *house) publish(t *testing.T, put []knowledge.QAPair, withdraw ...string) {
	t.Helper()
	h.put(t, put, withdraw...)
	if err := h.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (h *house) put(t *testing.T, put []knowledge.QAPair, withdraw ...string) {
	t.Helper()
	publication := knowledge.Publication{Title: "test", Author: "test"}
	for _, p := range put {
		publication.Put = append(publication.Put, knowledge.Item{Content: p})
	}
	for _, id := range withdraw {
		publication.Withdraw = append(publication.Withdraw, knowledge.Key{Kind: knowledge.PairItem, ID: id})
	}
	if _, err := h.knowledge.Publish(t.Context(), publication); err != nil {
		t.Fatal(err)
	}
}

func (h *house) ask(t *testing.T, q retriever.Query) retriever.Result {
	t.Helper()
	found, err := h.retriever.Retrieve(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (h *house) top(t *testing.T, question string) string {
	t.Helper()
	found := h.ask(t, retriever.Query{Text: question})
	if len(found.Candidates) == 0 {
		return ""
	}
	return found.Candidates[0].Target.ID
}

func TestFilters(t *testing.T) {
	h := newHouse(t)
	anhui := pair("anhui", "水利基金怎么减", "减半。", "")
	anhui.Region = "340000"
	firm := pair("firm", "水利基金怎么交", "按月。", "")
	firm.Audience = knowledge.Enterprise
	for _, p := range []*knowledge.QAPair{&anhui, &firm} {
		p.Kind, p.Answers[0].Citations = knowledge.Guide, nil
	}
	h.publish(t, []knowledge.QAPair{anhui, firm})
	cases := []struct {
		name  string
		query retriever.Query
		want  string
	}{
		{"country", retriever.Query{}, "firm"},
		{"hefei sees anhui", retriever.Query{Region: "340100"}, "anhui firm"},
		{"jiangsu does not", retriever.Query{Region: "320000"}, "firm"},
		{"person in hefei", retriever.Query{Region: "340100", Audience: knowledge.NaturalPerson}, "anhui"},
	}
	for _, c := range cases {
		c.query.Text = "水利基金怎么减"
		var got []string
		for _, candidate := range h.ask(t, c.query).Candidates {
			got = append(got, candidate.Target.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

func TestFailingModelCostsTheMeaningLegOnly(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号")})
	h.model.fails.Store(true)
	found := h.ask(t, retriever.Query{Text: "印花税申报"})
	if !found.WordsOnly || len(found.Candidates) == 0 || found.Candidates[0].Target.ID != "stamp" {
		t.Errorf("got %+v", found)
	}
}

func TestWaitsForTheFirstProjection(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := h.retriever.Retrieve(ctx, retriever.Query{Text: "税"})
	if fault.KindOf(err) != fault.Unavailable || fault.CodeOf(err) != "index_not_ready" {
		t.Errorf("got %v", err)
	}
}

func TestLeavesOut(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{
		pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号"), pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号"),
	})
	target := retriever.Target{Kind: retriever.PairTarget, ID: "stamp"}
	for _, c := range h.ask(t, retriever.Query{Text: "印花税怎么申报", WithoutTarget: target}).Candidates {
		if c.Target == target {
			t.Error("the target that is left out is found")
		}
	}
	full := h.ask(t, retriever.Query{Text: "印花税怎么申报"}).Candidates[0]
	less := h.ask(t, retriever.Query{Text: "印花税怎么申报", Without: full.Unit}).Candidates[0]
	if less.Unit == full.Unit {
		t.Error("the unit that is left out is found")
	}
}
