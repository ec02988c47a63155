package retriever_test

import (
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func TestExactLane(t *testing.T) {
	h := newHouse(t)
	clause := pair("law", "小规模多少免税", "十万元。", "")
	clause.Answers[0].Citations = []knowledge.Citation{{Title: "中华人民共和国增值税法", Clause: "第二十三条第一款"}}
	income := pair("income", "个税专项附加扣除有哪些", "七项。", "")
	income.Answers[0].Citations = []knowledge.Citation{{Title: "中华人民共和国个人所得税法（2018修正）", Clause: "第六条"}}
	h.publish(t, []knowledge.QAPair{
		pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号"), pair("deed", "契税税率是多少", "百分之一。", "财政部 税务总局公告2021年第2号"), clause, income,
	})
	cases := []struct {
		question, top string
		unknown       int
	}{
		{"财税[2020]1号怎么规定契税税率是多少", "stamp", 0},
		{"公告2021年第2号", "deed", 0},
		{"国家税务总局公告2021年第2号", "", 1},
		{"财税〔2020〕9号说的印花税怎么申报", "", 1},
		{"增值税法第23条", "law", 0},
		{"增值税法第二十四条", "", 0},
		{"第二十三条是增值税法的哪一条", "law", 0},
		{"个人所得税法第六条", "income", 0},
		{"增值税法和个人所得税法第六条", "income", 0},
		{"增值税法第六条和个人所得税法第二十三条", "", 0},
		{"增值税法实施条例第二十三条", "", 0},
		{"第二十三条", "", 0},
		{"财税〔2020〕9号和财税〔2020〕9号", "", 1},
	}
	for _, c := range cases {
		found := h.ask(t, retriever.Query{Text: c.question})
		top := ""
		if len(found.Candidates) > 0 && found.Candidates[0].Exact {
			top = found.Candidates[0].Target.ID
		}
		if top != c.top || len(found.Unknown) != c.unknown {
			t.Errorf("%s: exact %q, %d unknown; want %q, %d", c.question, top, len(found.Unknown), c.top, c.unknown)
		}
	}
	h.publish(t, nil, "deed")
	if found := h.ask(t, retriever.Query{Text: "公告2021年第2号"}); len(found.Unknown) != 1 {
		t.Error("a number that only a withdrawn pair cites is still known")
	}
}

func TestExactLaneLeavesOut(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{
		pair("stamp", "印花税怎么申报", "按季申报。", "财税〔2020〕1号"), pair("deed", "契税税率是多少", "百分之一。", "公告2021年第2号"),
	})
	found := h.ask(t, retriever.Query{Text: "财税〔2020〕1号", WithoutTarget: retriever.Target{Kind: retriever.PairTarget, ID: "stamp"}})
	if len(found.Unknown) != 1 || len(found.Candidates) > 0 && found.Candidates[0].Target.ID == "stamp" {
		t.Errorf("the knowledge without the pair gives %+v", found)
	}
}

func TestSame(t *testing.T) {
	h := newHouse(t)
	where := func(id, question, region string, audience knowledge.Audience) knowledge.QAPair {
		p := pair(id, question, "甲。", "财税〔2020〕1号")
		p.Region, p.Audience = region, audience
		return p
	}
	h.publish(t, []knowledge.QAPair{
		where("country", "水利基金怎么交", "", ""), where("anhui", "水利基金怎么交？", "340000", ""), where("firm", "水利基金怎么交", "", knowledge.Enterprise),
		where("one", "税率是3%吗", "", ""), where("twin", "两个一样的问题", "", ""), where("twin-2", "两个一样的问题！", "", ""),
	})
	cases := []struct {
		name  string
		query retriever.Query
		want  string
	}{
		{"country", retriever.Query{Text: "水利基金 怎么交?"}, "country"},
		{"the smaller region", retriever.Query{Text: "水利基金怎么交", Region: "340100"}, "anhui"},
		{"another region", retriever.Query{Text: "水利基金怎么交", Region: "320000"}, "country"},
		{"the audience", retriever.Query{Text: "水利基金怎么交", Audience: knowledge.Enterprise}, "firm"},
		{"the smaller region before the audience", retriever.Query{Text: "水利基金怎么交", Region: "340000", Audience: knowledge.Enterprise}, "anhui"},
		{"a mark that counts", retriever.Query{Text: "税率是3吗"}, ""},
		{"a similar question", retriever.Query{Text: "税率是3%吗呢"}, "one"},
		{"a part of it", retriever.Query{Text: "水利基金"}, ""},
		{"two pairs ask it", retriever.Query{Text: "两个一样的问题"}, ""},
		{"its own unit is left out", retriever.Query{Text: "税率是3%吗", Without: "qa_pair/one@1/1"}, ""},
		{"left out", retriever.Query{Text: "税率是3%吗", WithoutTarget: retriever.Target{Kind: retriever.PairTarget, ID: "one"}}, ""},
	}
	for _, c := range cases {
		found := h.ask(t, c.query)
		if found.Same.ID != c.want {
			t.Errorf("%s: %q, want %q", c.name, found.Same.ID, c.want)
		}
		if c.want != "" && found.Candidates[0].Target != found.Same {
			t.Errorf("%s: the first candidate is %s", c.name, found.Candidates[0].Target.ID)
		}
	}
	h.publish(t, nil, "one")
	if found := h.ask(t, retriever.Query{Text: "税率是3%吗"}); found.Same.ID != "" {
		t.Error("a withdrawn pair still asks its question")
	}
}
