package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// bodies are the central bodies that issue what concerns taxes, longer names before those that they contain.
var bodies = strings.Fields(`
全国人民代表大会常务委员会 全国人民代表大会 国务院办公厅 国务院关税税则委员会 国务院 中共中央办公厅 中共中央 最高人民法院 最高人民检察院
国家税务总局办公厅 国家税务总局 税务总局 国家税务局 财政部办公厅 财政部 海关总署 国家发展和改革委员会 国家发展改革委 发展改革委
人力资源和社会保障部 人力资源社会保障部 商务部 科学技术部 科技部 工业和信息化部 民政部 住房和城乡建设部 住房城乡建设部 自然资源部 国土资源部
生态环境部 环境保护部 国家环境保护总局 农业农村部 农业部 交通运输部 水利部 公安部 司法部 教育部 文化和旅游部 文化部 国家卫生健康委员会 国家卫生健康委
中国人民银行 人民银行 国家市场监督管理总局 市场监管总局 国家工商行政管理总局 国家医疗保障局 国家医保局 退役军人事务部 退役军人部
国务院扶贫办 国家乡村振兴局 中国证券监督管理委员会 中国证监会 证监会 国家金融监督管理总局 金融监管总局 中国银行保险监督管理委员会 中国银保监会 银保监会
国家知识产权局 国务院国有资产监督管理委员会 国务院国资委 国资委 审计署 外交部 应急管理部 应急部 国家能源局 国家铁路局 中国民用航空局 民航局
中央宣传部 国家广播电视总局 广电总局 国家电影局 国家统计局 国家档案局 国家密码管理局 国家外汇管理局 外汇局 国家邮政局 国家粮食和物资储备局
共青团中央 全国妇联 全国总工会 中国残疾人联合会 中国残联`)

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
	for _, body := range bodies {
		if strings.HasPrefix(s, body) {
			return body
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
	part := run[from:]
	if part == "" || len(part) > 240 {
		return nil
	}
	if all := issuers(part); all != nil {
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

// heads are what the numbers of central bodies begin with.
var heads = map[string]string{
	"国发": "国务院", "国函": "国务院", "国办发": "国务院办公厅", "国办函": "国务院办公厅", "国税发": "国家税务总局", "国税函": "国家税务总局",
	"税总发": "国家税务总局", "税总函": "国家税务总局", "税总征科发": "国家税务总局", "税总纳服发": "国家税务总局", "税总货劳发": "国家税务总局",
	"税总所得发": "国家税务总局", "税总办发": "国家税务总局办公厅", "税委会": "国务院关税税则委员会", "法释": "最高人民法院",
}

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
			before = strings.TrimPrefix(before, "中华人民共和国")
			return issuers(before)
		}
	}
	return nil
}
