package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"yueyue/internal/civil"
)

// DocumentID names a Document for ever: a file that is read again, corrected, gives the same one.
type DocumentID string

// Document is a policy document: what it says of itself, and which passages it consists of. A field that the document does not
// state is empty. Whether it is in force is computed for a date (Repository.Passages, Validity), never stored.
type Document struct {
	ID             DocumentID   `json:"id"`
	Title          string       `json:"title"`
	DocumentNumber string       `json:"document_number,omitempty"` // 文号, as the document writes it
	Issuer         string       `json:"issuer,omitempty"`          // several are joined with 、
	Region         string       `json:"region,omitempty"`          // six digits; empty: National
	Audience       Audience     `json:"audience,omitempty"`        // empty: everyone
	IssuedOn       civil.Date   `json:"issued_on,omitempty"`
	AmendedOn      []civil.Date `json:"amended_on,omitempty"`     // oldest first
	EffectiveFrom  civil.Date   `json:"effective_from,omitempty"` // both ends included
	EffectiveTo    civil.Date   `json:"effective_to,omitempty"`
	Taxes          []string     `json:"taxes,omitempty"` // official names: 增值税
	Annexes        []string     `json:"annexes,omitempty"`
	Links          []Link       `json:"links,omitempty"`
	Evidence       []Evidence   `json:"evidence,omitempty"` // where the fields above were read; a field that staff wrote has none
	URL            string       `json:"url,omitempty"`      // an official address, or empty
	Source         string       `json:"source,omitempty"`   // the file it was read from
	SourceHash     string       `json:"source_hash,omitempty"`
	Owner          string       `json:"owner,omitempty"`
	Passages       []PassageID  `json:"passages"` // in the order of the text; joined with the headings in their paths they give it back
}

// LinkKind is what one document does to another.
type LinkKind string

// The kinds of a Link.
const (
	Repeals       LinkKind = "repeals"        // 废止: the whole document
	RepealsClause LinkKind = "repeals_clause" // 条款失效, 停止执行
	Amends        LinkKind = "amends"         // 修改: the text of a clause has changed, the document stands
	Interprets    LinkKind = "interprets"     // 解读, 实施: says how the other is meant
)

// Link is what a document does to another one, which it names by title or number. The other may come into the knowledge
// later; the link finds it then.
type Link struct {
	Kind           LinkKind   `json:"kind"`
	Title          string     `json:"title,omitempty"` // without 《》
	DocumentNumber string     `json:"document_number,omitempty"`
	Clause         string     `json:"clause,omitempty"` // 第八条; only of RepealsClause and Amends
	On             civil.Date `json:"on,omitempty"`     // the first day without what is repealed; empty: not stated, then nothing is repealed by it
}

// Evidence is where a field was read.
type Evidence struct {
	Field  string  `json:"field"`  // the name of the field in JSON
	Quote  string  `json:"quote"`  // the words it was read from
	Line   int     `json:"line"`   // in the source, from 1; 0: unknown
	Sure   float64 `json:"sure"`   // 0..1
	Reason string  `json:"reason"` // in words, for staff
}

// Key names the document.
func (d Document) Key() Key { return Key{DocumentItem, string(d.ID)} }

// Level is whose rules these are.
type Level string

// The levels.
const (
	Central    Level = "central"    // 总局, 国务院, 全国人大
	Provincial Level = "provincial" // 省
	Municipal  Level = "municipal"  // 市, 区县
)

// Level follows from the region.
func (d Document) Level() Level {
	switch {
	case d.Region == "" || d.Region == National:
		return Central
	case strings.HasSuffix(d.Region, "0000"):
		return Provincial
	default:
		return Municipal
	}
}

// titleMarks are what titles of one document differ in.
var titleMarks = regexp.MustCompile(`[《》〈〉\s]|中华人民共和国|[(（][^()（）]*(?:修正|修订|征求意见稿|试行)[^()（）]*[)）]$`)

// TitleKey is equal for the ways in which people write the title of one document.
func TitleKey(title string) string { return titleMarks.ReplaceAllString(title, "") }

// NumberKey is equal for the ways in which people write one document number; empty when the text has none.
func NumberKey(number string) string {
	if found := FindDocumentNumbers(number); len(found) > 0 {
		return found[0].String()
	}
	return ""
}

func (d Document) check(c *checker) {
	c.id("id", string(d.ID))
	if strings.Contains(string(d.ID), ".") {
		c.add("id", "文件编号 %q 不能含有点号，点号后面是段落", d.ID)
	}
	c.line("title", d.Title)
	c.optional("document_number", d.DocumentNumber, false)
	c.optional("issuer", d.Issuer, false)
	c.regionAndAudience(d.Region, d.Audience)
	c.date("issued_on", d.IssuedOn)
	for i, date := range d.AmendedOn {
		c.date(fmt.Sprintf("amended_on[%d]", i), date)
	}
	c.period("", d.EffectiveFrom, d.EffectiveTo)
	c.lines("taxes", d.Taxes)
	for i, link := range d.Links {
		link.check(c, fmt.Sprintf("links[%d]", i))
	}
	if d.URL != "" {
		c.address("url", d.URL, true)
	}
	if len(d.Passages) == 0 {
		c.add("passages", "文件没有正文")
	}
	seen := map[PassageID]bool{}
	for i, id := range d.Passages {
		at := fmt.Sprintf("passages[%d]", i)
		if !strings.HasPrefix(string(id), string(d.ID)+".") {
			c.add(at, "段落编号 %q 应以 %q 开头", id, string(d.ID)+".")
		}
		if seen[id] {
			c.add(at, "重复：%s", id)
		}
		seen[id] = true
	}
}

func (l Link) check(c *checker, path string) {
	if !slices.Contains([]LinkKind{Repeals, RepealsClause, Amends, Interprets}, l.Kind) {
		c.add(path+".kind", "关系 %q 应为 repeals、repeals_clause、amends 或 interprets", l.Kind)
	}
	if l.Title == "" && l.DocumentNumber == "" {
		c.add(path, "应写明所指文件的标题或文号")
	}
	if l.Kind == RepealsClause && l.Clause == "" {
		c.add(path+".clause", "应写明失效的条款")
	}
	c.date(path+".on", l.On)
}
