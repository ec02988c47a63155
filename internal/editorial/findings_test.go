package editorial_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

const childQuestion = "子女教育专项附加扣除的标准是多少？"

func child(id, answer string) knowledge.QAPair { return pair(id, childQuestion, answer) }

// codes are the problems of a proposal, in a line for each.
func (d desk) codes(p editorial.ProposalID) (lines []string) {
	d.t.Helper()
	problems, err := d.Problems(d.t.Context(), p)
	check(d.t, err)
	var each []editorial.Problem
	items, err := d.Items(d.t.Context(), p, editorial.ItemFilter{})
	check(d.t, err)
	for _, item := range items {
		of, err := d.Problems(d.t.Context(), p, item.Key)
		check(d.t, err)
		each = append(each, of...)
	}
	if !slices.Equal(each, problems) {
		d.t.Errorf("of all items %+v, of each %+v", problems, each)
	}
	for _, one := range problems {
		lines = append(lines, one.Key.ID+" "+string(one.Code))
	}
	return lines
}

// twoAnswers: a question that another pair answers otherwise, for the same people at the same time, is neither submitted nor published.
func twoAnswers(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	published := child("child", "每个子女每月2000元。")
	published.Similar = []string{"孩子上学个税能扣多少"}
	d.publish("第一版", published, pair("other", "别的问题？", "答复。"))

	with := func(q knowledge.QAPair, change func(*knowledge.QAPair)) knowledge.QAPair {
		change(&q)
		return q
	}
	for _, c := range []struct {
		name    string
		edits   []editorial.Edit
		problem []string
	}{
		{"another figure", []editorial.Edit{{Content: child("false", "每个子女每月1000元。")}}, []string{"false question_duplicate"}},
		{"the same figure in other words", []editorial.Edit{{Content: child("false", "2000元每月。")}}, []string{"false question_duplicate"}},
		{"word for word", []editorial.Edit{{Content: child("same", "每个子女每月2000元。")}}, nil},
		{"in another spelling", []editorial.Edit{{Content: pair("false", "子女教育 专项附加扣除的标准是多少", "1000元。")}}, []string{"false question_duplicate"}},
		{"under a similar question", []editorial.Edit{{Content: pair("false", "孩子上学个税能扣多少？", "1000元。")}}, []string{"false question_duplicate"}},
		{"its own similar question", []editorial.Edit{{Content: with(pair("false", "教育支出怎么扣除？", "1000元。"), func(q *knowledge.QAPair) {
			q.Similar = []string{childQuestion}
		})}}, []string{"false question_duplicate"}},
		{"the published one corrected", []editorial.Edit{{Content: child("child", "每个子女每月1000元。")}}, nil},
		{"the published one withdrawn", []editorial.Edit{{Content: child("new", "1000元。")}, {Key: pairKey("child")}}, nil},
		{"the published one ended", []editorial.Edit{
			{Content: with(child("new", "1000元。"), func(q *knowledge.QAPair) { q.Answers[0].EffectiveFrom = "2027-01-01" })},
			{Content: with(published, func(q *knowledge.QAPair) {
				q.Answers = []knowledge.Answer{{Text: q.Answers[0].Text, EffectiveTo: "2026-12-31"}}
			})},
		}, nil},
		{"both in the draft", []editorial.Edit{{Content: pair("a", "残保金几月申报？", "7月。")}, {Content: pair("b", "残保金几月申报", "9月。")}}, []string{
			"a question_duplicate", "b question_duplicate",
		}},
		{"enterprises and everybody", []editorial.Edit{{Content: with(child("false", "1000元。"), func(q *knowledge.QAPair) {
			q.Audience = knowledge.Enterprise
		})}}, []string{"false question_duplicate"}},
		{"what nobody changed", []editorial.Edit{{Content: pair("other", "别的问题？", "改过的答复。")}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := d.open(c.name)
			d.put(p, c.edits...)
			if got := d.codes(p); !slices.Equal(got, c.problem) {
				t.Errorf("problems %q", got)
			}
			submitted, err := d.Submit(t.Context(), li, p)
			if c.problem == nil {
				check(t, err)
				if submitted.State != editorial.Review {
					t.Errorf("%+v", submitted)
				}
				return
			}
			want(t, err, fault.Invalid, "question_duplicate")
		})
	}
	p := d.open("话")
	d.put(p, editorial.Edit{Content: child("false", "每个子女每月1000元。")})
	_, err := d.Submit(t.Context(), li, p)
	message := fault.MessageOf(err)
	for _, words := range []string{childQuestion, "已发布", "1000元", "2000元", "请改正", "撤回", "截止日期"} {
		if !strings.Contains(message, words) {
			t.Errorf("%q says nothing of %s", message, words)
		}
	}
	if strings.Contains(message, "child") || strings.Contains(message, "false") {
		t.Errorf("%q has an id", message)
	}

	// What comes meanwhile is seen as well.
	p = d.open("残保金")
	d.put(p, editorial.Edit{Content: pair("mine", "残保金几月申报？", "7月。")})
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	d.publish("先发布的", pair("theirs", "残保金几月申报？", "9月。"))
	_, _, err = d.Publish(t.Context(), wang, p, editorial.Approval{})
	want(t, err, fault.Invalid, "question_duplicate")
	if d.answer("mine") != "" {
		t.Error("it was published")
	}
}

// references: whatever publishing would refuse for what it names is told before.
func references(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	document, passages := law("rule", "一。", "二。")
	d.publish("第一版", append([]knowledge.Content{pair("vat", "起征点是多少？", "10万元。"), pair("old", "旧问题？", "旧。"), document}, passages...)...)
	pack := func(pairs ...knowledge.PairID) knowledge.QAPackage {
		return knowledge.QAPackage{ID: "p", Title: "套餐", Summary: "说明", Pairs: pairs}
	}
	hot := knowledge.TrendingQuestion{ID: "hot", Question: "热？", Pair: "none"}
	longer, more := law("rule", "一。", "二。", "三。")
	for _, c := range []struct {
		name    string
		edits   []editorial.Edit
		problem []string
		says    string
	}{
		{"passage that is not listed", []editorial.Edit{{Content: more[2]}}, []string{"rule.3 reference_missing"}, "第3条"},
		{"package", []editorial.Edit{{Content: pack("vat", "none")}}, []string{"p reference_missing"}, "none"},
		{"package of what is withdrawn", []editorial.Edit{{Content: pack("vat", "old")}, {Key: pairKey("old")}}, []string{"p reference_missing"}, "旧问题？"},
		{"package of what is new", []editorial.Edit{{Content: pack("vat", "new")}, {Content: pair("new", "新问题？", "新。")}}, nil, ""},
		{"hot question", []editorial.Edit{{Content: hot}}, []string{"hot reference_missing"}, "热点推荐"},
		{"document without its passage", []editorial.Edit{{Content: longer}}, []string{"rule reference_missing"}, "1段"},
		{"document with it", []editorial.Edit{{Content: longer}, {Content: more[2]}}, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := d.open(c.name)
			d.put(p, c.edits...)
			if got := d.codes(p); !slices.Equal(got, c.problem) {
				t.Errorf("problems %q", got)
			}
			_, err := d.Submit(t.Context(), li, p)
			if c.problem == nil {
				check(t, err)
				_, _, err = d.Publish(t.Context(), wang, p, editorial.Approval{})
				check(t, err)
				return
			}
			want(t, err, fault.Invalid, "reference_missing")
			if message := fault.MessageOf(err); !strings.Contains(message, c.says) {
				t.Errorf("%q", message)
			}
		})
	}
	p := d.open("话")
	bad := pair("bad", "问题？", "")
	bad.Answers = append(bad.Answers, knowledge.Answer{Text: "从前的。"})
	d.put(p, editorial.Edit{Content: bad})
	problems, err := d.Problems(t.Context(), p)
	check(t, err)
	if len(problems) != 1 || problems[0].Code != editorial.ContentInvalid || problems[0].Title != "问题？" ||
		!strings.HasPrefix(problems[0].Say(), "问答“问题？”：第1个答复的文字不能为空；第2个答复有效期应") {
		t.Errorf("%+v", problems)
	}
}

// wholeDocuments: a document leaves a draft with its passages, and no passage comes without its document.
func wholeDocuments(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	document, passages := law("rule", "一。", "二。")
	other, others := law("rule_x", "甲。") // _ is any character to LIKE
	near, nears := law("ruleax", "乙。")
	p := d.open("文件")
	for _, content := range slices.Concat([]knowledge.Content{document, other, near}, passages, others, nears) {
		d.put(p, editorial.Edit{Content: content})
	}
	check(t, d.Remove(t.Context(), li, p, other.Key(), 1))
	check(t, d.Remove(t.Context(), li, p, document.Key(), 1))
	left, err := d.Items(t.Context(), p, editorial.ItemFilter{})
	check(t, err)
	if len(left) != 2 || left[0].Key != near.Key() || left[1].Key != nears[0].Key() {
		t.Fatalf("left %+v", left)
	}
	if edition := d.release(p); d.changes(edition) != 2 {
		t.Errorf("%d changes", d.changes(edition))
	}

	p = d.open("段落")
	_, err = d.Put(t.Context(), li, p, []editorial.Edit{{Content: passages[0]}})
	want(t, err, fault.Invalid, "document_missing")
	if message := fault.MessageOf(err); !strings.HasPrefix(message, "《某办法》第1条") {
		t.Errorf("%q", message)
	}
	d.put(p, editorial.Edit{Content: passages[0]}, editorial.Edit{Content: passages[1]}, editorial.Edit{Content: document}) // in any order
	published := nears[0].(knowledge.Passage)
	published.Text = "乙，改。"
	d.put(p, editorial.Edit{Content: published})
	d.put(p, editorial.Edit{Key: near.Key()}) // withdrawn: what the draft has of it goes
	_, err = d.Put(t.Context(), li, p, []editorial.Edit{{Content: published}})
	want(t, err, fault.Invalid, "document_missing")
	if _, err := d.Item(t.Context(), p, published.Key()); fault.CodeOf(err) != "item_unknown" {
		t.Errorf("the passage of a withdrawn document: %v", err)
	}
	d.release(p)
}

// doubts: a title that is the name of a file keeps a document from being submitted, what was read twice is shown.
func doubts(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	document, passages := law("rule", "一。")
	document.Title = "扫描件0012"
	document.Evidence = []knowledge.Evidence{
		{Field: "title", Quote: "扫描件0012", Reason: "没有认出标题"},
		{Field: "issued_on", Quote: "2026-01-01", Line: 3, Sure: 0.7, Reason: "落款日期"},
		{Field: "issued_on", Quote: "2026年1月1日", Reason: "发文日期有两种说法。"},
	}
	p := d.open("文件")
	d.put(p, editorial.Edit{Content: document}, editorial.Edit{Content: passages[0]})
	found, err := d.Findings(t.Context(), p)
	check(t, err)
	if got := d.codes(p); !slices.Equal(got, []string{"rule title_missing"}) || len(found.Doubts) != 1 || found.Doubts[0].Key != document.Key() ||
		!strings.Contains(found.Doubts[0].Message, "两种说法") {
		t.Errorf("problems %q, doubts %+v", got, found.Doubts)
	}
	_, err = d.Submit(t.Context(), li, p)
	want(t, err, fault.Invalid, "title_missing")
	named := document
	named.Title = "国家税务总局公告"
	d.put(p, editorial.Edit{Content: named, Version: 1})
	if edition := d.release(p); edition != 1 {
		t.Errorf("edition %d", edition)
	}

	p = d.open("按文件名")
	d.put(p, editorial.Edit{Content: document})
	_, err = d.SubmitUnnamed(t.Context(), li, p)
	check(t, err)
	_, _, err = d.Publish(t.Context(), wang, p, editorial.Approval{})
	check(t, err)
	entries, err := d.trail.Entries(t.Context(), audit.Filter{Action: "proposal.submit", Limit: 1})
	check(t, err)
	if entries[0].Detail["titles_from_files"] != "1" {
		t.Errorf("trail %v", entries[0].Detail)
	}
}

// contradictions: another figure on a question that is alike is published by somebody who says that she has seen just this one.
func contradictions(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	d.publish("第一版", child("child", "每个子女每月2000元。"))
	p := d.open("甲")
	d.put(p, editorial.Edit{Content: pair("like", "子女教育专项附加扣除的标准到底是多少？", "每月1000元。")})
	_, err := d.Submit(t.Context(), li, p)
	check(t, err)
	found, err := d.Findings(t.Context(), p)
	check(t, err)
	if c := found.Contradictions(); len(c) != 1 || c[0].Refused || found.Consent() == "" {
		t.Fatalf("%+v", found)
	}
	publish := func(consent string) error {
		_, _, err := d.Publish(t.Context(), wang, p, editorial.Approval{Consent: consent})
		return err
	}
	for _, consent := range []string{"", "yes"} {
		err = publish(consent)
		want(t, err, fault.Conflict, "contradictions_unconfirmed")
	}
	var contrary *editorial.Contrary
	if !errors.As(err, &contrary) || len(contrary.Conflicts) != 1 || contrary.Consent != found.Consent() || !strings.Contains(fault.MessageOf(err), "1000元") {
		t.Errorf("%+v", contrary)
	}
	d.publish("第二版", child("child", "每个子女每月1500元。")) // what was confirmed is no longer what is published
	want(t, publish(found.Consent()), fault.Conflict, "contradictions_unconfirmed")
	found, err = d.Findings(t.Context(), p)
	check(t, err)
	check(t, publish(found.Consent()))
	entries, err := d.trail.Entries(t.Context(), audit.Filter{Action: "proposal.publish", Limit: 1})
	check(t, err)
	if detail := entries[0].Detail; detail["contradictions"] != "1" || !strings.Contains(detail["confirmed"], "1500元") {
		t.Errorf("trail %v", detail)
	}

	// Of a rule of the country and one of a city a taxpayer there is given that of the city: it may differ on purpose.
	p = d.open("合肥")
	local := child("local", "每月1800元。")
	local.Region = "340100"
	d.put(p, editorial.Edit{Content: local})
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	want(t, publish(""), fault.Conflict, "contradictions_unconfirmed")
	elsewhere := child("elsewhere", "每月1700元。")
	elsewhere.Region = "310000"
	conflicts, err := d.Conflicts(t.Context(), []knowledge.QAPair{elsewhere, local})
	check(t, err)
	for _, c := range conflicts {
		if !c.Published {
			t.Errorf("no taxpayer is given both: %+v", c)
		}
	}
}

// alone: who publishes what she wrote is marked; going back needs one person while it does nothing else.
func alone(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	d.publish("第一版", child("child", "每月2000元。"))
	d.publish("第二版", child("child", "每月1000元。"))
	mark := func() bool {
		t.Helper()
		editions, err := d.Editions(t.Context(), 0, 1)
		check(t, err)
		return editions[0].Alone
	}
	if mark() {
		t.Error("two people are said to be one")
	}
	back, err := d.Rollback(t.Context(), wang, 1, "数字有误")
	check(t, err)
	published, _, err := d.Publish(t.Context(), wang, back.ID, editorial.Approval{})
	check(t, err)
	entries, err := d.trail.Entries(t.Context(), audit.Filter{Action: "proposal.publish", Limit: 1})
	check(t, err)
	stored, err := d.Proposal(t.Context(), back.ID)
	check(t, err)
	if !mark() || !published.Alone || stored != published || entries[0].Detail["own_rollback"] != "true" || d.answer("child") != "每月2000元。" {
		t.Errorf("%+v, trail %v", published, entries[0].Detail)
	}

	back, err = d.Rollback(t.Context(), wang, 2, "")
	check(t, err)
	d.publish("其间", pair("new", "新问题？", "新。"))
	_, _, err = d.Publish(t.Context(), wang, back.ID, editorial.Approval{}) // it would keep what came meanwhile
	want(t, err, fault.Forbidden, "own_proposal")
	_, err = d.Discard(t.Context(), wang, back.ID, "")
	check(t, err)

	back, err = d.Rollback(t.Context(), wang, 2, "")
	check(t, err)
	_, err = d.Return(t.Context(), wang, back.ID, "")
	check(t, err)
	_, err = d.Put(t.Context(), wang, back.ID, []editorial.Edit{{Content: child("child", "每月9000元。"), Version: 1}})
	check(t, err)
	_, err = d.Submit(t.Context(), wang, back.ID)
	check(t, err)
	_, _, err = d.Publish(t.Context(), wang, back.ID, editorial.Approval{}) // it is no rollback any more
	want(t, err, fault.Forbidden, "own_proposal")

	desk := newDesk(t, db, editorial.Config{OnePersonDesk: true})
	published, _, err = desk.Publish(t.Context(), wang, back.ID, editorial.Approval{})
	check(t, err)
	if !mark() || !published.Alone {
		t.Errorf("%+v", published)
	}
}
