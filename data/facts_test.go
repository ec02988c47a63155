package data_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// undated are the topics whose previous rule names a year and yet gives no earlier answer, with the reason.
var undated = map[knowledge.PairID]string{
	"vat-extra-deduction": "what ended in 2023 was for other trades, while the present rule was in force",
	"iit-confirm-next":    "the days of one year's confirmation under the present rule",
	"cit-ad":              "an earlier part of the present rule, which the answer names",
	"fee-union":           "the beginning of the present rule is not known",
	"etax-login":          "an earlier look of the screens",
	"first-violation":     "the steps in which the present list grew",
	"outbound-filing":     "a part of the present rule that changed, which the answer names",
}

// contradictions says in what a pair differs from its row of the sheet.
func contradictions(row topic, pair knowledge.QAPair) []string {
	var out []string
	fail := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }

	if pair.Kind != row.Kind {
		fail("kind is %s, the sheet says %s", pair.Kind, row.Kind)
	}
	if doubtful := !row.Confirmed || row.Confidence == "low"; pair.Unconfirmed != doubtful {
		fail("unconfirmed is %v, the sheet says %v", pair.Unconfirmed, doubtful)
	}
	now := pair.Answers[0]
	if now.EffectiveFrom != row.EffectiveFrom || now.EffectiveTo != row.EffectiveTo {
		fail("valid %s..%s, the sheet says %s..%s", now.EffectiveFrom, now.EffectiveTo, row.EffectiveFrom, row.EffectiveTo)
	}
	for _, figure := range row.Figures {
		if !strings.Contains(stated(now), figure) {
			fail("figure %s is missing", figure)
		}
	}
	present := strings.Join(append([]string{row.Title, row.Rule, row.SourceNo, string(row.EffectiveFrom), string(row.EffectiveTo)}, row.Figures...), "\n")
	past := present + "\n" + row.PreviousRule
	cited := false
	for i, answer := range pair.Answers {
		ground := present
		if i > 0 {
			ground = past
			for _, end := range []civil.Date{answer.EffectiveFrom, answer.EffectiveTo} {
				if !dated(end, past) {
					fail("the earlier answer %d has the end %s, which the sheet does not state", i, end)
				}
			}
			if row.PreviousRule == "" {
				fail("an earlier answer, the sheet states no previous rule")
			}
		}
		if beyond := claimsOf(stated(answer)).beyond(claimsOf(ground)); len(beyond) > 0 {
			fail("answer %d states what the sheet does not: %s", i, strings.Join(beyond, ", "))
		}
		if pair.Unconfirmed && !strings.Contains(answer.Text, "以主管税务机关答复为准") {
			fail("answer %d does not say 以主管税务机关答复为准", i)
		}
		for _, citation := range answer.Citations {
			if citation.URL != "" && citation.URL != row.CiteURL {
				fail("address %s, the sheet has %q", citation.URL, row.CiteURL)
			}
			cited = cited || i == 0 && citation.URL != ""
			if citation.Quote != "" {
				fail("a quote, the sheet has no verbatim text")
			}
		}
	}
	if row.Kind == knowledge.Policy && row.CiteURL != "" && !cited {
		fail("address %s is not used", row.CiteURL)
	}
	_, excused := undated[row.ID]
	if missing := len(pair.Answers) == 1 && speaksOfYears(row.PreviousRule); missing != excused {
		fail("earlier answer missing is %v, excused is %v: %s", missing, excused, row.PreviousRule)
	}
	return out
}

// stated is all that an answer tells, without the addresses.
func stated(answer knowledge.Answer) string {
	text := answer.Text
	for _, c := range answer.Citations {
		text += "\n" + c.Title + "\n" + c.DocumentNumber + "\n" + c.Clause + "\n" + c.Quote
	}
	return text
}

func TestFacts(t *testing.T) {
	rows := topics(t)
	seed, pairs := shipped(t)
	if len(rows) != 162 || len(seed.Pairs) != len(rows) {
		t.Errorf("%d pairs for %d topics, want 162", len(seed.Pairs), len(rows))
	}
	for _, row := range rows {
		pair, there := pairs[row.ID]
		if !there {
			t.Errorf("%s: no pair", row.ID)
			continue
		}
		for _, problem := range contradictions(row, pair) {
			t.Errorf("%s: %s", row.ID, problem)
		}
	}
}

// A pair that is changed in any of these ways is no longer what the sheet says.
func TestContradictions(t *testing.T) {
	rows := topics(t)
	_, pairs := shipped(t)
	say := func(n int, old, by string) func(*knowledge.QAPair) {
		return func(p *knowledge.QAPair) {
			if !strings.Contains(p.Answers[n].Text, old) {
				t.Errorf("%s: answer %d does not say %s", p.ID, n, old)
			}
			p.Answers[n].Text = strings.ReplaceAll(p.Answers[n].Text, old, by)
		}
	}
	add := func(n int, text string) func(*knowledge.QAPair) {
		return func(p *knowledge.QAPair) { p.Answers[n].Text += text }
	}
	cases := []struct {
		name   string
		pair   knowledge.PairID
		change func(*knowledge.QAPair)
		want   string // empty: still right
	}{
		{"nothing", "vat-threshold", func(*knowledge.QAPair) {}, ""},
		{"a sentence without figures", "vat-threshold", add(0, "请按期申报。"), ""},
		{"a figure left out", "vat-threshold", say(0, "10万元", "规定金额"), "figure 10万 is missing"},
		{"a figure spelt otherwise", "vat-1pct", say(0, "1%", "百分之一"), "百分之一"},
		{"an amount", "vat-threshold", add(0, "例如28万元。"), "28万"},
		{"an amount in full", "vat-per-transaction", add(0, "也就是1,200元。"), "1200元"},
		{"a rate", "vat-rates", add(0, "另有5%一档。"), "5%"},
		{"a fraction", "late-fee", say(0, "不是千分之几", "不是千分之五"), "千分之五"},
		{"a share in tenths", "six-taxes", add(0, "即打五折、少缴五成。"), "五成, 五折"},
		{"a day", "vat-threshold", say(0, "2027年12月31日", "2027年12月30日"), "2027-12-30"},
		{"a term", "cancel-simple", add(0, "逾期三个月失效。"), "三个月"},
		{"a document", "vat-1pct", add(0, "依据公告2026年第4号。"), "公告2026年第4号"},
		{"a document's family", "vat-tutoring-stop", say(1, "国税发〔2010〕40号", "财税〔2010〕40号"), "财税〔2010〕40号"},
		{"a clause", "vat-threshold", func(p *knowledge.QAPair) { p.Answers[0].Citations[2].Clause = "第二十二条" }, "第二十二条"},
		{"a document cited", "vat-threshold", func(p *knowledge.QAPair) {
			p.Answers[0].Citations[1].DocumentNumber = "国家税务总局公告2026年第5号"
		}, "总局公告2026年第5号"},
		{"a figure of the past in the present", "vat-per-transaction", add(0, "原为500元。"), "500元"},
		{"a figure that the past lacks", "vat-per-transaction", say(1, "300—500元", "300—800元"), "800元"},
		{"an earlier end that nobody states", "vat-per-transaction", func(p *knowledge.QAPair) { p.Answers[1].EffectiveTo = "2024-06-30" }, "end 2024-06-30"},
		{"an earlier beginning that nobody states", "vat-prepay", func(p *knowledge.QAPair) { p.Answers[1].EffectiveFrom = "2022-01-01" }, "end 2022-01-01"},
		{"an earlier answer without a rule", "surtax", func(p *knowledge.QAPair) {
			p.Answers = append(p.Answers, knowledge.Answer{EffectiveTo: "2021-08-31", Text: "同现行规定。", Citations: p.Answers[0].Citations})
		}, "no previous rule"},
		{"an earlier answer left out", "vat-threshold", func(p *knowledge.QAPair) { p.Answers = p.Answers[:1] }, "earlier answer missing is true"},
		{"an excuse that is none", "cit-ad", func(p *knowledge.QAPair) {
			p.Answers = append(p.Answers, knowledge.Answer{EffectiveTo: "2007-12-31", Text: "同现行规定。"})
		}, "excused is true"},
		{"another beginning", "vat-threshold", func(p *knowledge.QAPair) { p.Answers[0].EffectiveFrom = "2026-01-02" }, "the sheet says 2026-01-01"},
		{"another end", "vat-threshold", func(p *knowledge.QAPair) { p.Answers[0].EffectiveTo = "" }, "2027-12-31"},
		{"another kind", "etax-login", func(p *knowledge.QAPair) { p.Kind = knowledge.Policy }, "kind is policy"},
		{"surer than the sheet", "iit-expat", func(p *knowledge.QAPair) { p.Unconfirmed = false }, "unconfirmed is false"},
		{"less sure than the sheet", "vat-law", func(p *knowledge.QAPair) { p.Unconfirmed = true }, "unconfirmed is true"},
		{"doubt that is not told", "iit-expat", say(0, "以主管税务机关答复为准", "请留意通知"), "does not say"},
		{"an address of somewhere else", "vat-per-transaction", func(p *knowledge.QAPair) { p.Answers[0].Citations[0].URL = "https://kpmg.com/cn" }, "address https://kpmg.com/cn"},
		{"an address left out", "vat-threshold", func(p *knowledge.QAPair) { p.Answers[0].Citations[0].URL = "" }, "is not used"},
		{"our words as the law's", "vat-threshold", func(p *knowledge.QAPair) { p.Answers[0].Citations[0].Quote = "免征增值税" }, "a quote"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			pair := pairs[c.pair]
			pair.Answers = slices.Clone(pair.Answers)
			for i := range pair.Answers {
				pair.Answers[i].Citations = slices.Clone(pair.Answers[i].Citations)
			}
			c.change(&pair)
			row := rows[slices.IndexFunc(rows, func(r topic) bool { return r.ID == c.pair })]
			found := strings.Join(contradictions(row, pair), "\n")
			if c.want == "" && found != "" || !strings.Contains(found, c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
}
