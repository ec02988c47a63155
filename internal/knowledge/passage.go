package knowledge

import (
	"yueyue/internal/civil"
)

// PassageID names a Passage for ever: the id of its document, a dot and its place by number of article or paragraph, so that it
// stays the same when another article is corrected.
type PassageID string

// Passage is a part of a document that is cited by itself: an article, a paragraph, some rows of a table. What is needed to
// find and to show it stands in it, so that an index need not know documents.
type Passage struct {
	ID       PassageID  `json:"id"`
	Document DocumentID `json:"document"`
	Title    string     `json:"title"`            // of the document
	Number   string     `json:"number,omitempty"` // 文号 of the document
	Region   string     `json:"region,omitempty"` // of the document; empty: National
	Audience Audience   `json:"audience,omitempty"`
	Path     []string   `json:"path,omitempty"`   // from the outside in: 第二章 税率, 第十条
	Clause   string     `json:"clause,omitempty"` // as it is cited: 第十条, 第十条第二款; empty: the document has no clauses
	Table    bool       `json:"table,omitempty"`  // rows of a table
	Text     string     `json:"text"`             // as it stands in the source
	// Own validity, where it differs from that of the document; empty: as the document.
	EffectiveFrom civil.Date `json:"effective_from,omitempty"`
	EffectiveTo   civil.Date `json:"effective_to,omitempty"`
}

// Key names the passage.
func (p Passage) Key() Key { return Key{PassageItem, string(p.ID)} }

// Heading is how a passage is called among other passages: 《增值税法》第十条.
func (p Passage) Heading() string {
	heading := "《" + p.Title + "》"
	switch {
	case p.Clause != "":
		heading += p.Clause
	case len(p.Path) > 0:
		heading += "：" + p.Path[len(p.Path)-1]
	}
	return heading
}

func (p Passage) check(c *checker) {
	c.id("id", string(p.ID))
	c.id("document", string(p.Document))
	c.line("title", p.Title)
	c.optional("number", p.Number, false)
	c.regionAndAudience(p.Region, p.Audience)
	c.lines("path", p.Path)
	c.optional("clause", p.Clause, false)
	if p.Text == "" {
		c.add("text", "不能为空")
	}
	c.optional("text", p.Text, true)
	c.period("", p.EffectiveFrom, p.EffectiveTo)
}
