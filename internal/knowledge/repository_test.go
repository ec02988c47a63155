package knowledge_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

var noon = time.Date(2026, 11, 22, 4, 0, 0, 123456789, time.UTC)

func clock() time.Time { return noon }

func TestRepository(t *testing.T) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB)
	}{
		{"nothing published", nothingPublished},
		{"seed", seeding},
		{"seed of an upgrade", upgrading},
		{"seed over what staff did", seedingOverStaff},
		{"seed that staff wrote already", seedingSame},
		{"seed at once", seedingAtOnce},
		{"shipped knowledge", shippedKnowledge},
		{"publish", publishing},
		{"positions", positions},
		{"publish refuses", publishRefuses},
		{"editions stay", editionsStay},
		{"change feed", changeFeed},
		{"publish at once", publishingAtOnce},
		{"vectors", vectors},
		{"documents", documents},
		{"overlays", overlays},
		{"lexicons", lexicons},
		{"documents that are refused", documentsRefused},
	} {
		t.Run(c.name, func(t *testing.T) { storetest.Each(t, c.test) })
	}
}

func nothingPublished(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	edition, err := r.CurrentEdition(t.Context())
	check(t, err)
	last, err := lastChange(t, r)
	check(t, err)
	pairs, err := r.AllPairs(t.Context(), edition.Number)
	check(t, err)
	if edition != (knowledge.Edition{}) || last != 0 || len(pairs) != 0 {
		t.Errorf("edition %+v, last change %d, pairs %v", edition, last, pairs)
	}
}

func seeding(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	seed := load(t, shipped())
	report, err := r.Seed(t.Context(), seed)
	check(t, err)
	if report.Edition != 1 || len(report.Added) != 5 || report.Unchanged != 0 {
		t.Errorf("first: %+v", report)
	}
	again, err := r.Seed(t.Context(), seed)
	check(t, err)
	if !reflect.DeepEqual(again, knowledge.SeedReport{Unchanged: 5}) {
		t.Errorf("again: %+v", again)
	}
	edition, err := r.CurrentEdition(t.Context())
	check(t, err)
	if edition.Number != 1 || edition.Author == "" || edition.Title == "" || !edition.PublishedAt.Equal(noon.Truncate(time.Microsecond)) {
		t.Errorf("edition %+v", edition)
	}
	if got := read(t, r, 1); !reflect.DeepEqual(got, knowledge.Seed{
		Pairs: []knowledge.QAPair{seed.Pairs[0], seed.Pairs[1]}, Packages: seed.Packages, Trending: seed.Trending, QuickLinks: seed.QuickLinks,
	}) {
		t.Errorf("read %+v", got)
	}
	pack, err := r.Package(t.Context(), "start", 1)
	check(t, err)
	if !reflect.DeepEqual(pack, seed.Packages[0]) {
		t.Errorf("package %+v", pack)
	}
	_, err = r.Package(t.Context(), "nothing", 1)
	want(t, err, fault.NotFound, "")
	pair, err := r.Pair(t.Context(), "vat-threshold", 1)
	check(t, err)
	if !reflect.DeepEqual(pair, seed.Pairs[1]) {
		t.Errorf("pair %+v", pair)
	}
	_, err = r.Pair(t.Context(), "nothing", 1)
	want(t, err, fault.NotFound, "")
	_, err = r.Pair(t.Context(), "vat-threshold", 0)
	want(t, err, fault.NotFound, "")
}

// upgrading: what the next program ships replaces, adds and ends; the order of curated lists follows too.
func upgrading(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	files := shipped()
	files["trending.yaml"] += "- id: hot2\n  question: 怎么登录？\n  pair: etax-login\n"
	seed(t, r, files)

	files["pairs/vat.yaml"] = strings.Replace(files["pairs/vat.yaml"], "**10万元。**", "**15万元。**", 1)
	files["pairs/new.yaml"] = "- id: new\n  kind: guide\n  question: 新问题？\n  answers: [{text: 新答复}]\n"
	files["quick-links.yaml"] = "[]\n"
	files["trending.yaml"] = "- id: hot2\n  question: 怎么登录？\n  pair: etax-login\n- id: hot\n  question: 卖10万要交税吗？\n  pair: vat-threshold\n"
	report := seed(t, r, files)
	wanted := knowledge.SeedReport{
		Edition: 2, Unchanged: 2,
		Added:    []knowledge.Key{{Kind: knowledge.PairItem, ID: "new"}},
		Replaced: []knowledge.Key{{Kind: knowledge.PairItem, ID: "vat-threshold"}, {Kind: knowledge.TrendingItem, ID: "hot2"}, {Kind: knowledge.TrendingItem, ID: "hot"}},
		Ended:    []knowledge.Key{{Kind: knowledge.QuickLinkItem, ID: "verify"}},
	}
	if !reflect.DeepEqual(report, wanted) {
		t.Errorf("report %+v", report)
	}
	now, before := read(t, r, 2), read(t, r, 1)
	if len(now.Pairs) != 3 || !strings.Contains(now.Pairs[2].Answers[0].Text, "15万元") || len(now.QuickLinks) != 0 || now.Trending[0].ID != "hot2" {
		t.Errorf("edition 2: %+v", now)
	}
	if len(before.Pairs) != 2 || !strings.Contains(before.Pairs[1].Answers[0].Text, "10万元") || len(before.QuickLinks) != 1 || before.Trending[0].ID != "hot" {
		t.Errorf("edition 1: %+v", before)
	}
	report = seed(t, r, shipped()) // the link is shipped again, the new pair no more
	if report.Edition != 3 || !slices.Contains(report.Added, knowledge.Key{Kind: knowledge.QuickLinkItem, ID: "verify"}) ||
		!slices.Contains(report.Ended, knowledge.Key{Kind: knowledge.PairItem, ID: "new"}) {
		t.Errorf("report %+v", report)
	}
}

// seedingOverStaff: an upgrade keeps what staff edited, withdrew or wrote themselves, and offers its own version once.
func seedingOverStaff(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	files := shipped()
	first := load(t, files)
	seed(t, r, files)
	edited := first.Pairs[1]
	edited.Question = "员工改过的问题？"
	own := knowledge.QAPair{ID: "own", Kind: knowledge.Guide, Question: "自己写的？", Answers: []knowledge.Answer{{Text: "是。"}}}
	login := knowledge.Key{Kind: knowledge.PairItem, ID: "etax-login"}
	publish(t, r, knowledge.Publication{
		Title: "修改", Author: "editor", Put: []knowledge.Item{{Content: edited}, {Content: own}}, Withdraw: []knowledge.Key{login},
	})

	if report := seed(t, r, files); !reflect.DeepEqual(report, knowledge.SeedReport{Unchanged: 5}) {
		t.Errorf("the same seed: %+v", report)
	}
	files["pairs/vat.yaml"] = strings.Replace(files["pairs/vat.yaml"], "**10万元。**", "**15万元。**", 1)
	files["pairs/etax.yaml"] = strings.Replace(files["pairs/etax.yaml"], "打开登录页。", "扫码登录。", 1)
	report := seed(t, r, files)
	vat := knowledge.Key{Kind: knowledge.PairItem, ID: "vat-threshold"}
	if !reflect.DeepEqual(report, knowledge.SeedReport{Unchanged: 3, Conflicts: []knowledge.Key{login, vat}}) {
		t.Errorf("a changed seed: %+v", report)
	}
	edition, err := r.CurrentEdition(t.Context())
	check(t, err)
	if edition.Number != 2 {
		t.Errorf("a conflict published edition %d", edition.Number)
	}
	drafts, err := r.Drafts(t.Context())
	check(t, err)
	upgraded := load(t, files)
	if len(drafts) != 2 || !reflect.DeepEqual(drafts[0].Content, knowledge.Content(upgraded.Pairs[0])) ||
		!reflect.DeepEqual(drafts[1].Content, knowledge.Content(upgraded.Pairs[1])) || !drafts[0].CreatedAt.Equal(noon.Truncate(time.Microsecond)) {
		t.Errorf("drafts %+v", drafts)
	}
	if report := seed(t, r, files); !reflect.DeepEqual(report, knowledge.SeedReport{Unchanged: 5}) {
		t.Errorf("offered twice: %+v", report)
	}
	now := read(t, r, 2)
	if len(now.Pairs) != 2 || now.Pairs[0].ID != "own" || now.Pairs[1].Question != "员工改过的问题？" {
		t.Errorf("after the upgrade: %+v", now.Pairs)
	}

	// A newer draft takes the place of the one that waits; publishing the item settles it.
	files["pairs/vat.yaml"] = strings.Replace(files["pairs/vat.yaml"], "**15万元。**", "**20万元。**", 1)
	if report := seed(t, r, files); !reflect.DeepEqual(report.Conflicts, []knowledge.Key{vat}) {
		t.Errorf("a newer seed: %+v", report)
	}
	drafts, err = r.Drafts(t.Context())
	check(t, err)
	newer, ok := drafts[1].Content.(knowledge.QAPair)
	if len(drafts) != 2 || !ok || !strings.Contains(newer.Answers[0].Text, "20万元") {
		t.Errorf("drafts %+v", drafts)
	}
	publish(t, r, knowledge.Publication{Title: "采用", Author: "editor", Put: []knowledge.Item{drafts[1].Item}})
	drafts, err = r.Drafts(t.Context())
	check(t, err)
	if len(drafts) != 1 || drafts[0].Content.Key() != login {
		t.Errorf("drafts %+v", drafts)
	}

	// What staff edited stays even when it is shipped no more.
	delete(files, "pairs/etax.yaml")
	files["pairs/vat.yaml"] = strings.Replace(files["pairs/vat.yaml"], "id: vat-threshold", "id: vat-other", 1)
	files["packages.yaml"] = "[]\n"
	files["trending.yaml"] = "[]\n"
	report = seed(t, r, files)
	if slices.Contains(report.Ended, vat) || slices.Contains(report.Ended, login) || len(report.Ended) != 2 {
		t.Errorf("ended %v", report.Ended)
	}
	_, err = r.Pair(t.Context(), "vat-threshold", report.Edition)
	check(t, err)
}

// seedingSame: when the program ships what staff had corrected in the same way, there is nothing to decide.
func seedingSame(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	files := shipped()
	seed(t, r, files)
	files["pairs/etax.yaml"] = strings.Replace(files["pairs/etax.yaml"], "打开登录页。", "扫码登录。", 1)
	publish(t, r, knowledge.Publication{Title: "改", Author: "editor", Put: []knowledge.Item{{Content: load(t, files).Pairs[0]}}})
	if report := seed(t, r, files); !reflect.DeepEqual(report, knowledge.SeedReport{Unchanged: 4}) {
		t.Errorf("report %+v", report)
	}
	drafts, err := r.Drafts(t.Context())
	check(t, err)
	if len(drafts) != 0 {
		t.Errorf("drafts %+v", drafts)
	}
	if report := seed(t, r, files); report.Unchanged != 5 {
		t.Errorf("again %+v", report)
	}
}

// seedingAtOnce: two nodes that start together publish one edition.
func seedingAtOnce(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	wanted := load(t, shipped())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, err := r.Seed(t.Context(), wanted); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	edition, err := r.CurrentEdition(t.Context())
	check(t, err)
	last, err := lastChange(t, r)
	check(t, err)
	if edition.Number != 1 || last != 5 {
		t.Errorf("edition %d, %d changes", edition.Number, last)
	}
}

// shippedKnowledge: all that is shipped is read back as it was loaded.
func shippedKnowledge(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	all, err := knowledge.LoadSeed(os.DirFS("../../data"))
	check(t, err)
	report, err := r.Seed(t.Context(), all)
	check(t, err)
	if len(report.Added) != len(all.Pairs)+len(all.Packages)+len(all.Trending)+len(all.QuickLinks) {
		t.Errorf("added %d", len(report.Added))
	}
	got := read(t, r, 1)
	slices.SortFunc(all.Pairs, func(a, b knowledge.QAPair) int { return strings.Compare(string(a.ID), string(b.ID)) })
	slices.SortFunc(got.Pairs, func(a, b knowledge.QAPair) int { return strings.Compare(string(a.ID), string(b.ID)) })
	if !reflect.DeepEqual(got.Pairs, all.Pairs) || !reflect.DeepEqual(got.Packages, all.Packages) ||
		!reflect.DeepEqual(got.Trending, all.Trending) || !reflect.DeepEqual(got.QuickLinks, all.QuickLinks) {
		t.Error("something was read otherwise than it was loaded")
	}
	if again, err := r.Seed(t.Context(), all); err != nil || again.Edition != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
}

func publishing(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	seed(t, r, shipped())
	pack := knowledge.QAPackage{ID: "more", Title: "更多", Summary: "更多问题", Pairs: []knowledge.PairID{"own", "etax-login"}}
	edition := publish(t, r, knowledge.Publication{
		Title: "新的一版", Author: "editor",
		Put: []knowledge.Item{ // the package comes before the pair that it names: what counts is the edition as a whole
			{Content: pack, Position: 2},
			{Content: knowledge.QAPair{ID: "own", Kind: knowledge.Guide, Question: "问？", Answers: []knowledge.Answer{{Text: "答"}}}},
			{Content: knowledge.TrendingQuestion{ID: "own", Question: "问？", Pair: "own"}, Position: 1},
			{Content: knowledge.QuickLink{ID: "own", Title: "链接", URL: "https://12366.chinatax.gov.cn", Group: "互动"}, Position: 9},
		},
		Withdraw: []knowledge.Key{{Kind: knowledge.PairItem, ID: "vat-threshold"}},
	})
	current, err := r.CurrentEdition(t.Context())
	check(t, err)
	if edition.Number != 2 || current != edition {
		t.Errorf("published %+v, current %+v", edition, current)
	}
	found, err := r.Pairs(t.Context(), []knowledge.PairID{"own", "vat-threshold", "etax-login", "nothing", `'"\`, "\x00"}, 2)
	check(t, err)
	if ids := slices.Sorted(maps.Keys(found)); !slices.Equal(ids, []knowledge.PairID{"etax-login", "own"}) || found["own"].Question != "问？" {
		t.Errorf("pairs %+v", found)
	}
	none, err := r.Pairs(t.Context(), nil, 2)
	check(t, err)
	if len(none) != 0 {
		t.Errorf("pairs %+v", none)
	}
	now := read(t, r, 2)
	if now.Packages[0].ID != "start" || now.Packages[1].ID != "more" || len(now.Trending) != 2 || now.QuickLinks[1].ID != "own" {
		t.Errorf("lists %+v", now)
	}
	// An edit without a position stays where it was.
	pack.Title = "更多的"
	publish(t, r, knowledge.Publication{Title: "改", Author: "editor", Put: []knowledge.Item{{Content: pack}}})
	if now := read(t, r, 3); len(now.Packages) != 2 || now.Packages[1].Title != "更多的" {
		t.Errorf("packages %+v", now.Packages)
	}
}

func publishRefuses(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	seed(t, r, shipped())
	pair := knowledge.QAPair{ID: "own", Kind: knowledge.Guide, Question: "问？", Answers: []knowledge.Answer{{Text: "答"}}}
	broken := pair
	broken.Answers = nil
	vat := knowledge.Key{Kind: knowledge.PairItem, ID: "vat-threshold"}
	put := func(contents ...knowledge.Content) []knowledge.Item {
		items := make([]knowledge.Item, 0, len(contents))
		for _, content := range contents {
			items = append(items, knowledge.Item{Content: content})
		}
		return items
	}
	for _, c := range []struct {
		name        string
		publication knowledge.Publication
		kind        fault.Kind
		code        string
	}{
		{"nothing", knowledge.Publication{Title: "题", Author: "人"}, fault.Invalid, "publication_empty"},
		{"no title", knowledge.Publication{Author: "人", Put: put(pair)}, fault.Invalid, "publication_empty"},
		{"no author", knowledge.Publication{Title: "题", Put: put(pair)}, fault.Invalid, "publication_empty"},
		{"broken content", knowledge.Publication{Title: "题", Author: "人", Put: put(broken)}, fault.Invalid, "content_invalid"},
		{"the same twice", knowledge.Publication{Title: "题", Author: "人", Put: put(pair, pair)}, fault.Invalid, "publication_twice"},
		{"put and withdrawn", knowledge.Publication{Title: "题", Author: "人", Put: put(pair), Withdraw: []knowledge.Key{pair.Key()}}, fault.Invalid, "publication_twice"},
		{"withdrawing nothing", knowledge.Publication{Title: "题", Author: "人", Put: put(pair), Withdraw: []knowledge.Key{{Kind: knowledge.PairItem, ID: "nothing"}}}, fault.NotFound, "item_unknown"},
		{"a package of an unknown pair", knowledge.Publication{Title: "题", Author: "人", Put: put(pair,
			knowledge.QAPackage{ID: "p", Title: "题", Summary: "要", Pairs: []knowledge.PairID{"own", "nothing"}})}, fault.Invalid, "pair_unknown"},
		{"a hot question of a pair withdrawn with it", knowledge.Publication{
			Title: "题", Author: "人",
			Put: put(knowledge.TrendingQuestion{ID: "t", Question: "问？", Pair: "vat-threshold"}), Withdraw: []knowledge.Key{vat},
		}, fault.Invalid, "pair_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := r.Publish(t.Context(), c.publication)
			want(t, err, c.kind, c.code)
		})
	}
	edition, err := r.CurrentEdition(t.Context())
	check(t, err)
	last, err := lastChange(t, r)
	check(t, err)
	if edition.Number != 1 || last != 5 || len(read(t, r, 2).Pairs) != 2 {
		t.Errorf("something was kept: edition %d, %d changes", edition.Number, last)
	}
	publish(t, r, knowledge.Publication{Title: "撤", Author: "人", Withdraw: []knowledge.Key{vat}})
	_, err = r.Publish(t.Context(), knowledge.Publication{Title: "撤", Author: "人", Withdraw: []knowledge.Key{vat}})
	want(t, err, fault.NotFound, "item_unknown")
}

// editionsStay: an edition reads the same whatever is published after it.
func editionsStay(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	seed(t, r, shipped())
	first := read(t, r, 1)
	pair := first.Pairs[0]
	for n := range 3 {
		pair.Question = fmt.Sprintf("第%d次修改？", n)
		publish(t, r, knowledge.Publication{Title: "改", Author: "editor", Put: []knowledge.Item{{Content: pair}}})
	}
	publish(t, r, knowledge.Publication{Title: "撤", Author: "editor", Withdraw: []knowledge.Key{pair.Key()}})
	publish(t, r, knowledge.Publication{Title: "复", Author: "editor", Put: []knowledge.Item{{Content: pair}}})
	if got := read(t, r, 1); !reflect.DeepEqual(got, first) {
		t.Errorf("edition 1 became %+v", got)
	}
	for edition, question := range []string{1: first.Pairs[0].Question, 2: "第0次修改？", 3: "第1次修改？", 4: "第2次修改？", 5: "", 6: "第2次修改？"} {
		if edition == 0 {
			continue
		}
		got, err := r.Pair(t.Context(), pair.ID, int64(edition))
		if question == "" {
			want(t, err, fault.NotFound, "")
		} else if err != nil || got.Question != question {
			t.Errorf("edition %d: %q, %v", edition, got.Question, err)
		}
	}
	vat := knowledge.Key{Kind: knowledge.PairItem, ID: "vat-threshold"}
	versions, err := r.Versions(t.Context(), []knowledge.Key{pair.Key(), vat, {Kind: knowledge.PairItem, ID: "nothing"}})
	check(t, err)
	spans := make([][2]int64, 0, len(versions[pair.Key()]))
	for _, v := range versions[pair.Key()] {
		spans = append(spans, [2]int64{v.EditionFrom, v.EditionTo})
	}
	if !slices.Equal(spans, [][2]int64{{1, 2}, {2, 3}, {3, 4}, {4, 5}, {6, 0}}) {
		t.Errorf("versions %v", spans)
	}
	second, _ := versions[pair.Key()][1].Content.(knowledge.QAPair)
	if len(versions) != 2 || len(versions[vat]) != 1 || second.Question != "第0次修改？" {
		t.Errorf("versions %+v", versions)
	}
}

func changeFeed(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	seed(t, r, shipped())
	login := knowledge.Key{Kind: knowledge.PairItem, ID: "etax-login"}
	publish(t, r, knowledge.Publication{Title: "撤", Author: "editor", Withdraw: []knowledge.Key{login}})
	var all []knowledge.Change
	for {
		some, err := r.Changes(t.Context(), int64(len(all)), 2)
		check(t, err)
		if len(some) > 2 {
			t.Fatalf("%d changes for a limit of 2", len(some))
		}
		if len(some) == 0 {
			break
		}
		all = append(all, some...)
	}
	last, err := lastChange(t, r)
	check(t, err)
	if len(all) != 6 || last != 6 || all[5] != (knowledge.Change{Seq: 6, Edition: 2, Key: login}) {
		t.Errorf("changes %+v, last %d", all, last)
	}
	for i, change := range all {
		if change.Seq != int64(i+1) {
			t.Errorf("change %d is %+v", i, change)
		}
	}
}

// publishingAtOnce: editions and changes are numbered without gaps, and each edition holds what it was given.
func publishingAtOnce(t *testing.T, db *store.DB) {
	const editors = 6
	r := knowledge.NewRepository(db, clock)
	var group sync.WaitGroup
	numbers := make([]int64, editors)
	for n := range editors {
		group.Go(func() {
			pair := knowledge.QAPair{ID: knowledge.PairID(fmt.Sprintf("pair-%d", n)), Kind: knowledge.Guide, Question: "问？", Answers: []knowledge.Answer{{Text: "答"}}}
			shared := knowledge.QAPair{ID: "shared", Kind: knowledge.Guide, Question: fmt.Sprint(n), Answers: []knowledge.Answer{{Text: "答"}}}
			edition, err := r.Publish(context.WithoutCancel(t.Context()), knowledge.Publication{
				Title: "同时", Author: "editor", Put: []knowledge.Item{{Content: pair}, {Content: shared}},
			})
			if err != nil {
				t.Error(err)
			}
			numbers[n] = edition.Number
		})
	}
	group.Wait()
	for n, number := range numbers {
		shared, err := r.Pair(t.Context(), "shared", number)
		if err != nil || shared.Question != fmt.Sprint(n) {
			t.Errorf("edition %d: %+v, %v", number, shared, err)
		}
	}
	slices.Sort(numbers)
	if !slices.Equal(numbers, []int64{1, 2, 3, 4, 5, 6}) {
		t.Errorf("editions %v", numbers)
	}
	changes, err := r.Changes(t.Context(), 0, 100)
	check(t, err)
	if len(changes) != 2*editors {
		t.Fatalf("changes %+v", changes)
	}
	for i, change := range changes {
		if change.Seq != int64(i+1) || change.Edition != int64(i/2+1) {
			t.Errorf("change %d is %+v", i, change)
		}
	}
}

func vectors(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	const count = 1100 // more than two batches
	stored := map[knowledge.ContentHash][]float32{}
	hashes := make([]knowledge.ContentHash, 0, count)
	for n := range count {
		hash := knowledge.ContentHash(fmt.Sprintf("hash-%d", n))
		stored[hash] = []float32{float32(n), -0.5, 1e-30}
		hashes = append(hashes, hash)
	}
	check(t, r.PutVectors(t.Context(), "model-1", stored))
	check(t, r.PutVectors(t.Context(), "model-2", map[knowledge.ContentHash][]float32{"hash-1": {9, 9}}))
	check(t, r.PutVectors(t.Context(), "model-1", map[knowledge.ContentHash][]float32{"hash-1": {7, 7, 7}})) // stays as it was
	got, err := r.Vectors(t.Context(), "model-1", append(hashes, "nothing"))
	check(t, err)
	if !reflect.DeepEqual(got, stored) {
		t.Errorf("%d vectors, the second is %v", len(got), got["hash-1"])
	}
	other, err := r.Vectors(t.Context(), "model-2", hashes)
	check(t, err)
	if !reflect.DeepEqual(other, map[knowledge.ContentHash][]float32{"hash-1": {9, 9}}) {
		t.Errorf("of the other model %v", other)
	}
	none, err := r.Vectors(t.Context(), "model-1", nil)
	check(t, err)
	if len(none) != 0 {
		t.Errorf("got %v", none)
	}
	want(t, r.PutVectors(t.Context(), "model-1", map[knowledge.ContentHash][]float32{"empty": nil}), fault.Invalid, "vector_empty")
	_, err = db.Exec(t.Context(), "UPDATE vectors SET dims = 2 WHERE content_hash = 'hash-2'")
	check(t, err)
	_, err = r.Vectors(t.Context(), "model-1", []knowledge.ContentHash{"hash-2"})
	want(t, err, fault.Internal, "")
}

func load(t *testing.T, files map[string]string) *knowledge.Seed {
	t.Helper()
	seed, err := knowledge.LoadSeed(folder(files))
	check(t, err)
	return seed
}

func seed(t *testing.T, r *knowledge.Repository, files map[string]string) knowledge.SeedReport {
	t.Helper()
	report, err := r.Seed(t.Context(), load(t, files))
	check(t, err)
	return report
}

func publish(t *testing.T, r *knowledge.Repository, publication knowledge.Publication) knowledge.Edition {
	t.Helper()
	edition, err := r.Publish(t.Context(), publication)
	check(t, err)
	return edition
}

// read gives all lists of an edition.
func read(t *testing.T, r *knowledge.Repository, edition int64) knowledge.Seed {
	t.Helper()
	var all knowledge.Seed
	var err error
	all.Pairs, err = r.AllPairs(t.Context(), edition)
	check(t, err)
	all.Packages, err = r.Packages(t.Context(), edition)
	check(t, err)
	all.Trending, err = r.TrendingQuestions(t.Context(), edition)
	check(t, err)
	all.QuickLinks, err = r.QuickLinks(t.Context(), edition)
	check(t, err)
	return all
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want fails unless err has the kind and, when one is given, the code.
func want(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || code != "" && fault.CodeOf(err) != code {
		t.Errorf("error %v, want %s %s", err, kind, code)
	}
}

// lastChange is the seq of the last change, as whoever follows the feed finds it.
func lastChange(t *testing.T, r *knowledge.Repository) (int64, error) {
	t.Helper()
	var last int64
	for {
		changes, err := r.Changes(t.Context(), last, 1000)
		if err != nil || len(changes) == 0 {
			return last, err
		}
		last = changes[len(changes)-1].Seq
	}
}

// positions: an order with gaps stays what people made of it.
func positions(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	link := func(id string, position int64) knowledge.Item {
		return knowledge.Item{Position: position, Content: knowledge.QuickLink{ID: id, Title: id, URL: "https://12366.chinatax.gov.cn", Group: "互动"}}
	}
	key := func(id string) knowledge.Key { return knowledge.Key{Kind: knowledge.QuickLinkItem, ID: id} }
	edition := func(put []knowledge.Item, withdraw ...knowledge.Key) int64 {
		return publish(t, r, knowledge.Publication{Title: "次序", Author: "editor", Put: put, Withdraw: withdraw}).Number
	}
	order := func(edition int64) string {
		links, err := r.QuickLinks(t.Context(), edition)
		check(t, err)
		ids := make([]string, len(links))
		for i, link := range links {
			ids[i] = link.ID
		}
		return strings.Join(ids, " ")
	}
	n := edition([]knowledge.Item{link("z", 0), link("y", 0), link("a", 1), link("b", 2), link("c", 3)})
	if got := order(n); got != "a b c z y" { // what has no place stands behind, in the order in which it was put
		t.Errorf("first %q", got)
	}
	n = edition([]knowledge.Item{link("0", 0)}, key("b"), key("y"))
	if got := order(n); got != "a c z 0" {
		t.Errorf("b and y withdrawn, another added: %q", got)
	}
	ranks, err := r.Positions(t.Context(), knowledge.QuickLinkItem, n)
	check(t, err)
	if want := map[string]int64{"a": 1, "b": 2, "c": 3, "z": 4, "y": 5, "0": 6}; !maps.Equal(ranks, want) {
		t.Errorf("ranks %v, want %v", ranks, want)
	}
	n = edition([]knowledge.Item{link("b", 0), link("a", 5)})
	if got := order(n); got != "b c z a 0" { // b where it stood
		t.Errorf("b again, a moved: %q", got)
	}
	if ranks, err = r.Positions(t.Context(), knowledge.QuickLinkItem, 1); err != nil || ranks["b"] != 2 || ranks["a"] != 1 {
		t.Errorf("the first edition: %v %v", ranks, err)
	}
}
