package api

import (
	"fmt"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// A draft may be incomplete, but a date that no calendar has and a validity that ends before it begins are never what was meant:
// they are refused when they are saved, while who wrote them looks at them.

// calendar gathers what is wrong with the dates of a content.
type calendar struct {
	defects []Defect
}

// datesOf looks at all dates of a content; nil when they can be.
func datesOf(content knowledge.Content) error {
	var c calendar
	switch content := content.(type) {
	case knowledge.QAPair:
		c.date("pair.review_by", "复核日期", content.ReviewBy)
		for i, a := range content.Answers {
			name := fmt.Sprintf("第 %d 个答复的", i+1)
			if len(content.Answers) == 1 {
				name = ""
			}
			at := fmt.Sprintf("pair.answers[%d]", i)
			c.period(at, name+"适用期起", name+"适用期止", a.EffectiveFrom, a.EffectiveTo)
		}
	case knowledge.Document:
		c.date("document.issued_on", "发布日期", content.IssuedOn)
		for i, date := range content.AmendedOn {
			c.date(fmt.Sprintf("document.amended_on[%d]", i), "修正日期", date)
		}
		c.period("document", "施行日期", "失效日期", content.EffectiveFrom, content.EffectiveTo)
		for i, link := range content.Links {
			c.date(fmt.Sprintf("document.links[%d].on", i), "对其他文件的日期", link.On)
		}
	case knowledge.Passage:
		c.period("passage", "施行日期", "失效日期", content.EffectiveFrom, content.EffectiveTo)
	}
	if len(c.defects) == 0 {
		return nil
	}
	p := defective("dates_invalid", "没有保存，请先改正日期。", "")
	p.Errors = c.defects[:min(len(c.defects), maxDefects)]
	return p
}

func (c *calendar) date(at, name string, date civil.Date) bool {
	_, err := civil.Parse(string(date))
	if err != nil {
		c.defects = append(c.defects, Defect{"body.content." + at, fmt.Sprintf("%s“%s”不存在，请写成 2026-01-31 这样的日期", name, date)})
	}
	return err == nil && date != ""
}

// period looks at the first and the last day of a validity.
func (c *calendar) period(at, fromName, toName string, from, to civil.Date) {
	begins, ends := c.date(at+".effective_from", fromName, from), c.date(at+".effective_to", toName, to)
	if begins && ends && to < from {
		c.defects = append(c.defects, Defect{"body.content." + at + ".effective_to", fmt.Sprintf("%s %s 早于%s %s", toName, to, fromName, from)})
	}
}
