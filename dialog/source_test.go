package dialog

import (
	"strings"
	"testing"
	"unicode/utf8"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func TestSource(t *testing.T) {
	p := statute("d1.a3", "契税法", "第三条", "税率。")
	p.Number, p.Of.Issuer = "主席令第52号", "全国人大常委会"
	for name, c := range map[string]struct {
		validity  knowledge.Validity
		issued    civil.Date
		amended   []civil.Date
		wantForce string
	}{
		"in force":        {knowledge.Validity{From: "2021-09-01"}, "", nil, "自2021年9月1日起施行，现行有效"},
		"with an end":     {knowledge.Validity{From: "2021-09-01", To: "2027-12-31"}, "", nil, "自2021年9月1日起施行，执行至2027年12月31日，现行有效"},
		"ended":           {knowledge.Validity{From: "2021-09-01", To: "2023-12-31"}, "", nil, "自2021年9月1日起施行，执行至2023年12月31日，已到期"},
		"repealed":        {knowledge.Validity{From: "2021-09-01", To: "2023-12-31", EndedBy: &knowledge.Incoming{}}, "", nil, "自2021年9月1日起施行，已废止"},
		"not yet":         {knowledge.Validity{From: "2030-01-01"}, "", nil, "自2030年1月1日起施行，尚未施行"},
		"partly":          {knowledge.Validity{From: "2021-09-01", Partly: []knowledge.Incoming{{Link: knowledge.Link{On: "2024-01-01"}}}}, "", nil, "自2021年9月1日起施行，部分内容已停止执行"},
		"partly, later":   {knowledge.Validity{From: "2021-09-01", Partly: []knowledge.Incoming{{Link: knowledge.Link{On: "2030-01-01"}}}}, "", nil, "自2021年9月1日起施行，现行有效"},
		"amended":         {knowledge.Validity{}, "1980-09-10", []civil.Date{"1993-10-31", "2018-08-31"}, "1980年9月10日公布，2018年8月31日最近一次修改"},
		"nothing is told": {knowledge.Validity{}, "", nil, "文件没有写明施行日期"},
	} {
		p.Validity, p.Of.IssuedOn, p.Of.AmendedOn = c.validity, c.issued, c.amended
		if got, want := source(p, today), "来源：《契税法》（主席令第52号），第一章 总则，全国人大常委会，"+c.wantForce+"。"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestExcerpt: a text that is too long is cut to whole pieces, the first one and those that are asked about, word by word.
func TestExcerpt(t *testing.T) {
	const asked = "渔船怎么登记"
	filler := strings.Repeat("其他事项由港口负责办理并且留存备查", 4)
	for name, text := range map[string]string{
		"short":     "第一条 渔船登记。",
		"lines":     "第一条 下列事项：\n" + strings.Repeat(filler+"；\n", 12) + "渔船的登记在港口办理。\n" + filler,
		"sentences": "第一条，下列事项。" + strings.Repeat(filler+"。", 12) + "渔船的登记在港口办理。" + filler + "。",
	} {
		kept, cut := excerpt(text, asked)
		if cut != (name != "short") || utf8.RuneCountInString(kept) > longestQuote+20 || !strings.HasPrefix(kept, "第一条") || !strings.Contains(kept, "登记") {
			t.Errorf("%s: cut %v: %s", name, cut, kept)
		}
		for piece := range strings.SplitSeq(kept, leftOut) {
			if !strings.Contains(text, strings.Trim(piece, "\n")) {
				t.Errorf("%s: %q does not stand there", name, piece)
			}
		}
	}
}

// TestContrary: two documents that fit equally well and name other figures are both shown.
func TestContrary(t *testing.T) {
	one, other, same := statute("d1.a3", "契税法", "第三条", "税率为3%。"), statute("d2.a3", "契税指引", "第三条", "税率为5%。"), statute("d2.a4", "契税指引", "第四条", "税率为3%。")
	for name, c := range map[string]struct {
		second  string
		score   float64
		to      civil.Date
		citated int
	}{
		"another figure":         {"d2.a3", .89, "", 2},
		"the same figure":        {"d2.a4", .89, "", 1},
		"further from the point": {"d2.a3", .8, "", 1},
		"no longer in force":     {"d2.a3", .89, "2020-12-31", 1},
	} {
		second := other
		if c.to != "" {
			second.To = c.to
		}
		h := library(t, one, second, same)
		h.index.found = retriever.Result{Candidates: []retriever.Candidate{passageOf("d1.a3", .9), passageOf(c.second, c.score)}, Edition: 1}
		reply, err := h.Preview(t.Context(), Question{Text: "买房子要按多少税率来交税"})
		check(t, err)
		if reply.Kind != Answer || len(reply.Citations) != c.citated || strings.Contains(reply.Text, sayAlso) != (c.citated == 2) || strings.Contains(reply.Text, "5%") != (c.citated == 2) {
			t.Errorf("%s: %+v %s", name, reply.Citations, reply.Text)
		}
	}
}
