package knowledge

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yueyue/internal/civil"
)

// problem is one thing wrong with an item. The path leads to it: answers[0].citations[1].url.
type problem struct {
	path, text string
}

func (p problem) String() string { return p.path + " " + p.text }

// checker gathers problems. Its sentences are for content staff.
type checker struct {
	problems []problem
}

func (c *checker) add(path, format string, args ...any) {
	c.problems = append(c.problems, problem{path, fmt.Sprintf(format, args...)})
}

var (
	idPattern     = regexp.MustCompile(`^[a-z0-9]+([-_.][a-z0-9]+)*$`)
	regionPattern = regexp.MustCompile(`^[0-9]{6}$`)
)

// idLimit bounds an id in bytes.
const idLimit = 100

func (c *checker) id(path, id string) {
	if len(id) > idLimit || !idPattern.MatchString(id) {
		c.add(path, "编号 %q 应由小写字母、数字和连字符组成", id)
	}
}

// line checks a text of one line that must be there.
func (c *checker) line(path, text string) {
	if text == "" {
		c.add(path, "不能为空")
		return
	}
	c.optional(path, text, false)
}

// optional checks a text that may be empty.
func (c *checker) optional(path, text string, lines bool) {
	bad := func(r rune) bool { return unicode.IsControl(r) && (r != '\n' || !lines) }
	switch {
	case !utf8.ValidString(text):
		c.add(path, "不是有效的 UTF-8 文字")
	case strings.ContainsFunc(text, bad):
		c.add(path, "含有控制字符或多余的换行")
	case strings.TrimSpace(text) != text:
		c.add(path, "首尾有空白")
	}
}

// lines checks a list of texts of one line, none twice.
func (c *checker) lines(path string, texts []string) {
	seen := map[string]bool{}
	for i, text := range texts {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.line(at, text)
		if seen[text] {
			c.add(at, "重复：%s", text)
		}
		seen[text] = true
	}
}

func (c *checker) date(path string, date civil.Date) bool {
	_, err := civil.Parse(string(date))
	if err != nil {
		c.add(path, "日期 %q 不存在，应写成 2026-01-31 的样子", date)
	}
	return err == nil
}

// period checks the two ends of a validity, both included.
func (c *checker) period(path string, from, to civil.Date) {
	starts := c.date(path+"effective_from", from)
	ends := c.date(path+"effective_to", to)
	if starts && ends && to != "" && to < from {
		c.add(path+"effective_to", "有效期止于开始之前")
	}
}

func (c *checker) regionAndAudience(region string, audience Audience) {
	if audience != "" && audience != Enterprise && audience != NaturalPerson {
		c.add("audience", "适用对象 %q 应为 enterprise 或 natural_person，都适用则不写", audience)
	}
	if region != "" && !regionPattern.MatchString(region) {
		c.add("region", "地区 %q 应为六位行政区划代码，全国适用则不写", region)
	}
}

// address checks a web address. Plain http is taken of a source of the government only: several tax bureaus serve the page
// of a document no other way.
func (c *checker) address(path, address string, source bool) {
	parsed, err := url.Parse(address)
	switch {
	case err != nil || parsed.Hostname() == "" || parsed.User != nil || strings.ContainsFunc(address, unicode.IsSpace):
		c.add(path, "地址 %q 写法有误", address)
	case parsed.Scheme == "https":
	case parsed.Scheme == "http" && source && strings.HasSuffix(parsed.Hostname(), ".gov.cn"):
	default:
		c.add(path, "地址 %q 应以 https:// 开头", address)
	}
}

func (q QAPair) check(c *checker) {
	c.id("id", string(q.ID))
	if q.Kind != Policy && q.Kind != Guide {
		c.add("kind", "类型 %q 应为 policy 或 guide", q.Kind)
	}
	c.line("question", q.Question)
	c.lines("similar", q.Similar)
	seen := map[string]bool{sameQuestion(q.Question): true}
	for i, question := range q.Similar {
		if key := sameQuestion(question); seen[key] {
			c.add(fmt.Sprintf("similar[%d]", i), "与本条的另一个问法相同：%s", question)
		} else {
			seen[key] = true
		}
	}
	c.lines("aliases", q.Aliases)
	c.regionAndAudience(q.Region, q.Audience)
	c.optional("owner", q.Owner, false)
	c.date("review_by", q.ReviewBy)
	if len(q.Answers) == 0 {
		c.add("answers", "至少要有一个答复")
	}
	for i, answer := range q.Answers {
		answer.check(c, fmt.Sprintf("answers[%d]", i), q.Kind)
	}
	for i := 1; i < len(q.Answers); i++ {
		later, earlier := q.Answers[i-1], q.Answers[i]
		if later.EffectiveFrom == "" || earlier.EffectiveTo == "" || earlier.EffectiveTo >= later.EffectiveFrom {
			c.add(fmt.Sprintf("answers[%d]", i), "有效期应从新到旧排列且互不重叠（本条止于 %q，上一条始于 %q）", earlier.EffectiveTo, later.EffectiveFrom)
		}
	}
}

func (a Answer) check(c *checker, path string, kind PairKind) {
	c.period(path+".", a.EffectiveFrom, a.EffectiveTo)
	if a.Text == "" {
		c.add(path+".text", "不能为空")
	}
	c.optional(path+".text", a.Text, true)
	switch {
	case kind == Policy && len(a.Citations) == 0:
		c.add(path, "政策类（policy）的答复至少要有一条依据")
	case kind == Guide && len(a.Citations) > 0:
		c.add(path+".citations", "操作指引（guide）不写依据")
	}
	for i, citation := range a.Citations {
		at := fmt.Sprintf("%s.citations[%d]", path, i)
		c.line(at+".title", citation.Title)
		c.optional(at+".document_number", citation.DocumentNumber, false)
		c.optional(at+".clause", citation.Clause, false)
		c.optional(at+".quote", citation.Quote, true)
		if citation.URL != "" {
			c.address(at+".url", citation.URL, true)
		}
	}
}

func (p QAPackage) check(c *checker) {
	c.id("id", p.ID)
	c.line("title", p.Title)
	c.line("summary", p.Summary)
	if len(p.Pairs) == 0 {
		c.add("pairs", "至少要有一个问答")
	}
	seen := map[PairID]bool{}
	for i, pair := range p.Pairs {
		at := fmt.Sprintf("pairs[%d]", i)
		c.id(at, string(pair))
		if seen[pair] {
			c.add(at, "重复：%s", pair)
		}
		seen[pair] = true
	}
}

func (t TrendingQuestion) check(c *checker) {
	c.id("id", t.ID)
	c.line("question", t.Question)
	c.id("pair", string(t.Pair))
}

func (l QuickLink) check(c *checker) {
	c.id("id", l.ID)
	c.line("title", l.Title)
	c.optional("description", l.Description, false)
	c.address("url", l.URL, false)
	c.line("group", l.Group)
}

// sameQuestion is equal for questions that differ only in width, case, spaces and punctuation.
func sameQuestion(question string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(question))
}
