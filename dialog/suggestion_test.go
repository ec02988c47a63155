package dialog

import (
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// What is offered can be told apart: passages of one heading by how they begin, and the same words are offered once.
func TestSuggestionsAreToldApart(t *testing.T) {
	says := map[retriever.Target]Statement{}
	var targets []retriever.Target
	for _, p := range []struct{ id, path, text string }{
		{"one", "", "企业取得票据。不合规的不得扣除。"},
		{"two", "", "企业应当在规定期限内向对方补开或者换开符合规定的凭证并说明原因"},
		{"twin", "", "企业取得票据；另一份文件里的同一段"},
		{"alone", "第二章", "企业取得票据。"},
	} {
		passage := knowledge.Passage{ID: knowledge.PassageID(p.id), Title: "凭证办法", Text: p.text}
		if p.path != "" {
			passage.Path = []string{p.path}
		}
		target := retriever.Target{Kind: retriever.PassageTarget, ID: p.id}
		says[target] = statementOf(knowledge.CitedPassage{Passage: passage})
		targets = append(targets, target)
	}
	want := []Suggestion{
		{Question: "《凭证办法》：企业取得票据", PassageID: "one"},
		{Question: "《凭证办法》：企业应当在规定期限内向对方补开或者换开符合规定的…", PassageID: "two"},
		{Question: "《凭证办法》：第二章", PassageID: "alone"},
	}
	got := Decision{says: says}.suggestions(targets)
	if len(got) != len(want) {
		t.Fatalf("offers %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("offers %+v, want %+v", got[i], want[i])
		}
	}
}
