package dialog

import (
	"context"
	"strings"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// statutes are Contents of passages and the pairs of shelf, with a link that ends 旧契税条例 and 财税〔2002〕33号.
type statutes map[knowledge.PassageID]knowledge.CitedPassage

func (s statutes) Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error) {
	found, err := shelf{}.Pairs(ctx, ids, edition)
	for _, id := range ids {
		if id == "begins" {
			found[id] = knowledge.QAPair{ID: id, Question: "《契税法》从什么时候开始施行？", Answers: []knowledge.Answer{{Text: "2021年9月1日。"}}}
		}
	}
	return found, err
}

func (s statutes) Passages(_ context.Context, ids []knowledge.PassageID, _ int64) (map[knowledge.PassageID]knowledge.CitedPassage, error) {
	found := map[knowledge.PassageID]knowledge.CitedPassage{}
	for _, id := range ids {
		if passage, ok := s[id]; ok {
			found[id] = passage
		}
	}
	return found, nil
}

func (statutes) Incoming(_ context.Context, d knowledge.Document, _ int64) ([]knowledge.Incoming, error) {
	if d.ID == "" && strings.Contains(d.Title, "旧契税条例") || strings.Contains(d.DocumentNumber, "2002") {
		return []knowledge.Incoming{{Link: knowledge.Link{Kind: knowledge.Repeals, Title: "旧契税条例", On: "2021-09-01"}, FromTitle: "契税法"}}, nil
	}
	return nil, nil
}

// TestForce: who asks from when to when a document holds gets the clause that says so, of that document or of the one that ended it.
func TestForce(t *testing.T) {
	const last = "本法自2021年9月1日起施行。1997年发布的《旧契税条例》、《契税的通知》（财税〔2002〕33号）同时废止。"
	for name, c := range map[string]struct {
		question string
		first    string // the pair that is found first; empty: none
		passage  string
		says     string
	}{
		"from when":                      {"契税法什么时候开始施行", "", "d1.a9", "自2021年9月1日起施行"},
		"whether a document still holds": {"旧契税条例现在还有效吗", "", "d1.a9", "> 《旧契税条例》已由《契税法》废止，自2021年9月1日起不再执行。"},
		"by its number":                  {"财税〔2002〕33号废止了吗", "", "d1.a9", "> 财税〔2002〕33号已由《契税法》废止"},
		"of another document":            {"资源税法什么时候开始施行", "", "", ""},
		"not of force":                   {"契税法规定的税率是多少呢", "", "", ""},
		"a pair that says it":            {"契税法什么时候开始施行", "begins", "", ""},
		"a longer title":                 {"土地旧契税条例现在还有效吗", "", "d2.a9", "1994年"},
	} {
		h := library(t, statute("d1.a9", "契税法", "第九条", last), statute("d1.a3", "契税法", "第三条", "税率由省定。"), statute("d2.a9", "土地旧契税条例", "第九条", "本条例自1994年1月1日起施行。"))
		h.index.found = retriever.Result{Candidates: []retriever.Candidate{passageOf("d1.a3", .4), passageOf("d2.a9", .35), passageOf("d1.a9", .3)}, Edition: 1}
		if c.first != "" {
			h.index.found.Candidates = append(candidates(c.first, .45), h.index.found.Candidates...)
		}
		reply, err := h.Preview(t.Context(), Question{Text: c.question})
		check(t, err)
		stated := ""
		if reply.Kind == Answer {
			stated = string(reply.Citations[0].PassageID)
		}
		if stated != c.passage || !strings.Contains(reply.Text, c.says) {
			t.Errorf("%s: %s from %q, want %q with %q: %s", name, reply.Kind, stated, c.passage, c.says, reply.Text)
		}
		if name == "from when" && strings.Contains(reply.Text, "已由") {
			t.Errorf("%s: says that it is gone: %s", name, reply.Text)
		}
	}
}

// TestForceOfANewVersion: a document that ends the version before it, of the same title, has not ended itself.
func TestForceOfANewVersion(t *testing.T) {
	h := library(t, statute("d1.a9", "旧契税条例", "第九条", "本条例自2021年9月1日起施行。1997年发布的《旧契税条例》同时废止。"))
	h.index.found = retriever.Result{Candidates: []retriever.Candidate{passageOf("d1.a9", .3)}, Edition: 1}
	reply, err := h.Preview(t.Context(), Question{Text: "旧契税条例现在还有效吗"})
	check(t, err)
	if reply.Kind != Answer || strings.Contains(reply.Text, "已由") {
		t.Errorf("%s: %s", reply.Kind, reply.Text)
	}
}

func TestAsksForce(t *testing.T) {
	for question, want := range map[string]bool{
		"印花税法什么时候施行": true, "这个公告还有效吗": true, "排污费条例废止了吗": true, "优惠执行到什么时候": true, "优惠执行期限是多久": true, "条例是否已经废止": true, "哪一年开征": true,
		"印花税什么时候申报": false, "税率是多少": false, "发票作废怎么办": false, "有效凭证有哪些": false,
	} {
		if got := asksForce.MatchString(question); got != want {
			t.Errorf("%s asks of force: %v, want %v", question, got, want)
		}
	}
}
