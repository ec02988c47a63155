package main

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// statute is a made-up document: its head and paragraphs, of which those that begin a chapter are headings.
type statute struct {
	title      string
	head       []string
	paragraphs []string
}

// The words that statutes are made of.
var (
	places   = strings.Fields("江北 江南 河东 河西 山前 山后 湖东 湖西 海北 海南 岭东 岭西 川北 川南 原上 原下")
	taxes    = strings.Fields("增值税 消费税 企业所得税 个人所得税 印花税 契税 房产税 车船税 资源税 环境保护税 土地增值税 城镇土地使用税 耕地占用税 城市维护建设税")
	who      = strings.Fields("小规模纳税人 一般纳税人 个体工商户 小型微利企业 高新技术企业 扣缴义务人 非居民企业 农民专业合作社 社会团体 事业单位 外商投资企业 技术先进型服务企业")
	acts     = strings.Fields("销售货物 提供加工修理修配劳务 销售服务 转让无形资产 转让不动产 进口货物 书立应税合同 承受土地房屋权属 占用耕地 开采应税矿产品 排放应税污染物 购置车辆 取得经营所得 取得财产租赁所得")
	events   = strings.Fields("纳税义务发生 收讫销售款项 取得索取凭据 合同签订 权属登记 报关进口 终止经营 办理注销登记 资产交付 款项结清")
	papers   = strings.Fields("纳税申报表 财务会计报告 合同副本 完税凭证 权属证明 备案登记表 扣缴报告表 减免税申请 资产清单 情况说明")
	chapters = strings.Fields("总则 纳税人和征税范围 计税依据 税率 应纳税额 税收优惠 征收管理 申报和缴纳 法律责任 附则")
)

const digits = "零一二三四五六七八九"

// numeral writes 1..9999 as statutes number their articles.
func numeral(n int) string {
	var b strings.Builder
	zero := false
	for _, unit := range []struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / unit.value % 10
		switch {
		case d == 0:
			zero = b.Len() > 0
			continue
		case zero:
			b.WriteString("零")
			zero = false
		}
		if d != 1 || unit.value != 10 || b.Len() > 0 {
			b.WriteString(string([]rune(digits)[d]))
		}
		b.WriteString(unit.name)
	}
	return b.String()
}

// newStatute makes the n-th statute, of a number of articles. The same numbers give the same one.
func newStatute(n, articles int) statute {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	of := func(list []string) string { return list[random.IntN(len(list))] }
	place, year := places[n%len(places)], 2001+n/len(places)%24
	tax := taxes[n/len(places)%len(taxes)]
	s := statute{title: fmt.Sprintf("%s省%s征收管理第%s号实施办法", place, tax, numeral(n%9999+1))}
	s.head = []string{fmt.Sprintf("%s税发〔%d〕%d号", place[:3], year, n+1), fmt.Sprintf("（%d年%d月%d日发布）", year, 1+random.IntN(12), 1+random.IntN(28))}
	sentence := func() string {
		switch random.IntN(4) {
		case 0:
			return fmt.Sprintf("%s%s的，应当自%s之日起%d日内，向主管税务机关报送%s，并缴纳%s。", of(who), of(acts), of(events), 5+random.IntN(60), of(papers), of(taxes))
		case 1:
			return fmt.Sprintf("%s%s，年销售额不超过%d万元的，减按%d.%d%%的税率征收%s；超过%d万元的部分，按照规定的税率计算。", of(who), of(acts),
				10+random.IntN(490), 1+random.IntN(12), random.IntN(10), of(taxes), 500+random.IntN(500))
		case 2:
			return fmt.Sprintf("主管税务机关应当自收到%s之日起%d个工作日内完成审核，情况复杂的，经批准可以延长%d日。", of(papers), 3+random.IntN(20), 5+random.IntN(30))
		default:
			return fmt.Sprintf("未按照规定报送%s的，由税务机关责令限期改正，可以处%d元以上%d元以下的罚款。", of(papers), 200+100*random.IntN(18), 2000+1000*random.IntN(9))
		}
	}
	perChapter := max(1, (articles+len(chapters)-1)/len(chapters))
	for i := range articles {
		if i%perChapter == 0 {
			chapter := i / perChapter
			s.paragraphs = append(s.paragraphs, "第"+numeral(chapter+1)+"章 "+chapters[chapter])
		}
		s.paragraphs = append(s.paragraphs, "第"+numeral(i+1)+"条 "+sentence())
		for range random.IntN(3) {
			s.paragraphs = append(s.paragraphs, sentence())
		}
		if random.IntN(4) == 0 {
			s.paragraphs = append(s.paragraphs, "有下列情形之一的，免征"+of(taxes)+"：")
			for k := range 2 + random.IntN(3) {
				s.paragraphs = append(s.paragraphs, fmt.Sprintf("（%s）%s%s，金额不超过%d元的；", numeral(k+1), of(who), of(acts), 100+random.IntN(90000)))
			}
		}
	}
	s.paragraphs = append(s.paragraphs, fmt.Sprintf("第%s条 本办法自%d年%d月1日起施行。", numeral(articles+1), year+1, 1+random.IntN(12)))
	return s
}

// format is how a statute is written down.
type format struct {
	name, ending string
	write        func(statute) string
}

// formats are the ways of writing, all of them of the same text.
var formats = []format{
	{"text", "txt", statute.text},
	{"Markdown", "md", statute.markdown},
	{"HTML", "html", func(s statute) string { return s.html("utf-8") }},
	{"text in GB18030", "txt", func(s statute) string { return gb18030(s.text()) }},
	{"HTML in GB18030", "html", func(s statute) string { return gb18030(s.html("gb2312")) }},
}

func (s statute) text() string {
	return s.title + "\n\n" + strings.Join(s.head, "\n") + "\n\n" + strings.Join(s.paragraphs, "\n") + "\n"
}

func (s statute) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", s.title, strings.Join(s.head, "\n\n"))
	for _, p := range s.paragraphs {
		b.WriteString("\n")
		if isChapter(p) {
			b.WriteString("## ")
		}
		b.WriteString(p + "\n")
	}
	return b.String()
}

func (s statute) html(charset string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<html><head><meta charset=\"%s\"><title>%s</title></head><body>\n<div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/zcfg\">政策法规</a></div>\n<h1>%s</h1>\n", charset, s.title, s.title)
	for _, p := range s.head {
		fmt.Fprintf(&b, "<p align=\"center\">%s</p>\n", p)
	}
	for _, p := range s.paragraphs {
		if isChapter(p) {
			fmt.Fprintf(&b, "<h2>%s</h2>\n", p)
		} else {
			fmt.Fprintf(&b, "<p class=\"MsoNormal\" style=\"text-indent:2em\">&nbsp;&nbsp;%s</p>\n", html.EscapeString(p))
		}
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func isChapter(paragraph string) bool {
	number, _, _ := strings.Cut(paragraph, " ")
	return strings.HasSuffix(number, "章")
}

func gb18030(text string) string {
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		panic(err) // every character has a place in GB18030
	}
	return encoded
}
