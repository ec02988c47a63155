package dialog

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

const today civil.Date = "2026-11-23"

// sureAt is a calibration whose confidence is high exactly when the top score is above a half.
func sureAt() Decider {
	n := len(featureNames)
	m := Model{Features: featureNames, Mean: make([]float64, n), Scale: slices.Repeat([]float64{1}, n), Weights: make([]float64, n), Bias: -10}
	m.Weights[0] = 20
	c := Calibrated{Right: m, Reach: m, Answer: Threshold{Confidence: .8, Precision: .97}, Offer: Threshold{Confidence: .2}}
	return Decider{Calibration{Hybrid: c, Words: c, HybridPassages: c, WordsPassages: c}}
}

var testPairs = map[knowledge.PairID]knowledge.QAPair{
	"a": {ID: "a", Kind: knowledge.Policy, Question: "甲怎么算？", Audience: knowledge.Enterprise, Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", EffectiveTo: "2027-12-31", Text: "**现在是10万元。**", Citations: []knowledge.Citation{{Title: "增值税法", Clause: "第二十三条"}}},
		{EffectiveFrom: "2023-01-01", EffectiveTo: "2025-12-31", Text: "**那时是15万元。**", Citations: []knowledge.Citation{{Title: "旧公告"}}},
	}},
	"b": {ID: "b", Kind: knowledge.Guide, Question: "乙怎么办？", Audience: knowledge.NaturalPerson, Answers: []knowledge.Answer{{Text: "先登录。"}}},
	"ended": {ID: "ended", Kind: knowledge.Policy, Question: "丁什么时候办？", Similar: []string{"2025年度的丁"}, Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-03-01", EffectiveTo: "2026-06-30", Text: "**三月到六月。**", Citations: []knowledge.Citation{{Title: "通告"}}},
	}},
	"number": {ID: "number", Kind: knowledge.Policy, Question: "戊怎么规定？", Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", Text: "**新文件说。**", Citations: []knowledge.Citation{{Title: "公告2026年第1号"}}},
		{EffectiveTo: "2025-12-31", Text: "**旧文件说。**", Citations: []knowledge.Citation{{Title: "财税〔2016〕23号"}}},
	}},
	"local": {ID: "local", Kind: knowledge.Policy, Question: "己在安徽是多少？", Region: "340000", Answers: []knowledge.Answer{{Text: "**400元。**", Citations: []knowledge.Citation{{Title: "通知"}}}}},
	"there": {ID: "there", Kind: knowledge.Policy, Question: "辛怎么算？", Answers: []knowledge.Answer{{Text: "**乘当地的等级税额。**", Citations: []knowledge.Citation{{Title: "条例"}}}}},
	"based": {ID: "based", Kind: knowledge.Policy, Question: "庚怎么规定？", Answers: []knowledge.Answer{{EffectiveFrom: "2020-01-01", Text: "**照旧。**", Citations: []knowledge.Citation{{Title: "旧办法"}}}}},
	"c":     {ID: "c", Kind: knowledge.Policy, Question: "丙是多少？", Unconfirmed: true, Answers: []knowledge.Answer{{EffectiveFrom: "2020-01-01", Text: "**2%。**", Citations: []knowledge.Citation{{Title: "公告"}}}}},
}

func candidates(scores ...any) []retriever.Candidate {
	var out []retriever.Candidate
	for i := 0; i < len(scores); i += 2 {
		out = append(out, retriever.Candidate{Target: retriever.Target{Kind: retriever.PairTarget, ID: scores[i].(string)}, Score: scores[i+1].(float64)})
	}
	return out
}

// named are candidates of which the first n are named by document or clause.
func named(n int, scores ...any) []retriever.Candidate {
	out := candidates(scores...)
	for i := range n {
		out[i].Exact = true
	}
	return out
}

func TestDecideAndCompose(t *testing.T) {
	cases := []struct {
		name     string
		u        Understanding
		found    retriever.Result
		q        Question
		kind     Kind
		pair     knowledge.PairID
		has      []string
		hasNot   []string
		offers   int
		asOf     civil.Date
		statuses string
	}{
		{
			name: "sure", u: Understanding{Searched: "甲怎么算"}, found: retriever.Result{Candidates: candidates("a", .9, "b", .3)},
			kind: Answer, pair: "a", has: []string{"10万元"}, hasNot: []string{"15万元", ">"}, offers: 1, asOf: today, statuses: "InForce",
		},
		{
			name: "past", u: Understanding{Searched: "甲怎么算", Period: FindPeriod("2024年", today)}, found: retriever.Result{Candidates: candidates("a", .9)},
			kind: Answer, pair: "a", has: []string{"15万元", "以下是2024年的规定", "执行至2025年12月31日", "现行规定为：现在是10万元"}, offers: 0, asOf: "2024-12-31", statuses: "InForce",
		},
		{
			name: "past by as_of", u: Understanding{Searched: "甲怎么算"}, q: Question{AsOf: "2024-05-01"}, found: retriever.Result{Candidates: candidates("a", .9)},
			kind: Answer, pair: "a", has: []string{"15万元", "以下是2024年5月1日的规定"}, asOf: "2024-05-01", statuses: "InForce",
		},
		{
			name: "past that is not recorded", u: Understanding{Searched: "甲怎么算", Period: FindPeriod("2019年", today)}, found: retriever.Result{Candidates: candidates("a", .9, "b", .1)},
			kind: Suggest, has: []string{"2019年"}, hasNot: []string{"万元"}, offers: 2, asOf: "2019-12-31",
		},
		{
			name: "future after the end", u: Understanding{Searched: "甲怎么算", Period: FindPeriod("2028年", today)}, found: retriever.Result{Candidates: candidates("a", .9)},
			kind: Answer, pair: "a", has: []string{"10万元", "> 该政策执行至2027年12月31日，2028年的规定尚未收录"}, asOf: "2028-12-31", statuses: "InForce",
		},
		{
			name: "past that nothing followed", u: Understanding{Searched: "丁", Period: FindPeriod("2026年4月", today)}, found: retriever.Result{Candidates: candidates("ended", .9)},
			kind: Answer, pair: "ended", has: []string{"以下是2026年4月的规定（执行至2026年6月30日）", "之后的规定暂未收录"}, hasNot: []string{"已经变化"}, asOf: "2026-04-30", statuses: "InForce",
		},
		{
			name: "ended", u: Understanding{Searched: "丁"}, found: retriever.Result{Candidates: candidates("ended", .9)},
			kind: Answer, pair: "ended", has: []string{"> 该政策执行至2026年6月30日，之后的规定暂未收录"}, asOf: today, statuses: "Repealed",
		},
		{
			name: "ended before a day that is past", u: Understanding{Searched: "丁"}, q: Question{AsOf: "2026-08-01"}, found: retriever.Result{Candidates: candidates("ended", .9)},
			kind: Answer, pair: "ended", has: []string{"之后的规定暂未收录"}, hasNot: []string{"届时"}, asOf: "2026-08-01", statuses: "Repealed",
		},
		{
			name: "the tax year is the topic, not the time", u: Understanding{Searched: "丁", Period: FindPeriod("2025年度", today)}, found: retriever.Result{Candidates: candidates("ended", .9)},
			kind: Answer, pair: "ended", has: []string{"> 该政策执行至2026年6月30日，之后的规定暂未收录"}, hasNot: []string{"2025年度的规定"}, asOf: today, statuses: "Repealed",
		},
		{
			name: "the very question", u: Understanding{Searched: "甲怎么算"}, found: retriever.Result{Candidates: candidates("a", .1, "b", .1), Same: candidates("a", .1)[0].Target},
			kind: Answer, pair: "a", has: []string{"10万元"}, offers: 1, asOf: today, statuses: "InForce",
		},
		{
			name: "the very question, withdrawn", u: Understanding{Searched: "没有了"}, found: retriever.Result{Candidates: candidates("gone", .9, "a", .1), Same: candidates("gone", .9)[0].Target},
			kind: Abstain, asOf: today,
		},
		{
			name: "one pair rests on the document", u: Understanding{Searched: "公告2026年第1号对戊怎么规定", Numbers: knowledge.FindDocumentNumbers("公告2026年第1号")},
			found: retriever.Result{Candidates: named(1, "number", .46, "a", .45)},
			kind:  Answer, pair: "number", has: []string{"新文件说"}, hasNot: []string{"旧文件"}, offers: 1, asOf: today, statuses: "InForce",
		},
		{
			name: "one pair rested on the document", u: Understanding{Searched: "财税〔2016〕23号对戊怎么规定", Numbers: knowledge.FindDocumentNumbers("财税〔2016〕23号")},
			found: retriever.Result{Candidates: named(1, "number", .46, "a", .45)},
			kind:  Answer, pair: "number", has: []string{"以下是财税〔2016〕23号的规定（执行至2025年12月31日）", "旧文件说", "现行规定为：新文件说"}, offers: 1, asOf: "2025-12-31", statuses: "InForce",
		},
		{
			name: "one pair rests on the document, hardly meant", u: Understanding{Searched: "公告2026年第1号"},
			found: retriever.Result{Candidates: named(1, "number", .2, "a", .2)}, kind: Suggest, offers: 1, hasNot: []string{"新文件说"}, asOf: today,
		},
		{
			name: "several pairs rest on the document", u: Understanding{Searched: "公告2026年第1号到底讲了些什么内容"},
			found: retriever.Result{Candidates: named(2, "number", .46, "c", .45, "a", .44)}, kind: Suggest, offers: 3, hasNot: []string{"新文件说"}, asOf: today,
		},
		{
			name: "several pairs rest on the document, hardly meant", u: Understanding{Searched: "公告2026年第1号"},
			found: retriever.Result{Candidates: named(2, "number", .2, "c", .2, "a", .2)}, kind: Suggest, offers: 2, asOf: today,
		},
		{
			name: "unconfirmed", u: Understanding{Searched: "丙是多少"}, found: retriever.Result{Candidates: candidates("c", .9)},
			kind: Answer, pair: "c", has: []string{"以主管税务机关答复为准"}, asOf: today, statuses: "InForce",
		},
		{
			name: "unsure", u: Understanding{Searched: "甲乙丙丁戊己庚辛壬癸怎么算才对呢"}, found: retriever.Result{Candidates: candidates("a", .5, "b", .49)},
			kind: Suggest, offers: 2, hasNot: []string{"10万元"}, asOf: today,
		},
		{
			name: "two readings of a short question", u: Understanding{Searched: "怎么算"}, found: retriever.Result{Candidates: candidates("a", .5, "c", .49)},
			kind: Clarify, offers: 2, has: []string{"哪一种"}, asOf: today,
		},
		{
			name: "two audiences", u: Understanding{Searched: "怎么算"}, found: retriever.Result{Candidates: candidates("a", .5, "b", .49)},
			kind: Clarify, offers: 2, has: []string{"企业", "个人"}, asOf: today,
		},
		{
			name: "far", u: Understanding{Searched: "天外来客"}, found: retriever.Result{Candidates: candidates("a", .2)},
			kind: Abstain, offers: 0, hasNot: []string{"10万元"}, asOf: today,
		},
		{name: "nothing", u: Understanding{Searched: "?"}, kind: Abstain, asOf: today},
		{
			name: "withdrawn", u: Understanding{Searched: "丁"}, found: retriever.Result{Candidates: candidates("gone", .9, "a", .3)},
			kind: Abstain, hasNot: []string{"10万元"}, asOf: today,
		},
		{
			name: "unknown number, sure of the rest", u: Understanding{Searched: "财税〔2026〕99号怎么算"},
			found: retriever.Result{Candidates: candidates("a", .9), Unknown: knowledge.FindDocumentNumbers("财税〔2026〕99号")},
			kind:  Suggest, offers: 1, has: []string{"财税〔2026〕99号"}, hasNot: []string{"10万元"}, asOf: today,
		},
		{
			name: "unknown number, nothing near", u: Understanding{Searched: "财税〔2026〕99号"},
			found: retriever.Result{Candidates: candidates("a", .1), Unknown: knowledge.FindDocumentNumbers("财税〔2026〕99号")},
			kind:  Abstain, offers: 0, has: []string{"财税〔2026〕99号"}, asOf: today,
		},
		{name: "human", u: Understanding{Intent: WantHuman}, kind: Handoff, has: []string{"12366"}, asOf: today},
		{name: "order", u: Understanding{Intent: GiveOrder}, kind: Abstain, has: []string{"只回答税费", "不能按其他要求改变"}, asOf: today},
		{name: "elsewhere", u: Understanding{Intent: Elsewhere}, kind: Abstain, has: []string{"只能回答税费"}, hasNot: []string{"其他要求"}, asOf: today},
		{name: "greeting", u: Understanding{Intent: Greeting}, kind: SmallTalk, has: []string{"悦悦"}, asOf: today},
	}
	composer := Composer{Contact{Hotline: "12366", Hours: "工作日"}}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			decision := sureAt().Decide(c.u, c.found, testStatements(), c.q, today)
			got := composer.Compose(decision)
			if got.Kind != c.kind || got.PairID != c.pair || len(got.Suggestions) != c.offers || got.AsOf != c.asOf {
				t.Errorf("got %s %q, %d offered, as of %s; want %s %q %d %s\n%s", got.Kind, got.PairID, len(got.Suggestions), got.AsOf, c.kind, c.pair, c.offers, c.asOf, got.Text)
			}
			for _, text := range c.has {
				if !strings.Contains(got.Text, text) {
					t.Errorf("%q lacks %q", got.Text, text)
				}
			}
			for _, text := range c.hasNot {
				if strings.Contains(got.Text, text) {
					t.Errorf("%q must not say %q", got.Text, text)
				}
			}
			if len(decision.Why) == 0 {
				t.Error("a decision without a reason")
			}
			for _, s := range got.Suggestions {
				if s.PairID == got.PairID || s.Question == "" {
					t.Errorf("suggests %+v beside the answer of %q", s, got.PairID)
				}
			}
			if text, err := json.Marshal(got); err != nil || strings.Contains(string(text), "null") {
				t.Errorf("the contract knows no null: %s %v", text, err)
			}
			if c.statuses != "" && (len(got.Citations) == 0 || got.Citations[0].Status != c.statuses) {
				t.Errorf("citations %+v, want status %s", got.Citations, c.statuses)
			}
		})
	}
}

// TestBeyondWhatIsOffered: the sixth candidate is weighed and kept, but its content is not read and it is never offered, not
// even in the place of one that is withdrawn.
func TestBeyondWhatIsOffered(t *testing.T) {
	u := Understanding{Searched: "甲乙丙丁戊己庚辛壬癸怎么算才对呢"}
	for _, c := range []struct {
		first   string
		offered string
		kept    int
	}{{"ended", "ended a b c number", 6}, {"gone", "a b c number", 5}} {
		found := retriever.Result{Candidates: candidates(c.first, .5, "a", .49, "b", .49, "c", .49, "number", .49, "sixth", .49)}
		found.Candidates[5].Meaning = .7
		d := sureAt().Decide(u, found, testStatements(), Question{}, today)
		if got := strings.Join(idsOf(d.offered), " "); got != c.offered || len(d.Found.Candidates) != c.kept || d.Found.Features["margin_meaning"] != -.7 {
			t.Errorf("%s: offered %q, kept %+v, features %v", c.first, got, d.Found.Candidates, d.Found.Features)
		}
	}
}

// Only what is nearly as good as the first, or shares a word with the question, is worth offering.
func TestRelated(t *testing.T) {
	for _, c := range []struct {
		name string
		u    Understanding
		want string
	}{
		{"a word shared", Understanding{Keywords: []string{"甲", "登录"}}, "a c b"},
		{"a name shared", Understanding{Keywords: []string{"账号"}, Expansions: []string{"登录"}}, "a c b"},
		{"a word of the thread", Understanding{Keywords: []string{"甲"}, Topic: &Topic{Keywords: []string{"戊"}}}, "a c number"},
		{"nothing shared", Understanding{Keywords: []string{"甲"}}, "a c"},
		{"no keywords", Understanding{}, "a c b ended number"},
	} {
		c.u.Searched = "甲乙丙丁戊己庚辛壬癸怎么算才对呢"
		found := retriever.Result{Candidates: candidates("a", .5, "c", .45, "b", .39, "ended", .3, "number", .3)}
		if got := strings.Join(idsOf(sureAt().Decide(c.u, found, testStatements(), Question{}, today).offered), " "); got != c.want {
			t.Errorf("%s: offers %q, want %q", c.name, got, c.want)
		}
	}
	found := retriever.Result{Candidates: named(2, "a", .5, "ended", .1)}
	if got := sureAt().Decide(Understanding{Keywords: []string{"甲"}, Searched: "甲怎么算"}, found, testStatements(), Question{}, today).offered; len(got) != 2 {
		t.Errorf("what is named by its document is not offered: %v", got)
	}
}

// A topic that the knowledge may lack is answered only by a pair that speaks of it.
func TestBeyond(t *testing.T) {
	understander := newUnderstander(t)
	pair := knowledge.QAPair{Question: "个人转让股权怎么缴个税？"}
	for _, c := range []struct {
		question, says string
		want           bool
	}{
		{"股权激励个税怎么交", "", true},
		{"股权激励个税怎么交", "股权激励按工资薪金缴纳。", false},
		{"股权转让个税怎么交", "", false},
		{"给新加坡公司付款要代扣什么税", "境内付款要代扣。", true},
		{"给新加坡公司付款要代扣什么税", "向境外单位付款要代扣。", false},
	} {
		pair.Answers = []knowledge.Answer{{Text: c.says}}
		if got := understander.Understand(Question{Text: c.question}, today).beyond(pair); got != c.want {
			t.Errorf("%s beyond %q: %v, want %v", c.question, c.says, got, c.want)
		}
	}
}

func TestEverySmallTalkHasAReply(t *testing.T) {
	for _, intent := range []Intent{Greeting, Thanks, Goodbye, Heard, Identity, Ability, Praise, Complaint, Chat} {
		if smallTalk[intent] == "" {
			t.Errorf("nothing is said to %s", intent)
		}
	}
}
