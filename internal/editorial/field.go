package editorial

import (
	"fmt"
	"strings"

	"yueyue/internal/knowledge"
)

// field is one field of an item in words. Lists have one line for each entry.
type field struct {
	name, text string
}

// kinds are the kinds of items for people.
var kinds = map[knowledge.Kind]string{
	knowledge.PairItem: "问答", knowledge.PackageItem: "问答套餐", knowledge.TrendingItem: "热点推荐", knowledge.QuickLinkItem: "快捷入口",
	knowledge.DocumentItem: "政策文件", knowledge.PassageItem: "文件段落", knowledge.LexiconItem: "词典与同义词",
}

// label names an item for people.
func label(key knowledge.Key) string { return kinds[key.Kind] + " " + key.ID }

// Title is how people call an item, after the first of its contents that is there: its question, title or clause. Content that
// has none yet has an empty one.
func Title(contents ...knowledge.Content) string {
	for _, content := range contents {
		switch c := content.(type) {
		case knowledge.QAPair:
			return c.Question
		case knowledge.QAPackage:
			return c.Title
		case knowledge.TrendingQuestion:
			return c.Question
		case knowledge.QuickLink:
			return c.Title
		case knowledge.Document:
			if c.Title == "" {
				return c.DocumentNumber
			}
			return "《" + c.Title + "》" + c.DocumentNumber
		case knowledge.Passage:
			return c.Heading()
		case knowledge.Lexicon:
			return kinds[knowledge.LexiconItem]
		}
	}
	return ""
}

var (
	pairKinds = map[knowledge.PairKind]string{knowledge.Policy: "政策", knowledge.Guide: "操作指引"}
	audiences = map[knowledge.Audience]string{knowledge.Enterprise: "企业", knowledge.NaturalPerson: "自然人"}
	linkKinds = map[knowledge.LinkKind]string{
		knowledge.Repeals: "废止", knowledge.RepealsClause: "条款失效", knowledge.Amends: "修改", knowledge.Interprets: "解读",
	}
)

// fields are what an item says, in the order in which people read it. Names are unique in an item.
func fields(content knowledge.Content) []field {
	switch c := content.(type) {
	case knowledge.QAPair:
		return pairFields(c)
	case knowledge.QAPackage:
		return []field{{"标题", c.Title}, {"说明", c.Summary}, {"问答", list(c.Pairs)}}
	case knowledge.TrendingQuestion:
		return []field{{"问题", c.Question}, {"问答", string(c.Pair)}}
	case knowledge.QuickLink:
		return []field{{"标题", c.Title}, {"说明", c.Description}, {"地址", c.URL}, {"分组", c.Group}}
	case knowledge.Document:
		return documentFields(c)
	case knowledge.Passage:
		return []field{
			{"正文", c.Text},
			{"条款", c.Clause},
			{"章节", strings.Join(c.Path, " / ")},
			{"文件标题", c.Title},
			{"文号", c.Number},
			{"地区", c.Region},
			{"适用对象", audiences[c.Audience]},
			{"表格", yes(c.Table)},
			{"施行日期", string(c.EffectiveFrom)},
			{"失效日期", string(c.EffectiveTo)},
		}
	case knowledge.Lexicon:
		return lexiconFields(c)
	}
	return nil
}

func lexiconFields(l knowledge.Lexicon) []field {
	synonyms := make([]string, len(l.Synonyms))
	for i, synonym := range l.Synonyms {
		synonyms[i] = synonym.Official + " = " + strings.Join(synonym.Everyday, "、")
	}
	return []field{
		{"词典增加的词", list(l.AddTerms)},
		{"词典去掉的词", list(l.RemoveTerms)},
		{"增加的同义词", strings.Join(synonyms, "\n")},
		{"去掉的同义词", list(l.RemoveSynonyms)},
		{"增加的客套话", list(l.AddPhrases)},
		{"去掉的客套话", list(l.RemovePhrases)},
	}
}

func pairFields(q knowledge.QAPair) []field {
	all := []field{{"问题", q.Question}, {"相似问法", list(q.Similar)}}
	seen := map[string]bool{}
	for _, answer := range q.Answers {
		name := "不限起始"
		if answer.EffectiveFrom != "" {
			name = string(answer.EffectiveFrom) + " 起"
		}
		for n, base := 2, name; seen[name]; n++ { // in a draft two may begin on one day
			name = fmt.Sprintf("%s，第%d个", base, n)
		}
		seen[name] = true
		citations := make([]string, len(answer.Citations))
		for i, citation := range answer.Citations {
			citations[i] = cited(citation)
		}
		all = append(all,
			field{"答复（" + name + "）", answer.Text},
			field{"截止日期（" + name + "）", string(answer.EffectiveTo)},
			field{"依据（" + name + "）", strings.Join(citations, "\n")})
	}
	return append(all,
		field{"类型", pairKinds[q.Kind]}, field{"别名", list(q.Aliases)}, field{"适用对象", audiences[q.Audience]},
		field{"地区", q.Region}, field{"待确认", yes(q.Unconfirmed)}, field{"负责人", q.Owner}, field{"复核日期", string(q.ReviewBy)})
}

func documentFields(d knowledge.Document) []field {
	links := make([]string, len(d.Links))
	for i, link := range d.Links {
		links[i] = linked(link)
	}
	return []field{
		{"标题", d.Title},
		{"文号", d.DocumentNumber},
		{"发文机关", d.Issuer},
		{"地区", d.Region},
		{"适用对象", audiences[d.Audience]},
		{"发布日期", string(d.IssuedOn)},
		{"修正日期", list(d.AmendedOn)},
		{"施行日期", string(d.EffectiveFrom)},
		{"失效日期", string(d.EffectiveTo)},
		{"税种", list(d.Taxes)},
		{"附件", list(d.Annexes)},
		{"与其他文件的关系", strings.Join(links, "\n")},
		{"地址", d.URL},
		{"来源文件", d.Source},
		{"负责人", d.Owner},
		{"段落", list(d.Passages)},
	}
}

// cited writes a citation on one line.
func cited(c knowledge.Citation) string {
	text := "《" + c.Title + "》" + c.DocumentNumber + c.Clause
	if c.URL != "" {
		text += " " + c.URL
	}
	if c.Quote != "" {
		text += " “" + c.Quote + "”"
	}
	return text
}

// linked writes what one document does to another.
func linked(l knowledge.Link) string {
	text := linkKinds[l.Kind]
	if l.Title != "" {
		text += "《" + l.Title + "》"
	}
	text += l.DocumentNumber + l.Clause
	if l.On != "" {
		text += "，自" + l.On.Chinese() + "起"
	}
	return text
}

// list writes entries one a line.
func list[T ~string](entries []T) string {
	lines := make([]string, len(entries))
	for i, entry := range entries {
		lines[i] = string(entry)
	}
	return strings.Join(lines, "\n")
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}
