package knowledge_test

import (
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

func overlays(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	seed(t, r, shipped())
	d, passages := notice("d-1", "甲办法", "财税〔2019〕1号")
	other, more := notice("d-2", "乙办法", "财税〔2019〕2号")
	publish(t, r, knowledge.Publication{Title: "甲乙", Author: "a", Put: append(put(passages, d), put(more, other)...)})

	pair, err := r.Pair(t.Context(), "vat-threshold", 2)
	check(t, err)
	pair.Question = "草稿里的问题？"
	repeal, articles := notice("d-3", "丙公告", "财政部 税务总局公告2026年第5号")
	repeal.Links = []knowledge.Link{{Kind: knowledge.Repeals, Title: "甲办法", On: "2026-07-01"}}
	draft := []knowledge.Content{pair, repeal}
	for _, item := range articles {
		draft = append(draft, item.Content)
	}
	o := knowledge.NewOverlay(r, draft, []knowledge.Key{other.Key(), {Kind: knowledge.PairItem, ID: "etax-login"}})

	pairs, err := o.Pairs(t.Context(), []knowledge.PairID{"vat-threshold", "etax-login"}, 2)
	check(t, err)
	if len(pairs) != 1 || pairs["vat-threshold"].Question != pair.Question {
		t.Errorf("pairs %+v", pairs)
	}
	cited, err := o.Passages(t.Context(), []knowledge.PassageID{"d-1.a1", "d-2.a1", "d-3.a2"}, 2)
	check(t, err)
	if len(cited) != 2 || cited["d-1.a1"].To != "2026-06-30" || cited["d-1.a1"].EndedBy.From != "d-3" || cited["d-3.a2"].From != "2020-01-01" {
		t.Errorf("passages %+v", cited)
	}
	if published, err := r.Passages(t.Context(), []knowledge.PassageID{"d-1.a1"}, 2); err != nil || published["d-1.a1"].To != "" {
		t.Errorf("the draft shows in what is published: %+v, %v", published, err)
	}
	if o = knowledge.NewOverlay(r, nil, []knowledge.Key{repeal.Key()}); o != nil {
		if cited, err := o.Passages(t.Context(), []knowledge.PassageID{"d-1.a1"}, 2); err != nil || cited["d-1.a1"].To != "" {
			t.Errorf("an empty draft changes %+v, %v", cited, err)
		}
	}
}
