package qa

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Column is what a column of a table holds.
type Column string

// The columns.
const (
	ID       Column = "id"
	Kind     Column = "kind"
	Question Column = "question"
	Similar  Column = "similar"
	Aliases  Column = "aliases"
	Answer   Column = "answer"
	Source   Column = "source" // titles, numbers and clauses in one
	Number   Column = "document_number"
	Clause   Column = "clause"
	Address  Column = "url"
	Quote    Column = "quote"
	From     Column = "effective_from"
	To       Column = "effective_to"
	Region   Column = "region"
	Audience Column = "audience"
	Category Column = "category"
	Owner    Column = "owner"
	ReviewBy Column = "review_by"
	counting Column = "counting" // numbers of the rows; known, and of no use
)

// headers are the words that head each column, as spelled makes them.
var headers = map[Column]string{
	ID:       "编号 id 问答编号 问题编号 知识编号 标识",
	Kind:     "类型 kind type 问答类型 知识类型",
	Question: "问题 标准问题 标准问 问 question q 问题描述 问题内容 主问题 提问 咨询问题",
	Similar:  "相似问题 相似问 similar 相似问法 相似说法 扩展问 扩展问题 其他问法 similarquestions",
	Aliases:  "别名 俗称 日常叫法 aliases 关键词",
	Answer:   "答案 答复 回答 answer 答 a 标准答案 标准答复 答复内容 回复 回复内容 答案内容 解答",
	Source:   "依据 政策依据 文件依据 法律依据 法规 法规依据 文件名称 依据文件 依据标题 文件标题 citation citations source 出处",
	Number:   "文号 发文字号 文件号 依据文号 documentnumber",
	Clause:   "条款 条 clause 具体条款 依据条款",
	Address:  "链接 网址 地址 url 依据链接 文件链接 原文链接",
	Quote:    "原文 引用 quote 条文 条款原文 依据原文",
	From:     "生效日期 适用期起 有效期起 生效时间 施行日期 执行日期 开始日期 起始日期 effectivefrom from",
	To:       "失效日期 适用期止 有效期止 失效时间 截止日期 终止日期 到期日期 结束日期 有效期至 effectiveto to",
	Region:   "地区 region 适用地区 区域 行政区划",
	Audience: "适用对象 audience 对象 适用人群 纳税人类型 身份",
	Category: "分类 套餐 类别 category package 问答套餐 业务分类 专题",
	Owner:    "负责人 owner 维护人 责任人",
	ReviewBy: "复核日期 复核日 复审日期 reviewby 下次复核日期",
	counting: "序号 no 行号",
}

// names are the columns by the words that head them.
var names = func() map[string]Column {
	byWord := map[string]Column{}
	for column, words := range headers {
		for word := range strings.FieldsSeq(words) {
			byWord[word] = column
		}
	}
	return byWord
}()

// columnOf is what a header names; false when nobody knows it.
func columnOf(header string) (Column, bool) {
	column, known := names[spelled(header)]
	if !known {
		if cut := strings.LastIndexByte(header, '/'); cut >= 0 { // a header of two lines
			column, known = names[spelled(header[cut+1:])]
		}
	}
	return column, known
}

// spelled is a header without width, case, blanks, marks and what stands in brackets: 答案（必填）* is 答案.
func spelled(header string) string {
	header = strings.ToLower(norm.NFKC.String(header))
	if cut := strings.IndexAny(header, "(【["); cut > 0 {
		header = header[:cut]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n_-.*:：\u3000", r) {
			return -1
		}
		return r
	}, header)
}

// columns are the places of what a table holds.
type columns struct {
	at      map[Column]int
	header  []string
	strange []string // headers that nobody knows
	twice   []string // headers of a column that stood before
}

// readHeader makes columns of a row; false when it does not head questions and answers.
func readHeader(cells []string) (columns, bool) {
	c := columns{at: map[Column]int{}, header: cells}
	for i, cell := range cells {
		column, known := columnOf(cell)
		_, taken := c.at[column]
		switch {
		case strings.TrimSpace(cell) == "":
		case !known:
			c.strange = append(c.strange, cell)
		case taken:
			c.twice = append(c.twice, cell)
		default:
			c.at[column] = i
		}
	}
	_, asks := c.at[Question]
	_, answers := c.at[Answer]
	return c, asks && answers
}

// cell is what a row holds in a column; empty when there is no such column.
func (c columns) cell(cells []string, column Column) string {
	if i, ok := c.at[column]; ok && i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// name is how the table heads a column.
func (c columns) name(column Column) string {
	if i, ok := c.at[column]; ok {
		return strings.TrimSpace(c.header[i])
	}
	return defaultNames[column]
}

// defaultNames head columns that a table lacks.
var defaultNames = map[Column]string{
	ID: "编号", Question: "问题", Answer: "答案", Kind: "类型", Source: "依据", Address: "链接", From: "生效日期", To: "失效日期", Similar: "相似问题", Quote: "原文", Number: "文号", Clause: "条款",
}
