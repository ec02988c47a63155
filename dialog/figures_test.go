package dialog

import (
	"strings"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func TestFigures(t *testing.T) {
	for text, want := range map[string]string{
		"2026年1月1日至2027年12月31日，月10万元（季30万元）免征": "10万 30万",
		"按3%征收率减按1%，每次300—500元，1,200元":         "1% 1,200 3% 300 500",
		"依据财税〔2009〕9号、公告2023年第19号和第二十三条":       "",
		"2019—2025年，按2023口径，2025年底前，10号公告，第5条": "",
		"滞纳金万分之五（0.05%）":                       "0.05% 万分之五",
		"":                                     "",
	} {
		if got := strings.Join(figuresOf(text), " "); got != want {
			t.Errorf("%s: figures %q, want %q", text, got, want)
		}
	}
}

// What is said of an earlier rule beside the one of today.
func TestEarlierRuleBesideThePresent(t *testing.T) {
	cases := []struct {
		name, earlier, present string
		before                 string
		note                   string // when both held within the time asked about
	}{
		{"other figures", "**按5%征收。**", "**按3%征收。**", "，现在已经变化。", "规定有变化"},
		{"a figure more", "**税率为9%，征收率为3%和5%，与现行相同。**", "**税率为9%，征收率为3%。**", "，现在已经变化。", "规定有变化"},
		{"a figure less", "**按3%征收。**", "**按3%征收，减按1%。**", "，现在已经变化。", "规定有变化"},
		{"says that it is the same", "**此前口径相同：按3%减按2%。**", "**按3%减按2%。**", "，现在的规定与此相同。", "此前的规定与此相同"},
		{"says so without figures", "**此前口径一致：看余额。**", "**看余额，达到10万元的缴纳。**", "，现在的规定与此相同。", "此前的规定与此相同"},
		{"the same figures, another meaning", "**刚好10万元，免征。**", "**刚好10万元，要缴。**", "）。", "规定有变化"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			pair := knowledge.QAPair{ID: "p", Answers: []knowledge.Answer{{EffectiveFrom: "2025-07-01", Text: c.present}, {EffectiveTo: "2025-06-30", Text: c.earlier}}}
			say := func(period string) string {
				u := Understanding{Period: FindPeriod(period, today)}
				found := retriever.Result{Candidates: candidates("p", .9)}
				return Composer{}.Compose(sureAt().Decide(u, found, map[retriever.Target]Statement{pairTarget("p"): {QAPair: pair}}, Question{}, today)).Text
			}
			notice, _, _ := strings.Cut(say("2024年"), "\n")
			if !strings.HasSuffix(notice, c.before) {
				t.Errorf("says %q, want the end %q", notice, c.before)
			}
			if text := say("2025年"); !strings.Contains(text, c.note) {
				t.Errorf("of the year of the change: %q lacks %q", text, c.note)
			}
		})
	}
}
