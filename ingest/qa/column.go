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
	Period   Column = "period" // from and to in one
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
	Question: "问题 标准问题 标准问 问 question q 问题描述 问题内容 主问题 提问 咨询问题 标准问法 标准提问 提问内容 问题名称 问题标题 主问法 问句 咨询内容 用户问题 纳税人问题 常见问题 热点问题 业务问题",
	Similar:  "相似问题 相似问 similar 相似问法 相似说法 扩展问 扩展问题 其他问法 similarquestions 相似问句 相似提问 近似问题 近似问法 同义问法 同义问题 扩展问法 其他说法",
	Aliases:  "别名 俗称 日常叫法 aliases 关键词",
	Answer:   "答案 答复 回答 answer 答 a 标准答案 标准答复 答复内容 回复 回复内容 答案内容 解答 标准回答 标准回复 参考答案 参考答复 答复意见 答复口径 回答内容 回复口径 解答内容 口径",
	Source:   "依据 政策依据 文件依据 法律依据 法规 法规依据 文件名称 依据文件 依据标题 文件标题 citation citations source 出处 政策法规依据 法律法规依据 相关政策 相关文件 政策文件 政策名称 来源",
	Number:   "文号 发文字号 文件号 依据文号 documentnumber 文件文号 政策文号",
	Clause:   "条款 条 clause 具体条款 依据条款",
	Address:  "链接 网址 地址 url 依据链接 文件链接 原文链接",
	Quote:    "原文 引用 quote 条文 条款原文 依据原文",
	From:     "生效日期 适用期起 有效期起 生效时间 施行日期 执行日期 开始日期 起始日期 effectivefrom from 生效日 有效期自 有效期起始 有效期开始 有效期起始日期 有效期开始日期 有效起始日期 有效期起日期 施行时间 开始时间 起始时间",
	To:       "失效日期 适用期止 有效期止 失效时间 截止日期 终止日期 到期日期 结束日期 有效期至 effectiveto to 失效日 有效期结束 有效期截止 有效期截止日期 有效期结束日期 有效截止日期 有效期止日期 有效期到 截止时间 到期日 结束时间",
	Period:   "有效期 有效期限 有效期间 有效时间 有效日期 有效区间 执行期限 执行期间 执行时间 适用期 适用期限 适用期间 适用时间 period validity",
	Region:   "地区 region 适用地区 区域 行政区划",
	Audience: "适用对象 audience 对象 适用人群 纳税人类型 身份",
	Category: "分类 套餐 类别 category package 问答套餐 业务分类 专题 套餐名称 业务类别 问题分类 问题类别 知识分类 栏目",
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
	word := spelled(header)
	column, known := names[word]
	if bare := strings.TrimRight(word, "0123456789一二三四五六七八九十"); !known && names[bare].apart() { // 相似问法2
		column, known = names[bare], true
	}
	if !known {
		if cut := strings.LastIndexByte(header, '/'); cut >= 0 { // a header of two lines
			column, known = names[spelled(header[cut+1:])]
		}
	}
	return column, known
}

// apart says whether what the column holds may stand in several columns of a table, one in each.
func (c Column) apart() bool { return c == Similar || c == Source || c == Aliases }

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
	more    map[Column][]int // further columns of those that may stand apart: one similar question in each
	header  []string
	strange []string // headers that nobody knows
	twice   []string // headers of a column that stood before
}

// readHeader makes columns of a row; false when it does not head questions and answers.
func readHeader(cells []string) (columns, bool) {
	c := columns{at: map[Column]int{}, more: map[Column][]int{}, header: cells}
	for i, cell := range cells {
		column, known := columnOf(cell)
		_, taken := c.at[column]
		switch {
		case strings.TrimSpace(cell) == "":
		case !known:
			c.strange = append(c.strange, cell)
		case taken && column.apart():
			c.more[column] = append(c.more[column], i)
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

// cell is what a row holds in a column; empty when there is no such column. What stands in several columns is joined by line breaks.
func (c columns) cell(cells []string, column Column) string {
	at := func(i int) string {
		if i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	i, ok := c.at[column]
	if !ok {
		return ""
	}
	text := at(i)
	for _, i := range c.more[column] {
		if more := at(i); more != "" {
			text = strings.TrimPrefix(text+"\n"+more, "\n")
		}
	}
	return text
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
	ID: "编号", Question: "问题", Answer: "答案", Kind: "类型", Source: "依据", Address: "链接", From: "生效日期", To: "失效日期", Period: "有效期", Similar: "相似问题", Quote: "原文", Number: "文号", Clause: "条款",
}
