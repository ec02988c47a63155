package browser

import (
	"errors"
	"strings"
	"testing"
)

// What is said about the announcement; no other pair speaks of it.
const (
	trialQuestion = "试用内容后台的报告几号之前提交"
	trialAnswer   = "每月十五日前提交试用报告"
)

// TestConsoleFromUploadToRollback is the whole way of a change: a file, its correction, a question, review by a second person,
// the answer in the taxpayer's window, and back.
func TestConsoleFromUploadToRollback(t *testing.T) {
	t.Parallel()
	s := own(t)
	editor := console(t, s, s.hire(t, "bianji", "content_editor"), desktop)
	editor.mayComplain("status of 404") // the new pair, before it is saved
	hash := editor.newProposal("试用公告")

	editor.press(on("tab-proposal-upload"))
	editor.upload("试用公告.txt", announcement)
	editor.press(on("upload-document"))
	editor.sees(on("passage").saying("每月十五日前"))
	editor.sees(on("original").saying("特此公告"))
	editor.press(on("doc-tab-fields"))
	if got := editor.value(on("doc-effective_from")); got != "2026-03-01" {
		t.Errorf("recognised as the date of effect: %q", got)
	}
	editor.sees(on("evidence").saying("2026年3月1日起施行"))
	editor.fill(on("doc-effective_from"), "2026.4.1")
	editor.save()
	editor.reload()
	editor.until("the corrected date", host, on("doc-effective_from").one()+"?.value === '2026-04-01'")
	if editor.count(on("evidence").saying("2026年3月1日起施行")) != 0 {
		t.Error("a date that a person wrote is still said to be read from the text")
	}

	editor.press(on("nav-pairs"))
	editor.press(on("new-pair"))
	editor.fill(on("pair-question"), trialQuestion)
	editor.press(on("period-0-text"))
	editor.write(trialAnswer + "。")
	editor.sees(on("answer-preview").saying(trialAnswer))
	editor.save()
	editor.goTo(strings.TrimPrefix(hash, "#"))
	editor.press(on("tab-proposal-ask"))
	editor.press(on("ask-question"))
	editor.write(trialQuestion)
	editor.strike(enter)
	editor.sees(on("answer-preview").saying(trialAnswer))
	editor.press(on("tab-proposal-impact"))
	editor.press(on("replay"))
	editor.sees(on("replay-counts").saying("草案"))
	taxpayer := visitor(t, s, desktop)
	taxpayer.ask(trialQuestion)
	if said := strings.Join(taxpayer.texts(the("answer-text")), "\n"); strings.Contains(said, trialAnswer) {
		t.Error("a draft is answered from before it is published")
	}
	editor.step("submit", "")
	editor.sees(on("proposal-state").saying("待审核"))
	if editor.count(on("step-publish")) != 0 {
		t.Error("an editor is offered to publish")
	}

	reviewer := console(t, s, s.hire(t, "shenhe", "content_reviewer"), desktop)
	reviewer.goTo(strings.TrimPrefix(hash, "#") + "/diff")
	reviewer.sees(on("change").saying(trialQuestion))
	reviewer.sees(on("diff-field").saying(trialAnswer))
	reviewer.step("return", "请补充负责人")
	reviewer.sees(on("proposal-note").saying("请补充负责人"))
	editor.reload()
	editor.step("submit", "")
	reviewer.reload()
	reviewer.step("publish", "核对无误")
	reviewer.sees(on("proposal-state").saying("已发布"))
	answers(taxpayer, true)

	reviewer.press(on("nav-editions"))
	reviewer.press(on("table-row").nth(1).under("a"))
	reviewer.press(on("restore"))
	reviewer.press(on("ask-note"))
	reviewer.write("试用结束")
	reviewer.press(on("ask-go"))
	reviewer.sees(on("change").saying(trialQuestion))
	back := look[string](reviewer, host, "location.hash")
	second := console(t, s, s.hire(t, "fushen", "content_reviewer"), desktop)
	second.goTo(strings.TrimPrefix(back, "#"))
	second.step("publish", "")
	second.sees(on("proposal-state").saying("已发布"))
	answers(taxpayer, false)
	second.press(on("nav-audit"))
	second.sees(on("table-row").saying("恢复版本"))
}

// answers asks the trial question in the taxpayer's window until the answer is, or is not, the published one.
func answers(p *page, want bool) {
	p.t.Helper()
	err := eventually(func() error {
		p.ask(trialQuestion)
		all := p.texts(the("answer-text"))
		if got := strings.Contains(all[len(all)-1], trialAnswer); got != want {
			return errors.New("not yet")
		}
		return nil
	})
	if err != nil {
		p.fail(err)
	}
}
