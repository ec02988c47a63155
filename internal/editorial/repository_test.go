package editorial_test

import (
	"errors"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

func TestRepository(t *testing.T) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB)
	}{
		{"from draft to edition", wholeWay},
		{"stale saves", staleSaves},
		{"two writers at once", atOnce},
		{"what a draft refuses", refusals},
		{"steps out of turn", outOfTurn},
		{"four eyes", fourEyes},
		{"return and discard", returned},
		{"the base moved on", moved},
		{"documents and their passages", documents},
		{"passages carry what their document says", carrying},
		{"rollback", rollback},
		{"difference of editions", differences},
		{"places in lists", places},
		{"lexicons", lexicons},
		{"pages", pages},
		{"interrupted anywhere", interrupted},
		{"duplicates and contradictions", duplicates},
		{"one question, two answers", twoAnswers},
		{"what is named and not there", references},
		{"a document goes whole", wholeDocuments},
		{"what reading left to people", doubts},
		{"contradictions are confirmed", contradictions},
		{"alone", alone},
	} {
		t.Run(c.name, func(t *testing.T) { storetest.Each(t, c.test) })
	}
}

func wholeWay(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	d.publish("第一版", pair("vat", "增值税起征点是多少？", "10万元。"))
	p, err := d.Open(t.Context(), li, " 新政 ")
	check(t, err)
	if p.ID != 2 || p.Title != "新政" || p.Author != "li" || p.State != editorial.Draft || p.BaseEdition != 1 || !p.CreatedAt.After(noon) {
		t.Errorf("opened %+v", p)
	}
	check(t, d.Rename(t.Context(), li, p.ID, "新政二"))
	items, err := d.Put(t.Context(), li, p.ID, []editorial.Edit{
		{Content: pair("vat", "增值税起征点是多少？", "15万元。"), Origin: "问答.xlsx"},
		{Content: pair("cit", "企业所得税税率是多少？", "25%。"), Position: 7},
	})
	check(t, err)
	if len(items) != 2 || items[0].Version != 1 || items[0].BaseEdition != 1 || items[0].Origin != "问答.xlsx" || items[0].ChangedBy != "li" {
		t.Errorf("put %+v", items)
	}
	read, err := d.Items(t.Context(), p.ID, editorial.ItemFilter{})
	check(t, err)
	one, err := d.Item(t.Context(), p.ID, items[0].Key)
	check(t, err)
	if !reflect.DeepEqual(read, []editorial.Item{items[1], items[0]}) || !reflect.DeepEqual(one, items[0]) {
		t.Errorf("read %+v and %+v", read, one)
	}
	check(t, d.Remove(t.Context(), li, p.ID, items[1].Key, 1))
	_, err = d.Item(t.Context(), p.ID, items[1].Key)
	want(t, err, fault.NotFound, "item_unknown")
	put, withdraw, err := d.Contents(t.Context(), p.ID)
	check(t, err)
	if !reflect.DeepEqual(put, []knowledge.Content{items[0].Content}) || withdraw != nil {
		t.Errorf("contents %v, %v", put, withdraw)
	}

	p, err = d.Submit(t.Context(), li, p.ID)
	check(t, err)
	if p.State != editorial.Review || d.answer("vat") != "10万元。" {
		t.Errorf("submitted %+v", p)
	}
	p, edition, err := d.Publish(t.Context(), wang, p.ID, editorial.Approval{Note: "核对无误"})
	check(t, err)
	stored, err := d.Proposal(t.Context(), p.ID)
	check(t, err)
	if p != stored || p.State != editorial.Published || p.Edition != 2 || p.Reviewer != "wang" || p.Note != "核对无误" ||
		edition.Number != 2 || edition.Title != "新政二" || edition.Author != "li" || d.answer("vat") != "15万元。" {
		t.Errorf("published %+v, stored %+v, edition %+v", p, stored, edition)
	}
	editions, err := d.Editions(t.Context(), 0, 0)
	check(t, err)
	if len(editions) != 2 || editions[0].Edition != edition || editions[0].Proposal != p.ID || editions[0].Reviewer != "wang" || editions[0].Changes != 1 {
		t.Errorf("editions %+v", editions)
	}
	var acts []string
	entries, err := d.trail.Entries(t.Context(), audit.Filter{SubjectKind: "proposal", SubjectID: "2"})
	check(t, err)
	for _, e := range entries {
		acts = append(acts, e.Actor.Name+" "+e.Action)
	}
	if !reflect.DeepEqual(acts, []string{
		"wang proposal.publish", "li proposal.submit", "li proposal.remove", "li proposal.edit", "li proposal.rename", "li proposal.open",
	}) || !reflect.DeepEqual(entries[0].Detail, map[string]string{"edition": "2", "put": "1", "withdrawn": "0"}) {
		t.Errorf("trail %q, %v", acts, entries[0].Detail)
	}
}

// staleSaves: whoever saves an older version is refused with the present one in hand, and nothing of her call is kept.
func staleSaves(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	p := d.open("甲")
	first := pair("vat", "增值税起征点是多少？", "10万元。")
	d.put(p, editorial.Edit{Content: first})
	second := pair("vat", "增值税起征点是多少？", "12万元。")
	d.put(p, editorial.Edit{Content: second, Version: 1})

	_, err := d.Put(t.Context(), zhao, p, []editorial.Edit{
		{Content: pair("other", "别的问题？", "答复。")}, {Content: pair("vat", "增值税起征点是多少？", "20万元。"), Version: 1},
	})
	want(t, err, fault.Conflict, "item_stale")
	var stale *editorial.Stale
	if !errors.As(err, &stale) || len(stale.Present) != 1 || stale.Present[0].Version != 2 || !reflect.DeepEqual(stale.Present[0].Content, knowledge.Content(second)) {
		t.Errorf("stale %+v", stale)
	}
	items, err := d.Items(t.Context(), p, editorial.ItemFilter{})
	check(t, err)
	if len(items) != 1 || items[0].Version != 2 || items[0].ChangedBy != "li" {
		t.Errorf("items %+v", items)
	}
	_, err = d.Put(t.Context(), zhao, p, []editorial.Edit{{Content: first}}) // she thinks that it is not there
	want(t, err, fault.Conflict, "item_stale")
	want(t, d.Remove(t.Context(), zhao, p, second.Key(), 1), fault.Conflict, "item_stale")
	check(t, d.Remove(t.Context(), zhao, p, second.Key(), 2))
	_, err = d.Put(t.Context(), zhao, p, []editorial.Edit{{Content: first, Version: 2}}) // it was taken out meanwhile
	want(t, err, fault.Conflict, "item_stale")
	if !errors.As(err, &stale) || len(stale.Present) != 1 || stale.Present[0].Version != 0 || stale.Present[0].Key != second.Key() {
		t.Errorf("stale %+v", stale)
	}
}

// atOnce: of many who save the same version at once, one is taken.
func atOnce(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	p := d.open("甲")
	d.put(p, editorial.Edit{Content: pair("vat", "问题？", "0")})
	var group sync.WaitGroup
	taken := make(chan string, 20)
	for n := range 20 {
		group.Go(func() {
			text := strconv.Itoa(n + 1)
			_, err := d.Put(t.Context(), li, p, []editorial.Edit{{Content: pair("vat", "问题？", text), Version: 1}})
			if err == nil {
				taken <- text
			} else if fault.CodeOf(err) != "item_stale" {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(taken) != 1 {
		t.Fatalf("%d were taken", len(taken))
	}
	item, err := d.Item(t.Context(), p, pairKey("vat"))
	check(t, err)
	if item.Version != 2 || item.Content.(knowledge.QAPair).Answers[0].Text != <-taken {
		t.Errorf("item %+v", item)
	}
}

func refusals(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	_, err := d.Open(t.Context(), li, "  ")
	want(t, err, fault.Invalid, "title_invalid")
	p := d.open("甲")
	want(t, d.Rename(t.Context(), li, p, ""), fault.Invalid, "title_invalid")
	good := pair("vat", "问题？", "答复。")
	for _, c := range []struct {
		name  string
		id    editorial.ProposalID
		edits []editorial.Edit
		kind  fault.Kind
		code  string
	}{
		{"no edits", p, nil, fault.Invalid, "edits_invalid"},
		{"too many", p, make([]editorial.Edit, 1001), fault.Invalid, "edits_invalid"},
		{"twice", p, []editorial.Edit{{Content: good}, {Key: good.Key()}}, fault.Invalid, "key_twice"},
		{"no key", p, []editorial.Edit{{}}, fault.Invalid, "key_missing"},
		{"no id", p, []editorial.Edit{{Content: pair("", "问题？", "答复。")}}, fault.Invalid, "key_missing"},
		{"position", p, []editorial.Edit{{Content: good, Position: -1}}, fault.Invalid, "edit_invalid"},
		{"withdraw what is not there", p, []editorial.Edit{{Key: good.Key()}}, fault.NotFound, "item_unpublished"},
		{"text that cannot be kept", p, []editorial.Edit{{Content: pair("a\x00b", "问题？", "答复。")}}, fault.Invalid, "text_invalid"},
		{"no proposal", p + 1, []editorial.Edit{{Content: good}}, fault.NotFound, "proposal_unknown"},
	} {
		_, err := d.Put(t.Context(), li, c.id, c.edits)
		if fault.KindOf(err) != c.kind || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	want(t, d.Remove(t.Context(), li, p, good.Key(), 1), fault.NotFound, "item_unknown")
	_, err = d.Resolve(t.Context(), li, p, good.Key(), 1, 0)
	want(t, err, fault.NotFound, "item_unknown")
	for _, err := range []error{
		second(d.Proposal(t.Context(), p+1)), second(d.Items(t.Context(), p+1, editorial.ItemFilter{})), second(d.Clashes(t.Context(), p+1)),
		second(d.ProposalDiff(t.Context(), p+1, editorial.Page{})), second(d.Problems(t.Context(), p+1)), second(d.Submit(t.Context(), li, p+1)),
	} {
		want(t, err, fault.NotFound, "proposal_unknown")
	}
	_, _, err = d.Contents(t.Context(), p+1)
	want(t, err, fault.NotFound, "proposal_unknown")

	_, err = d.Submit(t.Context(), li, p)
	want(t, err, fault.Invalid, "proposal_empty")
	bad := pair("bad", "", "答复。")
	d.put(p, editorial.Edit{Content: bad}, editorial.Edit{Content: good})
	_, err = d.Submit(t.Context(), li, p)
	want(t, err, fault.Invalid, "content_invalid")
	problems, reading := d.Problems(t.Context(), p)
	check(t, reading)
	var faulty *editorial.Faulty
	if !errors.As(err, &faulty) || len(problems) != 1 || problems[0].Key != bad.Key() || !reflect.DeepEqual(faulty.Problems, problems) {
		t.Errorf("problems %+v, %+v", problems, faulty)
	}
	check(t, d.Remove(t.Context(), li, p, bad.Key(), 1))
	d.put(p, editorial.Edit{Content: knowledge.TrendingQuestion{ID: "hot", Question: "热？", Pair: "nothing"}})
	_, err = d.Submit(t.Context(), li, p)
	want(t, err, fault.Invalid, "reference_missing")
}

func outOfTurn(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	draft, review, discarded := d.open("甲"), d.open("乙"), d.open("丙")
	published := d.publish("丁", pair("vat", "问题？", "答复。"))
	d.put(draft, editorial.Edit{Content: pair("cit", "问题？", "答复。")})
	d.put(review, editorial.Edit{Content: pair("cit", "问题？", "答复。")})
	_, err := d.Submit(t.Context(), li, review)
	check(t, err)
	_, err = d.Discard(t.Context(), li, discarded, "")
	check(t, err)

	publish := func(id editorial.ProposalID) error {
		_, _, err := d.Publish(t.Context(), wang, id, editorial.Approval{})
		return err
	}
	want(t, publish(draft), fault.Conflict, "state_conflict")
	want(t, publish(discarded), fault.Conflict, "state_conflict")
	want(t, publish(published), fault.Conflict, "state_conflict")
	want(t, second(d.Submit(t.Context(), li, review)), fault.Conflict, "state_conflict")
	want(t, second(d.Return(t.Context(), wang, draft, "不")), fault.Conflict, "state_conflict")
	want(t, second(d.Discard(t.Context(), wang, published, "不")), fault.Conflict, "state_conflict")
	for _, id := range []editorial.ProposalID{review, published, discarded} {
		want(t, second(d.Put(t.Context(), li, id, []editorial.Edit{{Content: pair("cit", "改？", "改。"), Version: 1}})), fault.Conflict, "not_a_draft")
		want(t, d.Remove(t.Context(), li, id, pairKey("cit"), 1), fault.Conflict, "not_a_draft")
		want(t, d.Rename(t.Context(), li, id, "改"), fault.Conflict, "not_a_draft")
		want(t, second(d.Resolve(t.Context(), li, id, pairKey("cit"), 1, 1)), fault.Conflict, "not_a_draft")
	}
}

// fourEyes: neither the author nor whoever changed an item publishes, unless the desk has one person only.
func fourEyes(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	p := d.open("甲")
	d.put(p, editorial.Edit{Content: pair("vat", "问题？", "答复。")})
	_, err := d.Put(t.Context(), wang, p, []editorial.Edit{{Content: pair("vat", "问题？", "改过的答复。"), Version: 1}})
	check(t, err)
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	for _, own := range []audit.Actor{li, wang, {Name: "li", Role: "content_reviewer"}, {Name: " Wang", Role: "command_line"}, {Name: "LI"}} {
		_, _, err = d.Publish(t.Context(), own, p, editorial.Approval{})
		want(t, err, fault.Forbidden, "own_proposal")
	}
	if d.current() != 0 {
		t.Error("published all the same")
	}
	alone := newDesk(t, db, editorial.Config{OnePersonDesk: true})
	_, _, err = alone.Publish(t.Context(), li, p, editorial.Approval{})
	check(t, err)
	entries, err := d.trail.Entries(t.Context(), audit.Filter{Action: "proposal.publish"})
	check(t, err)
	if len(entries) != 1 || entries[0].Actor != li || entries[0].Detail["one_person_desk"] != "true" {
		t.Errorf("trail %+v", entries)
	}
	p = d.open("乙")
	d.put(p, editorial.Edit{Content: pair("vat", "问题？", "又改。")})
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	_, _, err = alone.Publish(t.Context(), zhao, p, editorial.Approval{})
	check(t, err)
	entries, err = d.trail.Entries(t.Context(), audit.Filter{Action: "proposal.publish", Limit: 1})
	check(t, err)
	if _, said := entries[0].Detail["one_person_desk"]; said {
		t.Error("two people are said to be one")
	}
}

func returned(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	p := d.open("甲")
	d.put(p, editorial.Edit{Content: pair("vat", "问题？", "答复。")})
	_, err := d.Submit(t.Context(), li, p)
	check(t, err)
	_, err = d.Return(t.Context(), wang, p, " ")
	want(t, err, fault.Invalid, "note_missing")
	back, err := d.Return(t.Context(), wang, p, "请补依据")
	check(t, err)
	if back.State != editorial.Draft || back.Reviewer != "wang" || back.Note != "请补依据" {
		t.Errorf("returned %+v", back)
	}
	d.put(p, editorial.Edit{Content: pair("vat", "问题？", "好的答复。"), Version: 1})
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	back, err = d.Return(t.Context(), li, p, "") // her own
	check(t, err)
	if back.State != editorial.Draft || back.Reviewer != "wang" {
		t.Errorf("taken back %+v", back)
	}
	gone, err := d.Discard(t.Context(), li, p, "不需要了")
	check(t, err)
	if gone.State != editorial.Discarded || gone.Note != "不需要了" {
		t.Errorf("discarded %+v", gone)
	}
	items, err := d.Items(t.Context(), p, editorial.ItemFilter{})
	check(t, err)
	if len(items) != 1 || d.current() != 0 {
		t.Errorf("items %+v", items)
	}
	long := make([]rune, 2001)
	for i := range long {
		long[i] = '长'
	}
	want(t, second(d.Discard(t.Context(), li, p, string(long))), fault.Invalid, "note_too_long")
	want(t, second(d.Rollback(t.Context(), li, 1, string(long))), fault.Invalid, "note_too_long")
}

// moved: what another edition changed meanwhile is not overwritten until somebody has seen it.
func moved(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	d.publish("第一版", pair("vat", "起征点是多少？", "10万元。"), pair("cit", "税率是多少？", "25%。"), pair("old", "旧问题？", "旧。"))
	p := d.open("甲")
	mine := pair("vat", "起征点是多少？", "15万元。")
	d.put(p, editorial.Edit{Content: mine}, editorial.Edit{Content: pair("cit", "税率是多少？", "20%。")},
		editorial.Edit{Key: pairKey("old")}, editorial.Edit{Content: pair("new", "新问题？", "甲说。")})
	// Another edition changes one of them, changes one to the same, withdraws the one to be withdrawn, and adds the new one.
	d.publish("第二版", pair("vat", "起征点是多少？", "12万元。"), pair("cit", "税率是多少？", "20%。"), pair("new", "新问题？", "乙说。"))
	d.withdraw("第三版", "old")

	clashes, err := d.Clashes(t.Context(), p)
	check(t, err)
	if len(clashes) != 2 || clashes[0].Key != pairKey("new") || clashes[1].Key != pairKey("vat") {
		t.Fatalf("clashes %+v", clashes)
	}
	if c := clashes[0]; c.Base != nil || text(c.Present) != "乙说。" || text(c.Proposed) != "甲说。" || c.Title != "新问题？" {
		t.Errorf("clash %+v", c)
	}
	if c := clashes[1]; text(c.Base) != "10万元。" || text(c.Present) != "12万元。" || text(c.Proposed) != "15万元。" || c.Current != 3 || c.Version != 1 ||
		!reflect.DeepEqual(c.Fields, []editorial.Field{{Name: "答复（不限起始）", Runs: []editorial.Run{
			{Op: editorial.Delete, Text: "12"}, {Op: editorial.Insert, Text: "15"}, {Op: editorial.Equal, Text: "万元。"},
		}}}) {
		t.Errorf("clash %+v", c)
	}
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	_, _, err = d.Publish(t.Context(), wang, p, editorial.Approval{})
	want(t, err, fault.Conflict, "base_moved")
	var m *editorial.Moved
	if !errors.As(err, &m) || !reflect.DeepEqual(m.Clashes, clashes) || d.answer("vat") != "12万元。" || d.current() != 3 {
		t.Errorf("moved %+v", m)
	}

	_, err = d.Return(t.Context(), wang, p, "请对照")
	check(t, err)
	want(t, second(d.Resolve(t.Context(), li, p, mine.Key(), 2, 3)), fault.Conflict, "item_stale")
	want(t, second(d.Resolve(t.Context(), li, p, mine.Key(), 1, 0)), fault.Invalid, "edition_invalid")
	want(t, second(d.Resolve(t.Context(), li, p, mine.Key(), 1, 4)), fault.Invalid, "edition_invalid")
	for _, c := range clashes {
		item, err := d.Resolve(t.Context(), li, p, c.Key, c.Version, c.Current)
		check(t, err)
		stored, err := d.Item(t.Context(), p, c.Key)
		check(t, err)
		if item.BaseEdition != 3 || item.Version != 2 || !reflect.DeepEqual(item, stored) {
			t.Errorf("resolved %+v, stored %+v", item, stored)
		}
	}
	clashes, err = d.Clashes(t.Context(), p)
	check(t, err)
	if clashes != nil {
		t.Errorf("clashes %+v", clashes)
	}
	diff, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	if len(diff) != 2 { // what is said already is left out
		t.Errorf("diff %+v", diff)
	}
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	_, edition, err := d.Publish(t.Context(), wang, p, editorial.Approval{})
	check(t, err)
	if edition.Number != 4 || d.answer("vat") != "15万元。" || d.answer("new") != "甲说。" || d.changes(4) != 2 {
		t.Errorf("edition %+v with %d changes", edition, d.changes(4))
	}

	p = d.open("什么也不改")
	d.put(p, editorial.Edit{Content: mine})
	_, err = d.Submit(t.Context(), li, p)
	check(t, err)
	_, _, err = d.Publish(t.Context(), wang, p, editorial.Approval{})
	want(t, err, fault.Invalid, "nothing_to_publish")
}

// interrupted: wherever publishing breaks off, the old edition stands and the proposal waits in review.
func interrupted(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	d.publish("第一版", pair("vat", "起征点是多少？", "10万元。"), pair("old", "旧问题？", "旧。"))
	p := d.open("甲")
	d.put(p, editorial.Edit{Content: pair("vat", "起征点是多少？", "15万元。")}, editorial.Edit{Key: pairKey("old")})
	_, err := d.Submit(t.Context(), li, p)
	check(t, err)
	before, err := d.Proposal(t.Context(), p)
	check(t, err)
	trail, err := d.trail.Entries(t.Context(), audit.Filter{})
	check(t, err)
	stopped := 0
	for n := 0; ; n++ {
		_, edition, err := d.Publish(endingContext(n), wang, p, editorial.Approval{})
		if err == nil {
			if edition.Number != 2 || d.current() != 2 || d.answer("vat") != "15万元。" {
				t.Errorf("published %+v", edition)
			}
			break
		}
		stopped++
		after, reading := d.Proposal(t.Context(), p)
		check(t, reading)
		entries, reading := d.trail.Entries(t.Context(), audit.Filter{})
		check(t, reading)
		if after != before || len(entries) != len(trail) || d.current() != 1 || d.answer("vat") != "10万元。" || d.answer("old") != "旧。" || d.changes(2) != 0 {
			t.Fatalf("stopped at %d by %v: %+v, edition %d", n, err, after, d.current())
		}
	}
	if stopped < 12 {
		t.Errorf("it was stopped at %d places only; publishing runs more statements", stopped)
	}

	// A trail that cannot be written stops it as well.
	broken := editorial.NewRepository(db, d.knowledge, brokenTrail{}, editorial.Config{}, time.Now)
	_, err = broken.Open(t.Context(), li, "乙")
	want(t, err, fault.Internal, "")
	proposals, err := d.Proposals(t.Context(), editorial.Filter{})
	check(t, err)
	if len(proposals) != 2 {
		t.Errorf("proposals %+v", proposals)
	}
}
