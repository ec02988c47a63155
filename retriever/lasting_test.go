package retriever_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// server keeps indexes that outlive a retriever, as Qdrant does.
type server struct {
	standing *lasting
	built    int
}

func (s *server) Standing(context.Context) (retriever.Lasting, error) {
	if s.standing == nil {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	return s.standing, nil
}

func (s *server) Build(_ context.Context, generation string, dims int) (retriever.Index, error) {
	s.built++
	return &lasting{Index: local.New(), generation: generation, dims: dims, units: map[retriever.UnitID]int64{}, notes: map[string][]byte{}}, nil
}

func (s *server) Stand(_ context.Context, index retriever.Index) error {
	s.standing, _ = index.(*lasting)
	return nil
}

func (s *server) Tend(_ context.Context, index retriever.Index) (bool, error) {
	if l, ok := index.(*lasting); ok && l.deleted {
		return false, fault.New(fault.Unavailable, "test", retriever.CodeIndexGone, "")
	}
	return index == retriever.Index(s.standing), nil
}

// lasting knows what it holds and counts what is put into it.
type lasting struct {
	retriever.Index
	generation string
	dims       int
	units      map[retriever.UnitID]int64
	notes      map[string][]byte
	put        int
	deleted    bool
	listed     func() // called when its units are about to be listed, when set
}

func (l *lasting) Search(ctx context.Context, probe retriever.Probe, filter retriever.Filter, n int) (words, meaning []retriever.Hit, err error) {
	if l.deleted {
		return nil, nil, fault.New(fault.Unavailable, "test", retriever.CodeIndexGone, "")
	}
	return l.Index.Search(ctx, probe, filter, n)
}

func (l *lasting) Generation() string { return l.generation }

func (l *lasting) Apply(ctx context.Context, changes retriever.Changes) error {
	for i := range changes.Put {
		l.units[changes.Put[i].ID] = changes.Put[i].EditionTo
	}
	for id, to := range changes.End {
		if _, held := l.units[id]; held {
			l.units[id] = to
		}
	}
	for _, id := range changes.Remove {
		delete(l.units, id)
	}
	l.put += len(changes.Put)
	return l.Index.Apply(ctx, changes)
}

func (l *lasting) Held(_ context.Context, do func(retriever.UnitID, int64) error) error {
	if l.listed != nil {
		l.listed()
	}
	for id, to := range l.units {
		if err := do(id, to); err != nil {
			return err
		}
	}
	return nil
}

func (l *lasting) Note(_ context.Context, key string, data []byte) error {
	l.notes[key] = data
	return nil
}

func (l *lasting) Noted(_ context.Context, key string) ([]byte, bool, error) {
	data, ok := l.notes[key]
	return data, ok, nil
}

// process is one of several that share a server and a database.
func process(repository *knowledge.Repository, model *hashing, indexes retriever.Indexes, synonyms ...knowledge.Synonym) *house {
	return &house{knowledge: repository, model: model, retriever: retriever.New(retriever.Parts{
		Source: repository, Model: model, Indexes: indexes, Logger: slog.New(slog.DiscardHandler),
		Languages: retriever.Fixed(retriever.Language{
			Tokenizer: runes{}, Normalize: strings.ToLower, Names: knowledge.NewNames(synonyms, strings.ToLower),
		}),
	})}
}

// TestTakeOver: a restart takes over the index that an earlier process filled and puts right what is not; another language
// begins anew.
func TestTakeOver(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	repository := knowledge.NewRepository(db, time.Now)
	indexes, model := &server{}, &hashing{}
	start := func(synonyms ...knowledge.Synonym) *house {
		t.Helper()
		h := process(repository, model, indexes, synonyms...)
		check(t, h.retriever.CatchUp(t.Context()))
		return h
	}
	first := start()
	first.publish(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号"), pair("boat", "船舶的税", "按吨。", "公告2023年第5号")})
	index, built := indexes.standing, indexes.built
	put, dims := index.put, len(vector(""))

	// While nobody follows, one pair changes and one goes.
	first.put(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之一。", "公告2026年第9号")}, "boat")
	second := start()
	if indexes.built != built || index.put != put+3 || index.dims != dims {
		t.Errorf("built %d times, %d units put after the restart, %d dimensions; want the 3 units of the changed pair", indexes.built, index.put-put, index.dims)
	}
	for _, text := range []string{"公告2026年第9号", "买房子的税"} {
		if found := second.ask(t, retriever.Query{Text: text}); len(found.Candidates) != 1 || found.Candidates[0].Target.ID != "deed" || !found.Candidates[0].Exact {
			t.Errorf("%s: %+v", text, found.Candidates)
		}
	}

	// Nothing new: nothing is put. Lost units come back, strange ones go.
	put = index.put
	start()
	if index.put != put || len(index.units) != 3 {
		t.Errorf("%d units put again for nothing, %v held", index.put-put, index.units)
	}
	check(t, index.Apply(t.Context(), retriever.Changes{
		Remove: []retriever.UnitID{"qa_pair/deed@2/1"},
		Put:    []retriever.Unit{{ID: "qa_pair/stray@1/0", Target: retriever.Target{Kind: retriever.PairTarget, ID: "stray"}, Region: knowledge.National}},
	}))
	start()
	if _, stray := index.units["qa_pair/stray@1/0"]; stray || len(index.units) != 3 {
		t.Errorf("held after the repair: %v", index.units)
	}

	// Without its notes, or in another language, it is built anew.
	clear(index.notes)
	if start(); indexes.built != built+1 {
		t.Errorf("built %d times", indexes.built-built)
	}
	third := start(knowledge.Synonym{Official: "房子", Everyday: []string{"住房"}})
	if found := third.ask(t, retriever.Query{Text: "买住房的税"}); found.Same.ID != "deed" || indexes.built != built+2 {
		t.Errorf("same %+v, built %d times", found.Same, indexes.built-built)
	}
	indexes.standing = nil // the server lost everything
	if found := start().ask(t, retriever.Query{Text: "买房子的税"}); len(found.Candidates) != 1 || found.Candidates[0].Target.ID != "deed" {
		t.Errorf("after the index was lost: %+v", found.Candidates)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
