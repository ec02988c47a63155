package main

import (
	"context"
	"fmt"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
)

var (
	author   = audit.Actor{Name: "bench", Role: "content_editor"}
	reviewer = audit.Actor{Name: "review", Role: "content_reviewer"}
)

const (
	ruleTitle = "江北湖区渔业合作社税务登记办法"
	ruleID    = "bench-rule"
	changing  = 7 // the article that changes
	passages  = 40
)

// probe asks for the article that changes.
const probe = "《" + ruleTitle + "》第七条是怎么规定的？"

// numerals are the numbers of the first articles.
var numerals = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// numeral writes 1..99.
func numeral(n int) string {
	if n <= 10 {
		return numerals[n]
	}
	text := "十" + numerals[n%10]
	if n >= 20 {
		text = numerals[n/10] + text
	}
	if n%10 == 0 {
		text = numerals[n/10] + "十"
	}
	return text
}

// figure is what the changing article says in its n-th version, and nothing else does.
func figure(n int) string { return fmt.Sprintf("%d元", 30100+n) }

// article is one passage of the document.
func article(at, version int) knowledge.Passage {
	clause := "第" + numeral(at) + "条"
	text := fmt.Sprintf("%s　渔业合作社在湖区第%d号水域从事养殖、捕捞或者销售水产品的，应当自开始生产经营之日起%d日内向主管税务机关办理税务登记，"+
		"填报登记表并提交水域使用证明；登记内容发生变化的，应当自变化之日起%d日内申报变更。", clause, at, 10+at, 20+at)
	if at == changing {
		text += "合作社没有按照期限办理登记的，由主管税务机关责令限期改正，可以处" + figure(version) + "以下的罚款。"
	}
	return knowledge.Passage{
		ID: knowledge.PassageID(fmt.Sprintf("%s.a%d", ruleID, at)), Document: ruleID, Title: ruleTitle, Clause: clause, Text: text,
	}
}

// publishRule publishes the document for the first time.
func publishRule(ctx context.Context, p *house.Program) error {
	document := knowledge.Document{ID: ruleID, Title: ruleTitle, EffectiveFrom: "2020-01-01"}
	items := []knowledge.Item{{}}
	for at := 1; at <= passages; at++ {
		passage := article(at, 0)
		document.Passages = append(document.Passages, passage.ID)
		items = append(items, knowledge.Item{Content: passage})
	}
	items[0].Content = document
	_, err := p.Knowledge.Publish(ctx, knowledge.Publication{Title: "bench", Author: author.Name, Put: items})
	return err
}

// changed is one publish of the changed article.
type changed struct {
	Began     time.Time // of publishing, the draft being in review
	Committed time.Time
	Seen      time.Time // when a reply carried the new text
}

// change drafts the n-th version of the article and publishes it.
func change(ctx context.Context, desk *editorial.Repository, n int) (changed, error) {
	draft, err := desk.Open(ctx, author, "bench")
	if err != nil {
		return changed{}, err
	}
	if _, err := desk.Put(ctx, author, draft.ID, []editorial.Edit{{Content: article(changing, n)}}); err != nil {
		return changed{}, err
	}
	if _, err := desk.Submit(ctx, author, draft.ID); err != nil {
		return changed{}, err
	}
	c := changed{Began: time.Now()}
	_, _, err = desk.Publish(ctx, reviewer, draft.ID, editorial.Approval{})
	c.Committed = time.Now()
	return c, err
}
