package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestConsoleRefusesImpossibleDates: a date that is none is an edit that is not saved, says so, and is there after a reload.
func TestConsoleRefusesImpossibleDates(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := console(t, s, s.hire(t, "bianji", "content_editor"), desktop)
	p.mayComplain("status of 422")
	p.mayComplain("status of 404") // whether the proposal has an item already
	hash := p.newProposal("日期")
	p.press(on("tab-proposal-upload"))
	p.upload("公告.md", announcement)
	p.press(on("upload-document"))
	p.press(on("doc-tab-fields"))
	p.fill(on("doc-effective_to"), "2017-13-40")
	p.strike(saveKey, chromedp.ModifierCtrl)
	p.sees(on("trouble").saying("失效日期“2017-13-40”不存在"))
	mention(t, p.text(on("save-state")), "有未保存的修改")
	p.fill(on("doc-effective_to"), "2020.1.1")
	p.strike(saveKey, chromedp.ModifierCtrl)
	p.sees(on("trouble").saying("失效日期 2020-01-01 早于施行日期 2026-03-01"))
	mention(t, p.text(on("save-state")), "有未保存的修改")
	p.reload()
	p.press(on("kept-restore"))
	p.until("what was typed", host, on("doc-effective_to").one()+"?.value === '2020-01-01'")
	p.fill(on("doc-effective_to"), "2030年12月31日")
	p.save()
	p.goTo(hash[1:])
	p.sees(on("table-row").saying("试用内容后台"))
}

// TestConsoleNamesLinesThatAreNoSynonym: nothing is saved while a line has no sign between its words.
func TestConsoleNamesLinesThatAreNoSynonym(t *testing.T) {
	t.Parallel()
	s, p := alone(t)
	_ = s
	p.newProposal("同义词")
	p.goTo("/lexicon")
	p.fill(on("synonyms"), "业务招待费 = 招待费\n全电发票")
	p.sees(on("synonyms-wrong").saying("第 2 行“全电发票”不是同义词"))
	p.strike(saveKey, chromedp.ModifierCtrl)
	mention(t, p.text(on("save-state")), "有未保存的修改")
	p.fill(on("synonyms"), "业务招待费 = 招待费\n数电票 = 全电发票")
	p.loses(on("synonyms-wrong"))
	p.save()
}
