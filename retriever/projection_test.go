package retriever

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"yueyue/internal/knowledge"
)

// heap is an Index that only knows which units it holds.
type heap map[UnitID]Unit

func (h heap) Apply(_ context.Context, changes Changes) error {
	for _, unit := range changes.Put {
		h[unit.ID] = unit
	}
	for id, end := range changes.End {
		unit := h[id]
		unit.EditionTo = end
		h[id] = unit
	}
	for _, id := range changes.Remove {
		delete(h, id)
	}
	return nil
}

func (heap) Search(context.Context, Probe, Filter, int) (words, meaning []Hit, err error) {
	return nil, nil, nil
}
func (heap) Score(context.Context, Probe, []UnitID) ([]Hit, error) { return nil, nil }

// letterTokens cuts a text into characters.
type letterTokens struct{}

func (letterTokens) Tokens(text string) []string { return strings.Split(text, "") }
func (letterTokens) Version() string             { return "letters" }

// numbered is the version of a pair that an edition brought, resting on a document numbered like it.
func numbered(id string, from, to int64) knowledge.Version {
	return knowledge.Version{
		EditionFrom: from, EditionTo: to,
		Content: knowledge.QAPair{ID: knowledge.PairID(id), Question: id + "怎么办", Answers: []knowledge.Answer{{
			Text: "这样。", Citations: []knowledge.Citation{{Title: fmt.Sprintf("公告2020年第%d号", from)}, {Title: "甲法", Clause: fmt.Sprintf("第%d条", from)}},
		}}},
	}
}

func newTestProjection(index heap) *projection {
	language := Language{Tokenizer: letterTokens{}, Normalize: strings.ToLower, Names: knowledge.NewNames(nil, strings.ToLower)}
	return newProjection(Parts{Logger: slog.New(slog.DiscardHandler)}, language, NewCensus().Freeze(), index)
}

// TestProjectionForgets: nothing of a version is left anywhere once it has ended and its last asker has gone.
func TestProjectionForgets(t *testing.T) {
	index := heap{}
	p := newTestProjection(index)
	ctx := t.Context()
	apply := func(edition int64, versions ...knowledge.Version) {
		t.Helper()
		if err := p.apply(ctx, versions, edition); err != nil {
			t.Fatal(err)
		}
		p.move(edition)
		if err := p.sweep(ctx); err != nil {
			t.Fatal(err)
		}
	}
	held := func() string {
		return fmt.Sprintf("%d units, %d versions, %d targets, %d ended; exact: %d entries, %d numbers, %d clauses, %d laws, %d questions", len(index),
			len(p.versions), len(p.byTarget), len(p.ended), len(p.exact.entries), len(p.exact.numbers), len(p.exact.clauses), len(p.exact.laws), len(p.exact.asked))
	}
	apply(1, numbered("a", 1, 0))
	one := held()
	edition := p.enter()
	apply(2, numbered("a", 1, 2), numbered("a", 2, 0))
	if want := "4 units, 2 versions, 1 targets, 1 ended; exact: 2 entries, 2 numbers, 2 clauses, 1 laws, 1 questions"; held() != want {
		t.Errorf("with an asker in edition %d: %s, want %s", edition, held(), want)
	}
	for _, c := range []struct {
		edition int64
		number  string
	}{{1, "公告2020年第1号"}, {2, "公告2020年第2号"}} {
		filter := Filter{Regions: []string{knowledge.National}, Edition: c.edition}
		seen := func(e *entry) bool { return filter.Current(e.version.edition, e.editionTo) }
		_, unknown := p.exact.find("公告2020年第1号和公告2020年第2号", seen)
		if len(unknown) != 1 || unknown[0].String() == c.number {
			t.Errorf("edition %d lacks %v, but knows only %s", c.edition, unknown, c.number)
		}
		units := p.visible(Target{PairTarget, "a"}, filter)
		if want := UnitID(fmt.Sprintf("qa_pair/a@%d/0", c.edition)); len(units) != 2 || units[0] != want {
			t.Errorf("edition %d sees %v, want %s", c.edition, units, want)
		}
	}
	p.leave(edition)
	apply(3, numbered("a", 2, 3), numbered("a", 3, 0))
	if held() != one || len(p.askers) != 0 {
		t.Errorf("after two edits: %s with askers %v, want %s", held(), p.askers, one)
	}
	apply(3, numbered("a", 2, 3), numbered("a", 3, 0)) // again, as after an error
	if held() != one {
		t.Errorf("after the same again: %s, want %s", held(), one)
	}
	apply(4, numbered("a", 3, 4))
	if want := "0 units, 0 versions, 0 targets, 0 ended; exact: 0 entries, 0 numbers, 0 clauses, 0 laws, 0 questions"; held() != want {
		t.Errorf("after the pair was withdrawn: %s", held())
	}
}

// TestEndTakenBack: an end that the knowledge takes back before anybody missed the version is taken back here.
func TestEndTakenBack(t *testing.T) {
	index := heap{}
	p := newTestProjection(index)
	for _, step := range []struct {
		edition int64
		version knowledge.Version
		seen    bool
	}{{1, numbered("a", 1, 0), true}, {1, numbered("a", 1, 2), true}, {2, numbered("a", 1, 2), false}, {2, numbered("a", 1, 0), true}} {
		if err := p.apply(t.Context(), []knowledge.Version{step.version}, step.edition); err != nil {
			t.Fatal(err)
		}
		p.move(step.edition)
		filter := Filter{Regions: []string{knowledge.National}, Edition: p.now()}
		unit := index["qa_pair/a@1/0"]
		if seen := filter.Current(unit.EditionFrom, unit.EditionTo); seen != step.seen || (p.visible(unit.Target, filter) != nil) != step.seen {
			t.Errorf("edition %d, ends %d: seen %v, want %v", step.edition, step.version.EditionTo, seen, step.seen)
		}
		if ended := len(p.ended) == 1; ended != (step.version.EditionTo != 0) {
			t.Errorf("edition %d, ends %d: noted as ended %v", step.edition, step.version.EditionTo, ended)
		}
	}
}
