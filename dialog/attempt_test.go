package dialog

import (
	"context"
	"strings"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
)

func TestFollowUps(t *testing.T) {
	found := func(scores ...any) retriever.Result {
		return retriever.Result{Candidates: candidates(scores...), Edition: 3}
	}
	same := found("b", .2, "a", .2)
	same.Same = same.Candidates[0].Target
	const topic = "甲怎么算"
	cases := []struct {
		name    string
		text    string
		alone   retriever.Result
		thread  retriever.Result
		kind    Kind
		pair    knowledge.PairID
		looked  int // how often the index was asked
		offered int
	}{
		{"points back, found in the thread", "那季度呢", found("b", .9), found("a", .9), Answer, "a", 2, 0},
		{"points back, never by itself", "那季度呢", found("b", .9), found("a", .5, "c", .4), Suggest, "", 2, 2},
		{"points back, lost in the thread", "那季度呢", found("b", .9), found("a", .1), Answer, "b", 2, 0},
		{"may lean, sure in the thread", "要带什么", found("b", .9), found("a", .9), Answer, "a", 2, 0},
		{"may lean, sure by itself only", "要带什么", found("b", .9), found("a", .5), Answer, "b", 2, 0},
		{"stands and is sure", "个人卖房子满两年要交增值税吗", found("b", .9), found("a", .9), Answer, "b", 1, 0},
		{"stands, the thread knows which", "个人卖房子满两年要交增值税吗", found("b", .5, "a", .45), found("a", .9), Answer, "a", 2, 0},
		{"stands, the old subject is sure of itself", "个人卖房子满两年要交增值税吗", found("b", .5), found("a", .9), Suggest, "", 2, 1},
		{"names what the thread's answer lacks", "那文化事业建设费呢", found("b", .5), found("a", .9), Suggest, "", 2, 1},
		{"names what the thread's answer lacks, lost by itself", "那文化事业建设费呢", found("b", .1), found("a", .9), Suggest, "", 2, 1},
		{"the very question of the knowledge, however short", "那乙怎么办呢", same, found("a", .9), Answer, "b", 1, 1},
	}
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
	h.parts.Understander.segmenter = keySegmenter{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h.index.asked = nil
			h.index.by = map[string]retriever.Result{c.text: c.alone, topic + " " + c.text: c.thread}
			reply, err := h.Preview(t.Context(), Question{Text: c.text, History: []Turn{{Question: topic}}})
			check(t, err)
			if reply.Kind != c.kind || reply.PairID != c.pair || len(reply.Suggestions) != c.offered {
				t.Errorf("%s %q with %v, want %s %q with %d", reply.Kind, reply.PairID, reply.Suggestions, c.kind, c.pair, c.offered)
			}
			if reply.Kind == Suggest && reply.Text != saySuggest {
				t.Errorf("says %q", reply.Text)
			}
			if len(h.index.asked) != c.looked || reply.Edition != 3 {
				t.Errorf("looked %d times in edition %d, want %d times", len(h.index.asked), reply.Edition, c.looked)
			}
		})
	}
}

// keySegmenter knows one word.
type keySegmenter struct{ plainSegmenter }

func (keySegmenter) Keywords(text string) []string {
	if strings.Contains(text, "文化事业建设费") {
		return []string{"文化事业建设费"}
	}
	return nil
}

// A person may ask about a business: what only the other audience's knowledge answers is answered all the same.
func TestAudienceHidesNoAnswer(t *testing.T) {
	sure, unsure := candidates("a", .9), candidates("b", .5)
	for _, c := range []struct {
		name     string
		audience knowledge.Audience
		own, all []retriever.Candidate
		pair     knowledge.PairID
		looked   int
	}{
		{"sure in the asker's own", knowledge.Enterprise, sure, unsure, "a", 1},
		{"sure in all", knowledge.Enterprise, unsure, sure, "a", 2},
		{"sure nowhere", knowledge.Enterprise, unsure, unsure, "", 2},
		{"no audience", "", unsure, unsure, "", 1},
	} {
		h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
		h.index.found = retriever.Result{Candidates: c.all}
		h.index.ofAudience = map[knowledge.Audience]retriever.Result{knowledge.Enterprise: {Candidates: c.own}}
		reply, err := h.Preview(t.Context(), Question{Text: "个人卖房子满两年要交增值税吗", Audience: c.audience})
		check(t, err)
		if reply.PairID != c.pair || len(h.index.asked) != c.looked {
			t.Errorf("%s: answered from %q after %d looks, want %q after %d", c.name, reply.PairID, len(h.index.asked), c.pair, c.looked)
		}
	}
}

func TestRegionOfAQuestion(t *testing.T) {
	cases := []struct {
		name, text, own, want string
		history               []Turn
	}{
		{"the bureau's", "水利基金怎么交", "", "340000", nil},
		{"the asker's", "水利基金怎么交", "340100", "340100", nil},
		{"the question's", "江苏的水利基金怎么交", "340100", "320000", nil},
		{"the question's, within", "合肥的水利基金怎么交", "340000", "340100", nil},
		{"the question's is wider", "安徽的水利基金怎么交", "340100", "340100", nil},
		{"the thread's", "那怎么申报呢", "", "320000", []Turn{{Question: "江苏的水利基金怎么交"}}},
		{"not the thread's", "那浙江呢", "", "330000", []Turn{{Question: "江苏的水利基金怎么交"}}},
		{"a new subject", "个人卖房子满两年要交增值税吗", "", "340000", []Turn{{Question: "江苏的水利基金怎么交"}}},
	}
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
	h.index.found = retriever.Result{Candidates: candidates("a", .5)} // so that the thread is looked at as well
	for _, c := range cases {
		_, err := h.Preview(t.Context(), Question{Text: c.text, Region: c.own, History: c.history})
		check(t, err)
		last := h.index.asked[len(h.index.asked)-1]
		if c.want != "340000" && last.Region == "340000" { // a look at what the bureau's own region would have
			last = h.index.asked[len(h.index.asked)-2]
		}
		if last.Region != c.want {
			t.Errorf("%s: asked in %s, want %s", c.name, last.Region, c.want)
		}
	}
}

// A rule of the bureau's own region is no answer for another one, and neither is what is left without it.
func TestAnotherRegion(t *testing.T) {
	sure := func(id string) retriever.Result { return retriever.Result{Candidates: candidates(id, .9, "b", .8)} }
	lost := retriever.Result{Candidates: candidates("b", .1)}
	unsure := retriever.Result{Candidates: candidates("a", .5, "b", .3)}
	setThere := retriever.Result{Candidates: candidates("there", .5, "b", .3)}
	for _, c := range []struct {
		name, text  string
		here, there retriever.Result
		kind        Kind
		pair        knowledge.PairID
		says        string
	}{
		{"the bureau's region alone has it", "江苏的己是多少", sure("local"), sure("a"), Suggest, "", sayThere},
		{"nothing left", "江苏的己是多少", sure("local"), lost, Abstain, "", sayThereOff},
		{"a rule of the country", "江苏的甲怎么算", sure("a"), sure("a"), Answer, "a", "10万元"},
		{"too little of the country", "江苏的甲和乙", unsure, unsure, Suggest, "", saySuggest},
		{"too little of what regions set", "江苏的甲和房产税", unsure, unsure, Suggest, "", sayThere},
		{"what fits best tells that regions set it", "江苏的甲和乙", setThere, setThere, Suggest, "", sayThere},
		{"nothing of the country", "江苏的甲和乙", lost, lost, Abstain, "", sayAbstain},
		{"nothing of what regions set", "江苏的房产税", lost, lost, Abstain, "", sayThereOff},
		{"its own region", "安徽的己是多少", sure("local"), sure("a"), Answer, "local", "400元"},
		{"within its own region", "合肥的己是多少", sure("a"), lost, Abstain, "", sayAbstain},
	} {
		h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
		h.index.ofRegion = map[string]retriever.Result{"340000": c.here, "320000": c.there, "340100": lost}
		reply, err := h.Preview(t.Context(), Question{Text: c.text})
		check(t, err)
		if reply.Kind != c.kind || reply.PairID != c.pair || !strings.Contains(reply.Text, c.says) {
			t.Errorf("%s: %s %q %q, want %s %q", c.name, reply.Kind, reply.PairID, reply.Text, c.kind, c.pair)
		}
	}
}

// A name of a pair that is all that was typed is a topic of its own; any other short text leans on the thread.
func TestTopicIsNotDrowned(t *testing.T) {
	for text, want := range map[string]knowledge.PairID{"红冲": "named", "季度": "a"} {
		h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
		h.parts.Contents = namedShelf{}
		h.index.by = map[string]retriever.Result{
			text: {Candidates: candidates("named", .5, "b", .45)}, "甲怎么算 " + text: {Candidates: candidates("a", .5, "b", .45)},
		}
		reply, err := h.Preview(t.Context(), Question{Text: text, History: []Turn{{Question: "甲怎么算"}}})
		check(t, err)
		if len(reply.Suggestions) == 0 || reply.Suggestions[0].PairID != want {
			t.Errorf("%s: offered %+v, want %s first", text, reply.Suggestions, want)
		}
	}
}

// namedShelf has a pair with an everyday name beside those of shelf.
type namedShelf struct{ shelf }

func (s namedShelf) Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error) {
	found, err := s.shelf.Pairs(ctx, ids, edition)
	found["named"] = knowledge.QAPair{ID: "named", Question: "开错了怎么办", Aliases: []string{"红冲"}, Answers: []knowledge.Answer{{Text: "冲掉。"}}}
	return found, err
}

func TestExamine(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
	examine := func(text string, without retriever.UnitID, history ...Turn) Evidence {
		evidence, err := h.Examine(t.Context(), Question{Text: text, History: history}, retriever.PairTarget, without, retriever.Target{ID: "left out"})
		check(t, err)
		return evidence
	}
	evidence := examine("2025年度的丁", "")
	if len(evidence.Features) != len(featureNames) || strings.Join(idsOf(evidence.Offered), " ") != "a b" {
		t.Errorf("evidence %+v", evidence)
	}
	if last := h.index.asked[0]; last.WithoutTarget.ID != "left out" || last.Limit != maxWeighed || last.Region != "340000" {
		t.Errorf("looked for %+v", last)
	}
	examine("那季度呢", "", Turn{Question: "甲怎么算"})
	if last := h.index.asked[1]; last.Text != "甲怎么算 那季度呢" {
		t.Errorf("looked for %q", last.Text)
	}
	if nothing := examine("谢谢", ""); nothing.Features != nil || len(h.index.asked) != 2 {
		t.Errorf("small talk gives %+v", nothing)
	}

	bigrams := func(e Evidence) float64 {
		for i, name := range featureNames {
			if name == "bigrams" {
				return e.Features[i]
			}
		}
		t.Fatal("no such feature")
		return 0
	}
	h.index.found = retriever.Result{Candidates: candidates("ended", .9)}
	if whole, less := bigrams(examine("2025年度的丁", "")), bigrams(examine("2025年度的丁", "unit")); whole != 1 || less >= whole {
		t.Errorf("the question's own unit counts as what its pair says: %.2f, %.2f without it", whole, less)
	}
}

func idsOf(ids []retriever.Target) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.ID
	}
	return out
}
