package policy

import (
	"regexp"
	"slices"
	"strings"

	"yueyue/ingest/reader"
)

// labels name what a page states above a text, what the text itself is read from included.
var labels = regexp.MustCompile(`^(?:索引号|信息索引|主题分类|主题词|体裁分类|服务对象|公开方式|公开形式|发文机构|信息来源|来源|有效性|时效性|效力状态|标题|名称|文件名称|发文字号|文号|发文机关|发文单位|发布机关|成文日期|发文日期|发布日期|发布时间|印发日期|生效日期|施行日期|实施日期|失效日期|废止日期)：`)

// page is how many blocks at the beginning are the table in which a page states what it knows of the text below.
func page(t *text) int {
	n := 0
	for n < len(t.blocks) && t.blocks[n].Kind == reader.Row && slices.ContainsFunc(t.blocks[n].Cells, func(cell string) bool {
		return labels.MatchString(strings.TrimSuffix(squeeze(runes(cell, 12)), "：") + "：")
	}) {
		n++
	}
	for n > 0 && n < len(t.blocks) && t.blocks[n].Kind != reader.Row && len(t.blocks[n].Text) < 200 && labels.MatchString(t.of(n)) {
		n++
	}
	return n
}

var field = regexp.MustCompile(`^(标题|名称|文件名称|发文字号|文号|发文机关|发文单位|发布机关|成文日期|发文日期|发布日期|发布时间|印发日期|生效日期|施行日期|实施日期|失效日期|废止日期)：(.+)$`)

// readFields takes what a page states above a text: 发文字号：….
func (h *head) readFields(t *text) {
	for i := 0; i < len(t.blocks) && i < 20; i++ {
		b := t.blocks[i]
		end := t.starts[i] + len(squeeze(b.Text))
		take := func(name, value string) {
			if value = strings.TrimSpace(value); value == "" {
				return
			}
			switch name {
			case "名称", "文件名称":
				name = "标题"
			case "文号":
				name = "发文字号"
			case "发文单位", "发布机关":
				name = "发文机关"
			case "施行日期", "实施日期":
				name = "生效日期"
			case "发文日期":
				name = "成文日期"
			case "发布时间", "印发日期": // often later than the day of the document itself
				name = "发布日期"
			case "废止日期":
				name = "失效日期"
			}
			if _, ok := h.fields[name]; !ok {
				h.fields[name] = part{value: value, from: t.starts[i], to: end, sure: 0.9, why: "正文上方“" + name + "”一栏"}
			}
		}
		if b.Kind == reader.Row {
			for k := 0; k+1 < len(b.Cells); k++ {
				if m := field.FindStringSubmatch(strings.TrimSuffix(squeeze(b.Cells[k]), "：") + "：x"); m != nil {
					take(m[1], reader.OneLine(b.Cells[k+1]))
				}
			}
			continue
		}
		if len(b.Text) < 400 {
			if m := field.FindStringSubmatch(squeeze(b.Text)); m != nil {
				take(m[1], m[2])
			}
		}
	}
}
