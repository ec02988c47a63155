package retriever_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func TestFollowsTheFeed(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{
		pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号"), pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号"),
	})
	if got := h.top(t, "印花税申报"); got != "stamp" {
		t.Fatalf("got %q", got)
	}
	h.publish(t, []knowledge.QAPair{pair("car", "车辆购置税什么时候交", "六十日内。", "公告2022年第3号")})
	if got := h.top(t, "车辆购置税"); got != "car" {
		t.Errorf("a new pair is not found: %q", got)
	}
	before := h.model.embedded.Load()
	h.publish(t, []knowledge.QAPair{pair("deed", "买房子交多少钱的税", "百分之二。", "公告2021年第2号")})
	if got := h.top(t, "买房子交多少钱"); got != "deed" {
		t.Errorf("an edited pair is not found by its new question: %q", got)
	}
	if made := h.model.embedded.Load() - before; made == 0 || made > 3 {
		t.Errorf("%d texts were embedded for one edited pair with 3 texts", made)
	}
	h.publish(t, nil, "stamp")
	if got := h.top(t, "印花税怎么申报"); got == "stamp" {
		t.Error("a withdrawn pair is still found")
	}
	if found := h.ask(t, retriever.Query{Text: "契税"}); found.Edition != 4 {
		t.Errorf("edition %d, want 4", found.Edition)
	}
}

func TestRestartEmbedsNothing(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号")})
	if h.model.embedded.Load() == 0 {
		t.Fatal("nothing was embedded at first")
	}
	again := &hashing{}
	r := h.newRetriever(again)
	if err := r.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := again.embedded.Load(); n != 0 {
		t.Errorf("a restart embedded %d texts again", n)
	}
	first, _, _ := h.retriever.Ready()
	second, _, _ := r.Ready()
	if first == "" || first != second {
		t.Errorf("generations %q and %q of the same knowledge differ", first, second)
	}
}

// TestForgetsWhatEnded: however often a pair is edited, the index holds its present version only.
func TestForgetsWhatEnded(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号")})
	units := h.index.Len()
	for n := range 20 {
		h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", fmt.Sprintf("百分之%d。", n), fmt.Sprintf("公告2021年第%d号", n+3))})
	}
	if got := h.index.Len(); got != units {
		t.Errorf("%d units after twenty edits, want %d", got, units)
	}
	found := h.ask(t, retriever.Query{Text: "公告2021年第2号"})
	if len(found.Unknown) != 1 || found.Candidates[0].Unit != "qa_pair/deed@21/0" {
		t.Errorf("found %+v", found)
	}
	h.publish(t, nil, "deed")
	if got := h.index.Len(); got != 0 {
		t.Errorf("%d units after the pair was withdrawn", got)
	}
}

// TestAnAskerKeepsTheEdition: who began to ask before a publish is answered from the edition before it, whole.
func TestAnAskerKeepsTheEdition(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号")})
	began, published := make(chan struct{}), make(chan struct{})
	h.index.searching = func() {
		close(began)
		<-published
	}
	var found retriever.Result
	var failed error
	var asker sync.WaitGroup
	asker.Go(func() {
		found, failed = h.retriever.Retrieve(t.Context(), retriever.Query{Text: "契税税率是多少"})
	})
	<-began
	h.publish(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号")})
	close(published)
	asker.Wait()
	if failed != nil || found.Edition != 1 || found.Same.ID != "deed" || len(found.Candidates) != 1 || found.Candidates[0].Unit != "qa_pair/deed@1/1" {
		t.Errorf("found %+v, %v", found, failed)
	}
	h.index.searching = nil
	if err := h.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.index.Len(); got != 3 {
		t.Errorf("%d units after the asker has gone, want the 3 of the present version", got)
	}
}

// TestAsksWhilePublishing: every question sees exactly one version of a pair that is edited all the time.
func TestAsksWhilePublishing(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号"), pair("car", "购置税怎么交", "六十日内。", "公告2021年第2号")})
	done := make(chan struct{})
	var askers sync.WaitGroup
	for range 4 {
		askers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				found, err := h.retriever.Retrieve(t.Context(), retriever.Query{Text: "公告2021年第2号的契税税率是多少"})
				if err != nil || len(found.Candidates) != 2 || !found.Candidates[0].Exact || !found.Candidates[1].Exact || len(found.Unknown) != 0 {
					t.Errorf("edition %d: %+v, %v", found.Edition, found.Candidates, err)
					return
				}
			}
		})
	}
	for n := range 30 {
		h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", fmt.Sprintf("百分之%d。", n), "公告2021年第2号")})
	}
	close(done)
	askers.Wait()
}

// TestAPublishBetweenTwoReads: knowledge that was published after the feed was read is not seen before its edition, and what
// it ended stays until then.
func TestAPublishBetweenTwoReads(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号")})
	late := &lateSource{Repository: h.knowledge}
	r := h.newRetrieverOf(late, h.model)
	late.between = func() {
		late.between = nil
		h.put(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号")})
	}
	for edition, want := range []string{"qa_pair/deed@1/1", "qa_pair/deed@2/1"} {
		if err := r.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		found, err := r.Retrieve(t.Context(), retriever.Query{Text: []string{"契税税率是多少", "买房子的税"}[edition]})
		if err != nil || found.Edition != int64(edition+1) || len(found.Candidates) != 1 || string(found.Candidates[0].Unit) != want {
			t.Errorf("edition %d: %+v, %v; want %s", found.Edition, found.Candidates, err, want)
		}
	}
}

// lateSource lets something happen between reading the feed and reading the versions, and fails when it has given so many
// pages of versions.
type lateSource struct {
	*knowledge.Repository
	between func()
	pages   int // left until it fails; 0: it never does
}

func (s *lateSource) Versions(ctx context.Context, keys []knowledge.Key) (map[knowledge.Key][]knowledge.Version, error) {
	if s.between != nil {
		s.between()
	}
	if s.pages > 0 {
		if s.pages--; s.pages == 0 {
			return nil, fault.New(fault.Unavailable, "test", "gone", "")
		}
	}
	return s.Repository.Versions(ctx, keys)
}

// TestPages: what is too much to be read at once is indexed whole, at first and later, and a publish that breaks off halfway
// is not seen until it is whole.
func TestPages(t *testing.T) {
	h := newHouse(t)
	source := &lateSource{Repository: h.knowledge}
	h.retriever = h.newRetrieverOf(source, h.model)
	const count = 2100
	many := func(prefix string) []knowledge.QAPair {
		var pairs []knowledge.QAPair
		for n := range count {
			pairs = append(pairs, pair(fmt.Sprintf("%s%04d", prefix, n), fmt.Sprintf("%s第%d件事怎么办", prefix, n), "这样办。", "公告2021年第2号"))
		}
		return pairs
	}
	h.publish(t, many("a"))
	if got := h.index.Len(); got != 3*count {
		t.Fatalf("%d units of %d pairs", got, count)
	}
	h.put(t, many("b"))
	source.pages = 2
	if err := h.retriever.CatchUp(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if found := h.ask(t, retriever.Query{Text: "b第7件事怎么办"}); found.Edition != 1 || found.Same.ID != "" || h.index.Len() <= 3*count {
		t.Errorf("half a publish is seen, or nothing of it was there to be seen: %d units, %+v", h.index.Len(), found.Same)
	}
	for range 2 {
		if err := h.retriever.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"a0000", "a2099", "b0007", "b2099"} {
			n, _ := strconv.Atoi(id[1:])
			found := h.ask(t, retriever.Query{Text: fmt.Sprintf("%c第%d件事怎么办", id[0], n)})
			if found.Edition != 2 || found.Same.ID != id || h.index.Len() != 6*count {
				t.Errorf("%d units, edition %d, %q instead of %s", h.index.Len(), found.Edition, found.Same.ID, id)
			}
		}
	}
}

// TestFailsWhole: a publish that cannot be applied is not seen at all, and is when the parts are back.
func TestFailsWhole(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号")})
	h.put(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号")})
	for _, part := range []struct {
		name  string
		fails *atomic.Bool
	}{{"model", &h.model.short}, {"index", &h.index.failing}} { // the vectors that the model has made are kept
		part.fails.Store(true)
		if err := h.retriever.CatchUp(t.Context()); err == nil {
			t.Fatalf("%s: no error", part.name)
		}
		if found := h.ask(t, retriever.Query{Text: "公告2021年第3号"}); found.Edition != 1 || len(found.Unknown) != 1 {
			t.Errorf("%s: half a publish is seen: %+v", part.name, found)
		}
		part.fails.Store(false)
	}
	for range 2 { // the second time nothing is new
		if err := h.retriever.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if found := h.ask(t, retriever.Query{Text: "买房子的税"}); found.Edition != 2 || found.Same.ID != "deed" || h.index.Len() != 3 {
			t.Errorf("%d units, found %+v", h.index.Len(), found)
		}
	}
}

// TestOutgrows: statistics frozen over a handful of pairs are made anew when the knowledge has grown far beyond them.
func TestOutgrows(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号")})
	first, _, _ := h.retriever.Ready()
	var many []knowledge.QAPair
	for n := range 350 {
		many = append(many, pair(fmt.Sprintf("p%d", n), fmt.Sprintf("第%d件事怎么办", n), "这样办。", "公告2021年第2号"))
	}
	h.publish(t, many)
	second, edition, _ := h.retriever.Ready()
	if first == second || edition != 2 {
		t.Errorf("generation %s, then %s in edition %d", first, second, edition)
	}
	if got := h.top(t, "契税税率"); got != "deed" || h.index.Len() != 3*351 {
		t.Errorf("found %q among %d units", got, h.index.Len())
	}
	embedded := h.model.embedded.Load()
	h.publish(t, nil, "p1")
	if third, _, _ := h.retriever.Ready(); third != second || h.model.embedded.Load() != embedded {
		t.Error("a withdrawal rebuilt the index")
	}
}
