package browser

import (
	"strings"
	"testing"
)

// TestConsoleLexiconChangesAnswers gives a thing a name that nobody uses and asks by it.
func TestConsoleLexiconChangesAnswers(t *testing.T) {
	t.Parallel()
	const question, answer = "喵喵扣除的标准是多少", "业务招待费按实际发生额的60%扣除"
	s, p := alone(t)
	taxpayer := visitor(t, s, desktop)
	if reply := taxpayer.ask(question); strings.Contains(reply.Text, answer) {
		t.Fatalf("answered before the word is known: %+v", reply)
	}
	hash := p.newProposal("词典")
	p.press(on("nav-lexicon"))
	p.fill(on("add-terms"), "喵喵扣除")
	p.fill(on("synonyms"), "业务招待费 = 喵喵扣除、汪汪费")
	p.sees(on("save-state").saying("未保存"))
	p.reload()
	p.press(on("kept-restore"))
	p.until("what was typed", host, on("synonyms").one()+"?.value.includes('汪汪费')")
	p.save()
	p.reload()
	p.until("what was saved", host, on("synonyms").one()+"?.value.includes('汪汪费')")
	p.goTo(strings.TrimPrefix(hash, "#") + "/diff")
	p.sees(on("diff-field").saying("业务招待费 = 喵喵扣除、汪汪费"))
	p.release(hash)
	taxpayer.askedAs(question, func(m message) bool { return m.Kind == "answer" && strings.Contains(m.Text, answer) })
}

// TestConsoleWithdrawsADocument: what a document alone answers is not said any more once it is withdrawn.
func TestConsoleWithdrawsADocument(t *testing.T) {
	t.Parallel()
	const question, answer = "试用报告逾期未交怎么处理", "由试用小组提醒，不予处罚"
	s, p := alone(t)
	hash := p.newProposal("公告")
	p.press(on("tab-proposal-upload"))
	p.upload("试用公告.txt", announcement)
	document := p.attribute(on("upload-document"), "href")
	p.release(hash)
	taxpayer := visitor(t, s, desktop)
	taxpayer.askedAs(question, func(m message) bool { return m.Kind == "answer" && strings.Contains(m.Text, answer) })

	hash = p.newProposal("撤回公告")
	p.goTo(strings.TrimPrefix(document, "#"))
	p.press(on("withdraw"))
	p.press(on("ask-go"))
	p.sees(on("change-mark").saying("撤回"))
	p.press(on("take-out")) // and not after all
	p.loses(on("change-mark"))
	p.press(on("withdraw"))
	p.press(on("ask-go"))
	p.sees(on("change-mark").saying("撤回"))
	taxpayer.askedAs(question, func(m message) bool { return strings.Contains(m.Text, answer) }) // not before it is published
	p.goTo(strings.TrimPrefix(hash, "#"))
	p.sees(on("table-row").saying("试用内容后台")) // by its title
	p.release(hash)
	taxpayer.askedAs(question, func(m message) bool { return !strings.Contains(m.Text, answer) })
}

// TestConsoleResolvesAClash: what another edition changed meanwhile is shown and resolved before a proposal is published.
func TestConsoleResolvesAClash(t *testing.T) {
	t.Parallel()
	_, p := alone(t)
	p.mayComplain("status of 409")
	owner := func(proposal, name string) (hash string) {
		hash = p.newProposal(proposal)
		p.goTo("/pairs/abnormal")
		p.fill(on("pair-owner"), name)
		p.save()
		return hash
	}
	mine := owner("我的", "甲")
	p.release(owner("别人的", "乙"))

	p.goTo(strings.TrimPrefix(mine, "#"))
	p.step("submit", "")
	p.press(on("step-publish"))
	p.press(on("ask-go"))
	p.sees(on("trouble").saying("已由别的版本改过"))
	p.strike(escape)
	p.step("return", "对照")
	p.press(on("tab-proposal-conflicts"))
	p.sees(on("clash").under("[data-testid=diff-field]").saying("甲"))
	mention(t, p.text(on("clash").under("[data-testid=diff-field]")), "甲", "乙")
	p.press(on("resolve"))
	p.loses(on("clash"))
	p.release(mine)
	p.goTo("/pairs/abnormal")
	p.until("the resolved owner", host, on("pair-owner").one()+"?.value === '甲'")
}

// TestConsoleTakesATableThatIsPastedAnywhere: no dialog has to be opened first.
func TestConsoleTakesATableThatIsPastedAnywhere(t *testing.T) {
	t.Parallel()
	_, p := alone(t)
	p.newProposal("粘贴")
	p.goTo("/pairs")
	p.sees(on("table-row"))
	look[bool](p, host, "(document.activeElement?.blur(), true)")
	p.paste("问题\t答复\t类型\n试用报告交给谁\t\"交给试用小组。\n当面交。\"\t操作指引\n")
	p.sees(on("paste-row").saying("试用报告交给谁"))
	p.press(on("paste-add"))
	p.loses(on("paste-dialog")) // nothing to look at
	p.fill(on("search"), "试用报告交给谁")
	p.press(on("table-row").saying("试用报告交给谁").under("a"))
	p.until("both lines of the cell", host, on("period-0-text").one()+"?.value === '交给试用小组。\\n当面交。'")
}
