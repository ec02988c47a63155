package retriever_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// lasting are indexes that outlive a retriever, as those of a server do, and count what is put into them.
type lasting struct {
	indexes map[string]*counted
	used    string
}

func (l *lasting) Open(_ context.Context, generation string) (retriever.Index, bool, error) {
	index, kept := l.indexes[generation]
	if !kept {
		index = &counted{Index: local.New()}
		l.indexes[generation] = index
	}
	return index, kept, nil
}

func (l *lasting) Use(_ context.Context, generation string) error {
	l.used = generation
	for other := range l.indexes {
		if other != generation {
			delete(l.indexes, other)
		}
	}
	return nil
}

type counted struct {
	retriever.Index
	put, removed int
}

func (c *counted) Apply(ctx context.Context, changes retriever.Changes) error {
	c.put += len(changes.Put)
	c.removed += len(changes.Remove)
	return c.Index.Apply(ctx, changes)
}

func TestGenerations(t *testing.T) { storetest.Each(t, takenOver) }

// takenOver: a restart applies what is new to an index that an earlier process filled, and another language begins anew.
func takenOver(t *testing.T, db *store.DB) {
	repository := knowledge.NewRepository(db, time.Now)
	indexes, model := &lasting{indexes: map[string]*counted{}}, &hashing{}
	start := func(synonyms ...knowledge.Synonym) *house {
		t.Helper()
		h := &house{knowledge: repository, model: model, retriever: retriever.New(retriever.Parts{
			Source: repository, Model: model, Indexes: indexes, Kept: retriever.NewGenerations(db), Logger: slog.New(slog.DiscardHandler),
			Languages: retriever.Fixed(retriever.Language{
				Tokenizer: runes{}, Normalize: strings.ToLower, Names: knowledge.NewNames(synonyms, strings.ToLower),
			}),
		})}
		if err := h.retriever.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		return h
	}
	first := start()
	first.publish(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号"), pair("boat", "船舶的税", "按吨。", "公告2023年第5号")})
	index := indexes.indexes[indexes.used]
	put := index.put

	// While nobody follows, one pair changes and one goes.
	first.put(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之一。", "公告2026年第9号")}, "boat")
	second := start()
	if indexes.indexes[indexes.used] != index || index.put != put+3 {
		t.Errorf("%d units put after the restart, want the 3 of the changed pair", index.put-put)
	}
	for text, want := range map[string]string{"公告2026年第9号": "deed", "买房子的税": "deed"} {
		if found := second.ask(t, retriever.Query{Text: text}); len(found.Candidates) == 0 || found.Candidates[0].Target.ID != want || !found.Candidates[0].Exact {
			t.Errorf("%s: %+v", text, found.Candidates)
		}
	}
	if found := second.ask(t, retriever.Query{Text: "船舶的税"}); len(found.Candidates) != 1 || found.Candidates[0].Target.ID != "deed" {
		t.Errorf("withdrawn, and found: %+v", found.Candidates)
	}

	// Nothing new: nothing is applied. A server that lost its data is filled again.
	put = index.put
	start()
	if index.put != put {
		t.Errorf("%d units put again for nothing", index.put-put)
	}
	indexes.indexes = map[string]*counted{}
	if found := start().ask(t, retriever.Query{Text: "买房子的税"}); len(found.Candidates) == 0 || found.Candidates[0].Target.ID != "deed" {
		t.Errorf("after the index was lost: %+v", found.Candidates)
	}

	// Another language is another generation; the old index goes.
	old := indexes.used
	third := start(knowledge.Synonym{Official: "房子", Everyday: []string{"住房"}})
	if found := third.ask(t, retriever.Query{Text: "买住房的税"}); found.Same.ID != "deed" || indexes.used == old || len(indexes.indexes) != 1 {
		t.Errorf("same %+v, generation %s after %s, %d indexes", found.Same, indexes.used, old, len(indexes.indexes))
	}
}
