package retriever_test

import (
	"context"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
)

// twoProcesses share a server that holds one pair.
func twoProcesses(t *testing.T) (a, b *house, indexes *server) {
	t.Helper()
	repository, model := knowledge.NewRepository(storetest.Open(t, storetest.SQLite(t)), time.Now), &hashing{}
	indexes = &server{}
	a, b = process(repository, model, indexes), process(repository, model, indexes)
	a.publish(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号")})
	check(t, b.retriever.CatchUp(t.Context()))
	return a, b, indexes
}

func wantDeed(t *testing.T, h *house) {
	t.Helper()
	if found := h.ask(t, retriever.Query{Text: "买房子的税"}); len(found.Candidates) != 1 || found.Candidates[0].Target.ID != "deed" {
		t.Errorf("found %+v", found.Candidates)
	}
}

// TestReplacedIndexIsLeftInTime: who sees that another process has put an index in the place of its own goes over to that, while
// its own answers still.
func TestReplacedIndexIsLeftInTime(t *testing.T) {
	a, b, indexes := twoProcesses(t)
	replaced := indexes.standing
	clear(replaced.notes) // so that a process which starts builds another
	check(t, process(a.knowledge, a.model, indexes).retriever.CatchUp(t.Context()))
	if indexes.standing == replaced || indexes.built != 2 {
		t.Fatalf("built %d times", indexes.built)
	}
	check(t, a.retriever.CatchUp(t.Context()))
	for _, h := range []*house{a, b} {
		h.retriever.TendNext()
		indexes.standing.listed = func() { wantDeed(t, h) }
		check(t, h.retriever.CatchUp(t.Context()))
	}
	indexes.standing.listed = nil
	replaced.deleted = true
	wantDeed(t, a)
	wantDeed(t, b)
	a.publish(t, []knowledge.QAPair{pair("boat", "船舶的税", "按吨。", "公告2023年第5号")})
	if found := a.ask(t, retriever.Query{Text: "公告2023年第5号"}); len(found.Candidates) == 0 || found.Candidates[0].Target.ID != "boat" {
		t.Errorf("published after it: %+v", found.Candidates)
	}
	if indexes.built != 2 {
		t.Errorf("built %d times", indexes.built)
	}
}

// TestReplacedByAnotherLanguage: what was made for another language is left to those who read it.
func TestReplacedByAnotherLanguage(t *testing.T) {
	a, _, indexes := twoProcesses(t)
	other := process(a.knowledge, a.model, indexes, knowledge.Synonym{Official: "房子", Everyday: []string{"住房"}})
	check(t, other.retriever.CatchUp(t.Context()))
	newer := indexes.standing
	put := newer.put
	a.retriever.TendNext()
	check(t, a.retriever.CatchUp(t.Context()))
	wantDeed(t, a)
	if indexes.standing != newer || indexes.built != 2 || newer.put != put {
		t.Errorf("built %d times, %d units put into the other's", indexes.built, newer.put-put)
	}
}

// TestIndexGone: a question that meets a deleted index is refused. Catching up then takes over what stands, or makes another.
// Without any question it is seen as well.
func TestIndexGone(t *testing.T) {
	a, b, indexes := twoProcesses(t)
	indexes.standing.deleted, indexes.standing = true, nil
	if _, err := a.retriever.Retrieve(t.Context(), retriever.Query{Text: "买房子的税"}); fault.CodeOf(err) != retriever.CodeIndexGone {
		t.Fatalf("asked of what is gone: %v", err)
	}
	check(t, a.retriever.CatchUp(t.Context()))
	wantDeed(t, a)
	b.retriever.TendNext()
	if err := b.retriever.CatchUp(t.Context()); fault.CodeOf(err) != retriever.CodeIndexGone {
		t.Fatalf("looked after what is gone: %v", err)
	}
	check(t, b.retriever.CatchUp(t.Context()))
	wantDeed(t, b)
	if indexes.built != 2 {
		t.Errorf("built %d times, the second process had one to take over", indexes.built)
	}
}

// TestTakeOverOfWhatOthersFill: neither what another process puts for a later edition meanwhile is removed, nor what has ended,
// because a third may be an edition behind.
func TestTakeOverOfWhatOthersFill(t *testing.T) {
	a, b, indexes := twoProcesses(t)
	index := indexes.standing
	late := process(a.knowledge, a.model, indexes)
	index.listed = func() {
		index.listed = nil
		b.put(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之一。", "公告2026年第9号")})
		check(t, b.retriever.CatchUp(t.Context()))
	}
	check(t, late.retriever.CatchUp(t.Context()))
	for _, unit := range []retriever.UnitID{"qa_pair/deed@2/0", "qa_pair/deed@2/1", "qa_pair/deed@1/0", "qa_pair/deed@1/1"} {
		if _, held := index.units[unit]; !held {
			t.Errorf("%s was removed; held are %v", unit, index.units)
		}
	}
	if found := late.ask(t, retriever.Query{Text: "公告2026年第9号"}); len(found.Candidates) != 1 || !found.Candidates[0].Exact {
		t.Errorf("found %+v", found.Candidates)
	}
	if found := late.ask(t, retriever.Query{Text: "公告2021年第3号"}); len(found.Unknown) != 1 {
		t.Errorf("what has ended is cited still: %+v", found)
	}
}

// away is a server that cannot be reached until it returns.
type away struct {
	*server
	returned bool
	standing func() // called first, when set
}

func (a *away) Standing(ctx context.Context) (retriever.Lasting, error) {
	if a.standing != nil {
		a.standing()
	}
	if !a.returned {
		return nil, fault.New(fault.Unavailable, "test", "index_away", "知识检索服务暂时连接不上，请稍后再试。")
	}
	return a.server.Standing(ctx)
}

// TestServerAwayAtTheStart: a question is refused with the reason, not left to wait for what cannot come. One that comes while
// it is tried again waits for what comes of that.
func TestServerAwayAtTheStart(t *testing.T) {
	a, _, indexes := twoProcesses(t)
	waiting := &away{server: indexes}
	h := process(a.knowledge, a.model, waiting)
	asked := make(chan error, 1)
	ask := func() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := h.retriever.Retrieve(ctx, retriever.Query{Text: "买房子的税"})
		asked <- err
	}
	refused := func(when string) {
		t.Helper()
		if err := <-asked; fault.CodeOf(err) != "index_away" || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %v", when, err)
		}
	}
	waiting.standing = func() { go ask() }
	if err := h.retriever.CatchUp(t.Context()); fault.CodeOf(err) != "index_away" {
		t.Fatal(err)
	}
	refused("asked while it was tried")
	waiting.standing = nil
	ask()
	refused("asked when it had failed")
	waiting.standing, waiting.returned = func() { go ask() }, true
	check(t, h.retriever.CatchUp(t.Context()))
	if err := <-asked; err != nil {
		t.Errorf("asked while it was tried with success: %v", err)
	}
	wantDeed(t, h)
}
