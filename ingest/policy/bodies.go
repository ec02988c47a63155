package policy

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bodies are the central bodies that issue, those of former years included, by their first character, longer names before those
// that they contain.
var bodies = func() map[rune][]string {
	index := map[rune][]string{}
	for _, name := range strings.Fields(bodyNames) {
		first, _ := utf8.DecodeRuneInString(name)
		index[first] = append(index[first], name)
	}
	for _, names := range index {
		slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
	}
	return index
}()

const bodyNames = `
全国人民代表大会常务委员会 全国人民代表大会 国务院办公厅 国务院关税税则委员会 国务院 中共中央办公厅 中共中央 最高人民法院 最高人民检察院
中央军事委员会 中央军委办公厅 中央军委 中央宣传部 中央组织部 中央统战部 中央政法委 中央编办 中央网信办 中央社会工作部
国家税务总局 税务总局 国家税务局 财政部 海关总署 国家发展和改革委员会 国家发展改革委 发展改革委 国家计划委员会 国家发展计划委员会
国家经济贸易委员会 国家经贸委 国家经济体制改革委员会 人力资源和社会保障部 人力资源社会保障部 劳动和社会保障部 劳动部 人事部 监察部
商务部 对外贸易经济合作部 对外经济贸易部 外经贸部 国内贸易部 科学技术部 科技部 国家科学技术委员会 国家科委 工业和信息化部 信息产业部 邮电部
电子工业部 机械工业部 化学工业部 冶金工业部 煤炭工业部 电力工业部 水利电力部 轻工业部 纺织工业部 民政部
住房和城乡建设部 住房城乡建设部 建设部 城乡建设环境保护部 自然资源部 国土资源部 地质矿产部 生态环境部 环境保护部 国家环境保护总局 国家环境保护局
农业农村部 农业部 国家林业和草原局 国家林草局 国家林业局 林业部 交通运输部 交通部 铁道部 水利部 公安部 国家安全部 安全部 司法部 国防部
教育部 国家教育委员会 国家教委 文化和旅游部 文化部 国家旅游局 国家卫生健康委员会 国家卫生健康委 国家卫生和计划生育委员会 国家卫生计生委 卫生部
国家人口和计划生育委员会 国家疾控局 国家中医药管理局 国家体育总局 体育总局 国家民族事务委员会 国家民委 国家宗教事务局 国家文物局
中国人民银行 人民银行 国家市场监督管理总局 市场监管总局 国家工商行政管理总局 国家工商行政管理局 工商总局 国家质量监督检验检疫总局 质检总局
国家药品监督管理局 国家药监局 国家食品药品监督管理总局 国家食品药品监督管理局 国家标准化管理委员会 国家标准委 国家认证认可监督管理委员会
国家医疗保障局 国家医保局 退役军人事务部 退役军人部 国务院扶贫开发领导小组办公室 国务院扶贫办 国家乡村振兴局
中国证券监督管理委员会 中国证监会 证监会 国家金融监督管理总局 金融监管总局 中国银行保险监督管理委员会 中国银保监会 银保监会
中国银行业监督管理委员会 中国银监会 银监会 中国保险监督管理委员会 中国保监会 保监会 国家知识产权局 国务院国有资产监督管理委员会 国务院国资委 国资委
审计署 外交部 应急管理部 应急部 国家安全生产监督管理总局 安全监管总局 国家煤矿安全监察局 国家矿山安全监察局 国家消防救援局 国家移民管理局
国家能源局 国家铁路局 中国民用航空局 中国民用航空总局 民航局 民航总局 国家广播电视总局 广电总局 国家广播电影电视总局 国家新闻出版署 新闻出版总署
国家新闻出版广电总局 国家版权局 国家电影局 国家统计局 国家档案局 国家密码管理局 国家保密局 国家互联网信息办公室 国家网信办 国家数据局
国家外汇管理局 外汇局 国家邮政局 国家粮食和物资储备局 国家粮食局 国家烟草专卖局 国家海洋局 国家测绘局 国家测绘地理信息局 国家气象局 中国气象局
国家地震局 中国地震局 国家国防科技工业局 国家机关事务管理局 国务院机关事务管理局 国家信访局 国家公务员局 国家外国专家局 国家国际发展合作署
国务院法制办公室 国务院港澳事务办公室 国务院台湾事务办公室 国务院新闻办公室 国务院安全生产委员会 新疆生产建设兵团 中国科学院 中国社会科学院
全国社会保障基金理事会 共青团中央 全国妇联 全国总工会 中华全国总工会 全国工商联 中华全国工商业联合会 中华全国律师协会 中国企业联合会 中国企业家协会 中国注册会计师协会 中国注册税务师协会 中国消费者协会 中国红十字会总会 中国残疾人联合会 中国残联`

// office is what a department of a body carries behind its name.
var office = regexp.MustCompile(`^(?:办公厅|办公室|[\p{Han}]{2,8}?司)`)

// local is a body of a province or city: what it is called ends so.
var local = regexp.MustCompile(`(?:人民代表大会常务委员会|人民代表大会|人民政府办公厅|人民政府办公室|人民政府|税务局第?[一二三四五六七八九十]*(?:稽查局|分局|税务所)?|财政厅|财政局|` +
	`人力资源和社会保障[厅局]|人力资源社会保障[厅局]|医疗保障局|发展和改革委员会|发展改革委|住房和城乡建设[厅局]|自然资源[厅局]|商务[厅局]|科学技术[厅局]|科技[厅局]|民政[厅局]|` +
	`教育[厅局]|公安[厅局]|司法[厅局]|市场监督管理局|退役军人事务[厅局]|交通运输[厅局]|地方税务局|国家税务局|管理委员会|委员会|海关|分行|监管局|监督管理局|总局|高级人民法院|中级人民法院)`)

// leading gives the body whose name a text begins with, or "".
func leading(s string) string {
	// The bureaus of provinces carry the name of the administration: 国家税务总局安徽省税务局.
	head := runes(s, 40)
	if rest, ok := strings.CutPrefix(head, "国家税务总局"); ok && regionPrefix(rest) != "" {
		if at := local.FindStringIndex(rest); at != nil {
			return s[:len("国家税务总局")+at[1]]
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	for _, body := range bodies[first] {
		if rest, ok := strings.CutPrefix(head, body); ok {
			return body + office.FindString(rest)
		}
	}
	if regionPrefix(head) == "" && !strings.HasPrefix(head, "中国") {
		return ""
	}
	if at := local.FindStringIndex(head); at != nil && at[0] > 0 && !strings.ContainsAny(head[:at[1]], "、，。：《》（）\n") {
		return head[:at[1]]
	}
	return ""
}

// issuers reads a list of bodies, with or without signs between them, and gives nil unless nothing else stands in it.
func issuers(s string) []string {
	var found []string
	for s = squeeze(s); s != ""; {
		if rest := strings.TrimLeft(s, "、，\n"); rest != s {
			s = rest
			continue
		}
		body := leading(s)
		if body == "" {
			return nil
		}
		found = append(found, body)
		s = s[len(body):]
	}
	return found
}

// signers reads the bodies that sign just before a place: names that begin a line or follow a sentence, those on the lines above them
// included.
func signers(s string) []string {
	run := strings.TrimRight(s, "\n")
	from := 0
	cut := strings.LastIndexAny(run, stops+"：")
	if cut >= 0 {
		_, size := utf8.DecodeRuneInString(run[cut:])
		from = cut + size
	}
	if at := fileName.FindAllStringIndex(run[from:], -1); at != nil { // an annex before the signature is written as the name of its file
		from, cut = from+at[len(at)-1][1], -1
	}
	part := seal.ReplaceAllString(run[from:], "")
	if part == "" || len(part) > 240 {
		return nil
	}
	all := issuers(part)
	if all == nil && cut >= 0 && run[cut] == '\n' {
		above := run[strings.LastIndex(run[:cut], "\n")+1 : cut]
		if whole := unknown(above + part); len(whole) == 1 && unknown(above) == nil {
			return whole // one name over two lines
		}
		all = unknown(part)
	}
	if all != nil {
		if cut >= 0 && run[cut] == '\n' {
			return append(signers(run[:cut]), all...)
		}
		return all
	}
	// A running text has lost the break before the signature.
	for i := range part {
		if all := issuers(part[i:]); i > 0 && all != nil {
			return all
		}
	}
	return nil
}

var (
	seal     = regexp.MustCompile(`（(?:代章|盖章|公章|印章|章|印)）$`)
	fileName = regexp.MustCompile(`(?i)\.(?:docx?|xlsx?|pdf|wps|et|ofd|ceb|zip|rar)`)
	// bodyEnd is what the name of a body ends in that the lists do not have.
	bodyEnd = regexp.MustCompile(`^[\p{Han}]{1,36}(?:部|委|局|署|院|厅|总队|办公室|委员会|联合会|协会|总会|总社|联社|总局|政府|银行|领导小组|工作组|指挥部|管理处|机制|中心|公司|集团)$`)
	notBody = regexp.MustCompile(`关于|根据|按照|及其|有关|负责|如下|的|了|^(?:各|本|由|经|请|向|对|附)|中华人民共和国海关$`)
)

// unknown reads a list of bodies, divided by 、 or blanks, that need not be known: by how their names end. It gives nil unless all of
// the text are such names.
func unknown(s string) []string {
	var found []string
	for _, name := range strings.FieldsFunc(s, func(r rune) bool { return r == '、' || r == '/' || unicode.IsSpace(r) }) {
		name = strings.TrimPrefix(name, "中华人民共和国")
		if all := issuers(name); all != nil {
			found = append(found, all...)
		} else if body := leading(name); body != "" && strings.HasPrefix(name[len(body):], "中") && bodyEnd.MatchString(name[len(body):]) {
			found = append(found, body, name[len(body):]) // the blank between them is lost
		} else if bodyEnd.MatchString(name) && !notBody.MatchString(name) && utf8.RuneCountInString(name) > 2 {
			found = append(found, name)
		} else {
			return nil
		}
	}
	return found
}

// heads are what the numbers of central bodies begin with.
var heads = map[string]string{
	"国发": "国务院", "国函": "国务院", "国办发": "国务院办公厅", "国办函": "国务院办公厅", "国税发": "国家税务总局", "国税函": "国家税务总局",
	"税总发": "国家税务总局", "税总函": "国家税务总局", "税总征科发": "国家税务总局", "税总纳服发": "国家税务总局", "税总货劳发": "国家税务总局",
	"税总所得发": "国家税务总局", "税总办发": "国家税务总局办公厅", "税委会": "国务院关税税则委员会", "法释": "最高人民法院",
}

// ordinalEnd is the number before 令: 海关总署第61号令.
var ordinalEnd = regexp.MustCompile(`第[〇一二三四五六七八九十百\d]{1,6}号$`)

// numberIssuers are the bodies that a document number names.
func numberIssuers(number string) []string {
	if before, _, ok := strings.Cut(number, "〔"); ok {
		if body := heads[before]; body != "" {
			return []string{body}
		}
		return nil
	}
	for _, kind := range []string{"公告", "通告", "令"} {
		if before, _, ok := strings.Cut(number, kind); ok {
			if all := issuers(strings.TrimPrefix(before, "中华人民共和国")); all != nil || kind != "令" {
				return all
			}
			return unknown(ordinalEnd.ReplaceAllString(before, ""))
		}
	}
	return nil
}
