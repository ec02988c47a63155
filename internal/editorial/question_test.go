package editorial

import (
	"fmt"
	"testing"

	"yueyue/internal/knowledge"
)

// Questions from one template are alike in nearly all bigrams; comparing each with each would be 32 million comparisons.
func TestTemplatedQuestionsAreNotComparedEachWithEach(t *testing.T) {
	const many = 8000
	ask := func(id, question, answer string) knowledge.QAPair {
		return knowledge.QAPair{ID: knowledge.PairID(id), Question: question, Answers: []knowledge.Answer{{Text: answer}}}
	}
	set := make([]knowledge.QAPair, many)
	for i := range set {
		set[i] = ask(fmt.Sprintf("t%d", i), fmt.Sprintf("第%04d号行业的增值税小规模纳税人月销售额免税标准怎么执行？", i), fmt.Sprintf("%d元。", i))
	}
	asked := &Asked{published: newQuestions()}
	asked.published.add(newAsking(ask("twin", "第7777号行业的增值税小规模纳税人月销售额免税标准如何执行", "9元。")))
	for _, pair := range set {
		pair.ID = "p" + pair.ID
		asked.published.add(newAsking(pair))
	}
	conflicts, err := asked.Conflicts(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	if made := asked.published.comparisons; made == 0 || made > 4_000_000 {
		t.Errorf("%d comparisons with what is published", made)
	}
	same, shown := 0, map[knowledge.PairID]int{}
	twin := false
	for _, c := range conflicts {
		shown[c.Pair]++
		if c.Published && c.Similarity == 1 && c.Other == "p"+c.Pair {
			same++
		}
		twin = twin || c.Pair == "t7777" && c.Other == "twin" && c.Similarity == 1 && c.Contradicts()
	}
	if same != many || !twin {
		t.Errorf("%d of %d questions found under the same words, twin %v", same, many, twin)
	}
	for id, n := range shown {
		if n > 2*conflictsKept {
			t.Fatalf("%s: %d conflicts", id, n)
		}
	}
}

// What is found by the rarest bigrams is what comparing each with each finds.
func TestRareBigramsFindWhatComparingAllFinds(t *testing.T) {
	texts := []string{
		"增值税怎么申报", "怎么申报增值税", "增值税如何申报？", "增值税申报怎么办理", "小规模纳税人增值税怎么申报", "小规模纳税人增值税怎么申报呢",
		"一般纳税人增值税怎么申报", "税", "税？", "", "个体工商户怎么注销税务登记", "个体工商户如何注销税务登记证", "注销税务登记个体工商户怎么", "A1", "a1 ",
		"印花税的税率是多少", "印花税税率是多少", "车辆购置税税率是多少", "房产税税率多少", "城镇土地使用税税率是多少",
	}
	index := newQuestions()
	var all []*asking
	for i, text := range texts {
		all = append(all, newAsking(knowledge.QAPair{ID: knowledge.PairID(fmt.Sprintf("q%02d", i)), Question: text}))
		index.add(all[i])
	}
	found, expected := map[string]bool{}, 0
	for _, a := range all {
		for _, m := range index.like(a, nil, true) {
			found[string(a.pair.ID+m.other.pair.ID)] = true
		}
	}
	for _, a := range all {
		for _, b := range all {
			x, y := a.ways[0], b.ways[0]
			likeness := x.likeness(y)
			if x.normal == "" || likeness < similar || likeness < rephrased && x.replaced(y) {
				continue
			}
			expected++
			if !found[string(a.pair.ID+b.pair.ID)] {
				t.Errorf("%q and %q are not found", x.text, y.text)
			}
		}
	}
	if expected != len(found) || expected <= len(texts)-1 {
		t.Errorf("%d found, %d expected", len(found), expected)
	}
}
