package editorial

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// wordsOf are the fields of contents for people, by their names in JSON.
var wordsOf = map[string]string{
	"id": "编号", "kind": "类型", "question": "问题", "similar": "相似问法", "aliases": "日常叫法", "audience": "适用对象", "region": "地区",
	"owner": "负责人", "review_by": "复核日期", "answers": "答复", "text": "文字", "effective_from": "起始日期", "effective_to": "截止日期",
	"citations": "依据", "title": "标题", "document_number": "文号", "clause": "条款", "url": "地址", "quote": "原文", "summary": "说明",
	"pairs": "问答", "pair": "问答", "description": "说明", "group": "分组", "issuer": "发文机关", "issued_on": "发布日期",
	"amended_on": "修正日期", "taxes": "税种", "annexes": "附件", "links": "与其他文件的关系", "on": "日期", "passages": "段落", "path": "章节",
	"number": "文号", "document": "所属文件", "add_terms": "词典增加的词", "remove_terms": "词典去掉的词", "synonyms": "增加的同义词",
	"remove_synonyms": "去掉的同义词", "add_phrases": "增加的客套话", "remove_phrases": "去掉的客套话", "official": "正式名称", "everyday": "日常叫法",
}

var (
	keyPattern  = regexp.MustCompile(`^[a-z_]+ [^\s：]*：`)
	pathPattern = regexp.MustCompile(`^[a-z_]+(?:\[[0-9]+\])?(?:\.[a-z_]+(?:\[[0-9]+\])?)* `)
	partPattern = regexp.MustCompile(`^([a-z_]+)(?:\[([0-9]+)\])?$`)
)

// Wrong is what keeps content from being published by itself, with the words for fields that people know in the place of the paths
// of knowledge.Check: of `pair a：answers[0].text 不能为空` the words 第1个答复的文字不能为空. Empty: nothing.
func Wrong(content knowledge.Content) string {
	err := knowledge.Check(content)
	if err == nil {
		return ""
	}
	wrong := strings.Split(keyPattern.ReplaceAllString(fault.MessageOf(err), ""), "；")
	for i, one := range wrong {
		path := strings.TrimSuffix(pathPattern.FindString(one), " ")
		if path != "" {
			wrong[i] = sayPath(path) + strings.TrimPrefix(one, path+" ")
		}
	}
	return strings.Join(wrong, "；")
}

func sayPath(path string) string {
	parts := strings.Split(path, ".")
	for i, part := range parts {
		found := partPattern.FindStringSubmatch(part)
		name, ok := wordsOf[found[1]]
		if !ok {
			name = found[1]
		}
		if at, err := strconv.Atoi(found[2]); err == nil {
			name = fmt.Sprintf("第%d个%s", at+1, name)
		}
		parts[i] = name
	}
	return strings.Join(parts, "的")
}

// called names an item for people, by its title where one of its contents has one.
func called(key knowledge.Key, contents ...knowledge.Content) string {
	title := ""
	for _, content := range contents {
		if content != nil && title == "" {
			title = Title(content)
		}
	}
	switch {
	case title == "":
		return label(key)
	case key.Kind == knowledge.DocumentItem || key.Kind == knowledge.PassageItem:
		return title
	default:
		return kinds[key.Kind] + "“" + title + "”"
	}
}

// sayFigures are figures for people.
func sayFigures(all []Figure) string {
	if len(all) == 0 {
		return "没有别的数字"
	}
	texts := make([]string, len(all))
	for i, f := range all {
		texts[i] = f.Text
	}
	return "是" + strings.Join(texts, "、")
}

// Say tells people what two pairs have to do with each other, and of one that is refused what to do.
func (c Conflict) Say() string {
	return called(pairKey(c.Pair), knowledge.QAPair{Question: c.Title}) + c.say()
}

// say is Say without the name of the pair.
func (c Conflict) say() string {
	where := "草案里的"
	if c.Published {
		where = "已发布的"
	}
	text := ""
	if c.Question != c.Title {
		text = "（问法“" + c.Question + "”）"
	}
	text += "与" + where + called(pairKey(c.Other), knowledge.QAPair{Question: c.OtherTitle})
	if c.Asked != c.OtherTitle {
		text += "（问法“" + c.Asked + "”）"
	}
	switch {
	case c.Answered:
		text += "可能是同一个问题：照这样问，现在答的是那一条"
	case c.Similarity == 1:
		text += "问的是同一个问题"
	default:
		text += "问得很像"
	}
	switch {
	case c.Contradicts():
		text += "，数字却不同：这一条" + sayFigures(c.Here) + "，那一条" + sayFigures(c.There) + "。"
	case c.Refused:
		text += "，答复却不完全相同。"
	default:
		text += "。"
	}
	if c.Refused {
		text += "请改正" + where + "那一条，或者撤回、拿掉其中一条，或者给其中一条写明截止日期。"
	}
	return text
}

// Say is what is wrong with an item, with its name.
func (p Problem) Say() string {
	name := p.Title
	switch {
	case name == "":
		name = label(p.Key)
	case p.Key.Kind != knowledge.DocumentItem && p.Key.Kind != knowledge.PassageItem:
		name = kinds[p.Key.Kind] + "“" + name + "”"
	}
	return name + "：" + p.Message
}
