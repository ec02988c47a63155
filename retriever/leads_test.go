package retriever_test

import (
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// TestLeads: pairs and passages stand among their own kind, and neither takes the other's places.
func TestLeads(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{
		pair("ship", "船舶的登记在哪里办", "港口。", "公告2021年第1号"), pair("deed", "买房子的税", "百分之二。", "公告2021年第3号"), pair("boat", "船舶的税怎么交", "按年。", "公告2021年第4号"),
	})
	d, passages := measure()
	h.publishDocument(t, d, passages)
	found := h.ask(t, retriever.Query{Text: "船舶的登记由哪里负责", Region: "340100", Limit: 1})
	kinds := map[retriever.TargetKind]string{}
	for _, c := range found.Candidates {
		kinds[c.Target.Kind] += c.Target.ID + " "
	}
	if len(found.Candidates) != 2 || kinds[retriever.PairTarget] != "ship " || kinds[retriever.PassageTarget] != "d-1.a2 " {
		t.Errorf("one of each kind: %v", kinds)
	}
	for kind, want := range map[retriever.TargetKind]string{retriever.PairTarget: "ship", retriever.PassageTarget: "d-1.a2"} {
		lead := found.Leads[kind]
		if lead.WordsFirst.ID != want || lead.MeaningFirst.Kind != kind || lead.Support < 1 {
			t.Errorf("%s leads: %+v", kind, lead)
		}
	}
	alone := h.ask(t, retriever.Query{Text: "船舶的登记由哪里负责", Region: "310000"})
	if _, some := alone.Leads[retriever.PassageTarget]; some || alone.Leads[retriever.PairTarget] != found.Leads[retriever.PairTarget] {
		t.Errorf("without passages pairs stand otherwise: %+v, with them %+v", alone.Leads, found.Leads)
	}
}

// TestClauseOfAnOrder: a clause is found by the number of its document, however much of the number people write.
func TestClauseOfAnOrder(t *testing.T) {
	h := newHouse(t)
	d, passages := measure()
	d.DocumentNumber = "中华人民共和国国务院令第362号"
	for i := range passages {
		passages[i].Number = d.DocumentNumber
	}
	h.publishDocument(t, d, passages)
	for question, want := range map[string]string{"国务院令第362号第二条讲什么": "d-1.a2", "国务院令第362号第1条": "d-1.a1"} {
		found := h.ask(t, retriever.Query{Text: question, Region: "340000"})
		exact := ""
		for _, c := range found.Candidates {
			if c.Exact {
				exact += c.Target.ID
			}
		}
		if exact != want {
			t.Errorf("%s names %q, want %q", question, exact, want)
		}
	}
}
