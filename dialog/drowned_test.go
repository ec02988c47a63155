package dialog

import (
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func TestDrowned(t *testing.T) {
	fund := pairTarget("fund")
	says := map[retriever.Target]Statement{fund: {QAPair: knowledge.QAPair{ID: "fund", Question: "残疾人就业保障金怎么减免", Answers: []knowledge.Answer{{Text: "30人以下免征"}}}}}
	answer := Decision{Kind: Answer, offered: []retriever.Target{fund}, says: says}
	cases := []struct {
		name     string
		keywords []string
		thread   Decision
		want     bool
	}{
		{"names something else", []string{"文化事业建设费"}, answer, true},
		{"names what the answer says", []string{"免征"}, answer, false},
		{"names nothing", nil, answer, false},
		{"thread is not sure", []string{"文化事业建设费"}, Decision{Kind: Suggest, offered: []retriever.Target{fund}, says: says}, false},
	}
	for _, c := range cases {
		if got := drowned(Understanding{Keywords: c.keywords}, c.thread); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
