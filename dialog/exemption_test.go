package dialog

import (
	"strings"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Whether somebody has to pay is answered only by a pair that tells it.
func TestDutyLeftOpen(t *testing.T) {
	exemptions := newUnderstander(t).intents.exemptions
	const rate = "买卖合同的印花税为万分之三，借款合同为万分之零点五。"
	const exempt = "车船税由保险公司代收。纯电动乘用车不属于车船税的征税范围。"
	for _, c := range []struct {
		question, keywords, says string
		want                     bool
	}{
		{"农民卖自己种的菜签的买卖合同要交印花税吗", "农民 买卖合同 印花税 要交", rate, true},
		{"农民卖自己种的菜签的买卖合同要交印花税吗", "农民 买卖合同 印花税 要交", rate + "农民销售农产品的合同免征印花税。", false},
		{"买卖合同免征印花税吗", "", rate, true},
		{"哪些合同不用交印花税", "", rate, true},
		{"买卖合同要交印花税吗", "买卖合同 印花税 要交", rate, false},
		{"微型企业的借款合同要不要交印花税", "微型 企业 借款合同 印花税", rate, true},
		{"买卖合同印花税多少", "", rate, false},
		{"农民签的买卖合同印花税多少", "", rate, false},
		{"捕捞渔船要交车船税吗", "", exempt, true},
		{"捕捞渔船要交车船税吗", "", exempt + "捕捞、养殖渔船免征车船税。", false},
		{"电动乘用车要交车船税吗", "", exempt, false},
		{"我家去年没能免税。买卖合同印花税按多少算", "", rate, false},
		{"公园要交印花税吗?我是管账的", "", rate, true},
		{"外国股东再投资,可抵免应纳税额的比例是多少", "", rate, false},
	} {
		pair := knowledge.QAPair{Answers: []knowledge.Answer{{Text: c.says}}}
		if got := exemptions.read(c.question, strings.Fields(c.keywords)).leftOpen(pair); got != c.want {
			t.Errorf("%s left open by %q: %v, want %v", c.question, c.says, got, c.want)
		}
	}
}

// However sure the first candidate is, it is offered and not stated when it leaves open what is asked; the very question of a
// pair is answered.
func TestDutyIsNotAnsweredByARate(t *testing.T) {
	understander := newUnderstander(t)
	found := retriever.Result{Candidates: candidates("a", .9)}
	u := understander.Understand(Question{Text: "学校免不免这个税"}, today)
	d := sureAt().Decide(u, found, testStatements(), Question{}, today)
	reply := Composer{}.Compose(d)
	if d.Kind != Suggest || reply.Text != sayDutyOpen || len(reply.Suggestions) == 0 {
		t.Errorf("left open: %s %q %v", d.Kind, reply.Text, reply.Suggestions)
	}
	found.Same = found.Candidates[0].Target
	if d := sureAt().Decide(u, found, testStatements(), Question{}, today); d.Kind != Answer {
		t.Errorf("the very question: %s %v", d.Kind, d.Why)
	}
}
