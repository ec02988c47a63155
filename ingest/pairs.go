package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yueyue/ingest/qa"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// takePairs notes what is new or changed in the pairs of a source, and shows what is wrong, said twice, or contradicts what is
// published.
func (r *run) takePairs(ctx context.Context, t taken, row *Row) error {
	a := t.answers
	row.Pairs = len(a.Pairs)
	row.Warnings = append(row.Warnings, a.Warnings...)
	for _, d := range a.Duplicates {
		row.warn(d.Error())
	}
	ids := make([]knowledge.PairID, len(a.Pairs))
	for i, pair := range a.Pairs {
		ids[i] = pair.ID
		for _, answer := range pair.Answers {
			r.result.Text += int64(len(answer.Text))
		}
	}
	published, err := r.published(ctx, ids)
	if err != nil {
		return err
	}
	var changed []knowledge.QAPair
	for i, pair := range a.Pairs {
		before, known := published[pair.ID]
		if known && !t.whole {
			pair = over(before, pair)
		}
		if err := knowledge.Check(pair); err != nil { // sound by itself, and not over what is published
			a.Problems = append(a.Problems, qa.Problem{Place: a.Places[i], Text: "与已发布的内容合不到一起：" + fault.MessageOf(err)})
			continue
		}
		text := encoded(pair)
		if other, twice := r.pairs[pair.ID]; twice {
			if other.content != hashOf([]byte(text)) {
				a.Problems = append(a.Problems, qa.Problem{Place: a.Places[i], Text: "同一个问题在“" + other.file + "”里已有不同的内容，以先读到的为准"})
			} else {
				row.warn(a.Places[i].String() + "：与“" + other.file + "”重复")
			}
			continue
		}
		hash := hashOf([]byte(text))
		waiting, staged := r.staged[pair.Key()]
		staged = staged && waiting.content == hash
		r.pairs[pair.ID] = said{row.File, hash, known || !staged}
		switch {
		case staged:
			row.warn(fmt.Sprintf("%s：已在草案 %d 中，没有重复导入", a.Places[i], waiting.proposal))
			r.result.Unchanged++
		case known && encoded(before) == text:
			r.result.Unchanged++
		default:
			r.change(editorial.Edit{Content: pair, Origin: row.File}, known)
			changed = append(changed, pair)
		}
	}
	for _, pack := range a.Packages {
		pack.Pairs = slices.DeleteFunc(slices.Clone(pack.Pairs), func(id knowledge.PairID) bool { return !r.pairs[id].sayable })
		if len(pack.Pairs) > 0 {
			r.packages.extend(pack)
		}
	}
	for _, pack := range t.packages {
		r.packages.put(pack)
	}
	if len(a.Problems) > 0 {
		row.fail(fault.New(fault.Invalid, "ingest.take", "rows_invalid", joinProblems(a.Problems)))
	}
	return r.showConflicts(ctx, changed, row)
}

// published reads pairs in pages, so that no statement grows with the file.
func (r *run) published(ctx context.Context, ids []knowledge.PairID) (map[knowledge.PairID]knowledge.QAPair, error) {
	all := map[knowledge.PairID]knowledge.QAPair{}
	for some := range slices.Chunk(ids, 500) {
		page, err := r.parts.Contents.Pairs(ctx, some, r.edition)
		if err != nil {
			return nil, err
		}
		for id, pair := range page {
			all[id] = pair
		}
	}
	return all, nil
}

// over is a pair as a table has it over the one that is published: what a table has no column for, and periods that it does not
// touch, stand.
func over(published, pair knowledge.QAPair) knowledge.QAPair {
	pair.Unconfirmed = published.Unconfirmed
	if len(pair.Aliases) == 0 {
		pair.Aliases = published.Aliases
	}
	if len(pair.Similar) == 0 {
		pair.Similar = published.Similar
	}
	if pair.Owner == "" {
		pair.Owner = published.Owner
	}
	if pair.ReviewBy == "" {
		pair.ReviewBy = published.ReviewBy
	}
	answers := slices.Clone(pair.Answers)
	for _, old := range published.Answers {
		apart := !slices.ContainsFunc(pair.Answers, func(a knowledge.Answer) bool { return qa.Meet(a, old) })
		if apart {
			answers = append(answers, old)
		}
	}
	slices.SortStableFunc(answers, func(a, b knowledge.Answer) int {
		switch {
		case a.EffectiveFrom > b.EffectiveFrom:
			return -1
		case a.EffectiveFrom < b.EffectiveFrom:
			return 1
		}
		return 0
	})
	pair.Answers = answers
	return pair
}

// conflictsShown is how many conflicts of one source a row names.
const conflictsShown = 20

// showConflicts names the published questions that new or changed pairs ask again.
func (r *run) showConflicts(ctx context.Context, pairs []knowledge.QAPair, row *Row) error {
	if len(pairs) == 0 {
		return nil
	}
	if r.asked == nil {
		asked, err := r.parts.Desk.Asked(ctx)
		if err != nil {
			return err
		}
		r.asked = asked
	}
	conflicts, err := r.asked.Conflicts(ctx, pairs)
	if err != nil {
		return err
	}
	shown := 0
	for _, c := range conflicts {
		if !c.Published {
			continue // qa shows what a file says twice
		}
		if shown++; shown > conflictsShown {
			continue
		}
		text := fmt.Sprintf("“%s”与已发布的 %s（“%s”）是同一个问题", c.Question, c.Other, c.Asked)
		if c.Contradicts() {
			text += fmt.Sprintf("，数字不同：这里是%s，已发布的是%s", figures(c.Here), figures(c.There))
		}
		row.warn(text)
	}
	if shown > conflictsShown {
		row.warn(fmt.Sprintf("与已发布内容相同的问题共 %d 处，其余请在草案里查看", shown))
	}
	return nil
}

// figures are figures for people.
func figures(all []editorial.Figure) string {
	if len(all) == 0 {
		return "没有"
	}
	texts := make([]string, len(all))
	for i, f := range all {
		texts[i] = f.Text
	}
	return strings.Join(texts, "、")
}
