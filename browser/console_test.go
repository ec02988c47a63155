package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var saveKey = key{"s", "KeyS", "", 83}

// person is somebody of staff.
type person struct{ name, password string }

var generated = regexp.MustCompile(`口令：(\S+)`)

// hire makes an account with some roles, as an operator does.
func (s *service) hire(t *testing.T, name string, roles ...string) person {
	t.Helper()
	arguments := []string{"staff", "add", name, "--display-name", "测试" + name, "--generate"}
	for _, role := range roles {
		arguments = append(arguments, "--role", role)
	}
	found := generated.FindSubmatch(s.run(t, arguments...))
	if found == nil {
		t.Fatal("yueyue staff add prints no password")
	}
	return person{name, string(found[1])}
}

// on names an element of the console by its data-testid.
func on(id string) element { return element{in: host, css: "[data-testid=" + id + "]"} }

// console opens the console in a fresh profile and logs somebody in.
func console(t *testing.T, s *service, who person, on screen) *page {
	t.Helper()
	p := open(t, s.url()+"console/", on)
	p.mayComplain("status of 401") // asking who is logged in, before anybody is
	p.logIn(who)
	return p
}

func (p *page) logIn(who person) {
	p.t.Helper()
	p.sees(on("login-name"))
	p.focusIn("login-name")
	p.write(who.name)
	p.strike(tab)
	p.write(who.password)
	p.strike(enter)
	p.sees(on("whoami"))
}

// focusIn waits until an element of the console has the focus.
func (p *page) focusIn(id string) {
	p.t.Helper()
	p.until("the focus in "+id, host, fmt.Sprintf("document.activeElement?.dataset.testid === %q", id))
}

// fill writes text in the place of what stands in a field.
func (p *page) fill(e element, text string) {
	p.t.Helper()
	p.press(e)
	look[bool](p, host, "("+e.one()+".select(), true)")
	p.write(text)
}

// goTo opens a page of the console by its address behind the hash.
func (p *page) goTo(hash string) {
	p.t.Helper()
	look[bool](p, host, fmt.Sprintf("(location.hash = %q, true)", hash))
}

// save strikes Ctrl+S and waits until everything is saved.
func (p *page) save() {
	p.t.Helper()
	p.strike(saveKey, chromedp.ModifierCtrl)
	p.sees(on("save-state").saying("没有未保存的修改"))
}

// newProposal opens a proposal, in which the person works from then on, and gives its address.
func (p *page) newProposal(title string) (hash string) {
	p.t.Helper()
	p.press(on("nav-proposals"))
	p.press(on("new-proposal"))
	p.fill(on("proposal-title-input"), title)
	p.strike(enter)
	p.sees(on("present-proposal").saying(title))
	p.sees(on("page-title").saying(title))
	return look[string](p, host, "location.hash")
}

// step takes a step with a proposal whose page is open.
func (p *page) step(name, note string) {
	p.t.Helper()
	p.press(on("step-" + name))
	if note != "" {
		p.press(on("ask-note"))
		p.write(note)
	}
	p.press(on("ask-go"))
	p.loses(on("ask-go"))
}

// announcement is a document that nobody issued. Its date of effect has a slip of the pen that a person corrects.
const announcement = `国家税务总局悦悦市税务局关于试用内容后台有关事项的公告

国家税务总局悦悦市税务局公告2026年第7号

　　为了试用内容后台，现将有关事项公告如下：
　　一、试用人员每月十五日前提交试用报告。
　　二、试用报告逾期未交的，由试用小组提醒，不予处罚。
　　三、本公告自2026年3月1日起施行。《国家税务总局悦悦市税务局关于旧后台的公告》（2019年第3号）同时废止。
　　特此公告。

国家税务总局悦悦市税务局
2026年2月10日
`

// upload sends a document into the proposal whose upload page is open and waits until it is read.
func (p *page) upload(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.sees(on("upload-choose"))
	p.must(chromedp.Do(p.ctx, chromedp.SetUploadFiles("[data-testid=upload-input]", []string{path})))
	p.sees(on("upload-row").saying(name))
	p.sees(element{in: host, css: "[data-testid=upload][data-state=done]"})
}

func TestConsoleRefusesAWrongPassword(t *testing.T) {
	t.Parallel()
	s := own(t)
	who := s.hire(t, "bianji", "content_editor")
	p := open(t, s.url()+"console/#/pairs?q=契税", desktop)
	p.mayComplain("status of 401")
	p.sees(on("login-name"))
	p.fill(on("login-name"), who.name)
	p.fill(on("login-password"), "wrong-"+who.password)
	p.strike(enter)
	p.sees(on("trouble"))
	p.focusIn("login-password")
	p.write(who.password)
	p.strike(enter)
	p.sees(on("table-row").saying("契税")) // where she wanted to go, with the filter
	if got := p.value(on("search")); got != "契税" {
		t.Errorf("the search field says %q", got)
	}
	if n := p.count(on("nav-accounts")) + p.count(on("nav-audit")); n != 0 {
		t.Error("an editor is shown pages that she may not open")
	}
	p.press(on("logout"))
	p.sees(on("login-name"))
	p.goTo("/pairs")
	p.sees(on("login-name"))
	p.visit(s.url() + "console/?login=oidc_state") // where the identity provider's refusal ends
	p.forgetWorlds()
	p.sees(on("login-refused").saying("登录已过期"))
}

func TestConsoleByKeyboardOnly(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := console(t, s, s.hire(t, "bianji", "content_editor"), desktop)
	p.mayComplain("status of 404") // whether the proposal has the item already
	p.goTo("/pairs")
	p.sees(on("table-row"))
	p.strike(key{"/", "Slash", "/", 191})
	p.focusIn("search")
	p.write("契税")
	p.until("the filter in the address", host, "decodeURIComponent(location.hash).includes('q=契税')")
	p.sees(on("table-row").saying("契税"))
	p.until("only what was searched for", host, "eyes.find("+on("table-row").js()+").length < 50")
	down := key{"ArrowDown", "ArrowDown", "", 40}
	p.strike(down)
	p.focusIn("table-row")
	p.strike(down)
	chosen := look[string](p, host, "document.activeElement.dataset.key")
	p.strike(enter)
	p.until("the pair's page", host, fmt.Sprintf("location.hash.includes(%q)", chosen))
	p.sees(on("pair-owner"))

	look[bool](p, host, "("+on("pair-owner").one()+".focus(), true)")
	p.write("王芳")
	p.strike(saveKey, chromedp.ModifierCtrl)
	p.focusIn("new-proposal-title") // no proposal was chosen
	p.write("键盘试改")
	p.strike(enter)
	p.sees(on("save-state").saying("没有未保存的修改"))
	p.sees(on("change-mark").saying("修改"))
	p.sees(on("present-proposal").saying("键盘试改"))
	p.reload()
	p.until("the saved owner", host, on("pair-owner").one()+"?.value === '王芳'")
	look[bool](p, host, "(document.activeElement?.blur(), true)")
	p.strike(escape)
	p.sees(on("table-row"))
}

func TestConsoleKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	s := own(t)
	editor := s.hire(t, "bianji", "content_editor")
	p := console(t, s, editor, desktop)
	p.newProposal("保留草稿")
	p.goTo("/pairs")
	p.press(on("table-row").nth(0).under("a"))
	p.fill(on("pair-owner"), "李明")
	p.sees(on("save-state").saying("未保存"))
	p.reload()
	p.sees(on("kept-bar"))
	if got := p.value(on("pair-owner")); got == "李明" {
		t.Error("what was kept stands in the form before anybody has asked for it")
	}
	p.press(on("kept-restore"))
	if got := p.value(on("pair-owner")); got != "李明" {
		t.Errorf("restored: %q", got)
	}
	p.reload()
	p.press(on("kept-dismiss"))
	p.loses(on("kept-bar"))
	p.reload()
	p.sees(on("pair-owner"))
	if p.count(on("kept-bar")) != 0 || p.value(on("pair-owner")) == "李明" {
		t.Error("what was given up is back")
	}
}

func TestConsoleShowsBothTextsOfAConflict(t *testing.T) {
	t.Parallel()
	s := own(t)
	first := console(t, s, s.hire(t, "jia", "content_editor"), desktop)
	second := console(t, s, s.hire(t, "yi", "content_editor"), desktop)
	second.mayComplain("status of 409")
	hash := first.newProposal("两人同改")
	second.goTo(strings.TrimPrefix(hash, "#"))
	second.press(on("use-proposal"))
	for _, p := range []*page{first, second} {
		p.goTo("/pairs")
		p.press(on("table-row").nth(0).under("a"))
		p.sees(on("pair-owner"))
	}
	first.fill(on("pair-owner"), "甲负责")
	first.save()
	second.fill(on("pair-owner"), "乙负责")
	second.strike(saveKey, chromedp.ModifierCtrl)
	second.sees(on("conflict"))
	mention(t, second.text(on("conflict-theirs").nth(0)), "甲负责")
	mention(t, second.text(on("conflict-mine").nth(0)), "乙负责")
	second.press(on("conflict-take-mine"))
	second.sees(on("save-state").saying("没有未保存的修改"))
	first.reload()
	first.until("the second text", host, on("pair-owner").one()+"?.value === '乙负责'")
}

// TestConsolePastesATable: a table from the clipboard is read by the rules of files, row by row; what was taken in and what was not are
// both shown.
func TestConsolePastesATable(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := console(t, s, s.hire(t, "bianji", "content_editor"), desktop)
	p.newProposal("粘贴")
	p.goTo("/pairs")
	p.press(on("paste-table"))
	p.press(on("paste-area"))
	p.write("试用报告什么时候交\t每月十五日前提交。\n")
	p.sees(on("paste-unheaded"))
	p.fill(on("paste-area"), "问题\t相似问法\t答复\t类型\t适用期起\t热度\n"+
		"试用报告什么时候交\t\"报告几号交\n哪天交试用报告\"\t每月十五日前提交。\t操作指引\t2026.3.1\t9\n没有依据的问题\t\t答。\t\t\t\n没有答复的问题\t\t\t操作指引\t\t\n")
	mention(t, p.text(on("paste-count")), "3 行")
	p.press(on("paste-add"))
	p.sees(on("upload-row").saying("1 条问答已读入"))
	mention(t, p.text(on("upload-row")), "2 行有误", "第 4 行“依据”一栏：政策类答复要写依据", "第 5 行“答复”一栏：没有写答案", "没有读取这些列：热度")
	p.press(on("paste-close"))
	p.loses(on("paste-dialog"))
	p.fill(on("search"), "试用报告什么时候交")
	p.sees(on("table-row").saying("2 个问法"))
	p.sees(on("table-row").saying("2026-03-01 起"))
}
