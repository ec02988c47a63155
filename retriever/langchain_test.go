package retriever_test

import (
	"context"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func TestLangChain(t *testing.T) {
	h := newHouse(t)
	anhui := pair("anhui", "印花税在安徽怎么申报", "按次申报。", "财税〔2020〕1号")
	anhui.Region = "340000"
	h.publish(t, []knowledge.QAPair{pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号"), anhui})
	chain := retriever.NewLangChain(h.retriever, h.knowledge, 3)
	documents, err := chain.GetRelevantDocuments(t.Context(), "印花税")
	if err != nil || len(documents) != 1 {
		t.Fatalf("%d documents, %v", len(documents), err)
	}
	if d := documents[0]; d.PageContent != "印花税怎么申报\n\n按季申报。" || d.Metadata["pair_id"] != "stamp" || d.Score <= 0 {
		t.Errorf("got %+v", d)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := chain.GetRelevantDocuments(gone, "印花税"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("who has gone is answered: %v", err)
	}
}
