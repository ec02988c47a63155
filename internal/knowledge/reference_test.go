package knowledge

import (
	"slices"
	"strings"
	"testing"
)

func TestFindDocumentNumbers(t *testing.T) {
	cases := []struct {
		text string
		want []DocumentNumber
	}{
		{"财税〔2018〕103号怎么说", []DocumentNumber{{"财税", "2018", "103"}}},
		{"财税[2018]103号", []DocumentNumber{{"财税", "2018", "103"}}},
		{"财政部 税务总局公告2026年第10号", []DocumentNumber{{"财政部公告", "2026", "10"}}},
		{"国家税务总局公告2026年第4号；增值税法第二十三条", []DocumentNumber{{"总局公告", "2026", "4"}}},
		{"2026年第16号公告讲什么", []DocumentNumber{{"公告", "2026", "16"}}},
		{"2026年16号", []DocumentNumber{{"", "2026", "16"}}},
		{"国办发〔2024〕38号", []DocumentNumber{{"国办发", "2024", "38"}}},
		{"皖税发〔2019〕12号说了什么", []DocumentNumber{{"皖税发", "2019", "12"}}},
		{"请问皖税发 [2019]12号", []DocumentNumber{{"皖税发", "2019", "12"}}},
		{"按照医保发〔2020〕33号和税总货便函〔2021〕8号办", []DocumentNumber{{"医保发", "2020", "33"}, {"税总货便函", "2021", "8"}}},
		{"皖财税〔2018〕5号", []DocumentNumber{{"皖财税", "2018", "5"}}},
		{"公司收到皖人社秘令〔2022〕1号", []DocumentNumber{{"皖人社秘令", "2022", "1"}}},
		{"原皖税发〔2018〕5号", []DocumentNumber{{"皖税发", "2018", "5"}}},
		{"转发财税〔2018〕103号", []DocumentNumber{{"财税", "2018", "103"}}},
		{"合肥市的〔2019〕12号", []DocumentNumber{{"", "2019", "12"}}},
		{"我们说的东西〔2019〕12号", []DocumentNumber{{"", "2019", "12"}}},
		{"法释〔2024〕4号怎么规定", []DocumentNumber{{"法释", "2024", "4"}}},
		{"《高新技术企业认定管理办法》（国科发火〔2016〕32号）", []DocumentNumber{{"国科发火", "2016", "32"}}},
		{"科技部等印发的国科发火〔2016〕32号", []DocumentNumber{{"国科发火", "2016", "32"}}},
		{"高新技术企业认定管理办法国科发火[2016]32号", []DocumentNumber{{"国科发火", "2016", "32"}}},
		{"详见财企〔2007〕194号", []DocumentNumber{{"财企", "2007", "194"}}},
		{"财教〔2020〕3号、教财〔2021〕5号", []DocumentNumber{{"财教", "2020", "3"}, {"教财", "2021", "5"}}},
		{"根据财税〔2018〕103号", []DocumentNumber{{"财税", "2018", "103"}}},
		{"印发财税〔2018〕103号", []DocumentNumber{{"财税", "2018", "103"}}},
		{"我公司收到工信部联企业〔2011〕300号", []DocumentNumber{{"工信部联企业", "2011", "300"}}},
		{"最高人民法院的司法解释法释〔2024〕4号", []DocumentNumber{{"法释", "2024", "4"}}},
		{"财政部 税务总局公告〔2019〕39号", []DocumentNumber{{"财政部公告", "2019", "39"}}},
		{"我想问的政策〔2019〕12号", []DocumentNumber{{"", "2019", "12"}}},
		{"国家税务总局安徽省税务局公告2019年第3号", []DocumentNumber{{"安徽省税务局公告", "2019", "3"}}},
		{"根据合肥市税务局通告2019年第3号", []DocumentNumber{{"合肥市税务局通告", "2019", "3"}}},
		{"总局令第43号", []DocumentNumber{{"令", "", "43"}}},
		{"主席令第四十一号；国务院令第826号", []DocumentNumber{{"令", "", "41"}, {"令", "", "826"}}},
		{"2026年10月份开了3号发票", nil},
		{"我有5万元和2023号房间", nil},
		{"公告2026年 第010号", []DocumentNumber{{"公告", "2026", "10"}}},
		{"总局令第043号", []DocumentNumber{{"令", "", "43"}}},
		{"国务院令第七一四号", []DocumentNumber{{"令", "", "七一四"}}}, // digit by digit: kept as written
		{"", nil},
	}
	for _, c := range cases {
		if got := FindDocumentNumbers(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.text, got, c.want)
		}
	}
}

func TestDocumentNumberMatches(t *testing.T) {
	cases := []struct {
		a, b string
		want bool
	}{
		{"公告2026年第16号", "国家税务总局公告2026年第16号", true},
		{"2026年16号", "财政部 海关总署 税务总局公告2026年第16号", true},
		{"国家税务总局公告2026年第16号", "财政部 海关总署 税务总局公告2026年第16号", false},
		{"财税〔2025〕7号", "财政部 税务总局公告2025年第7号", false},
		{"财税〔2018〕103号", "财税〔2018〕104号", false},
		{"财税〔2018〕103号", "财税〔2019〕103号", false},
		{"财企〔2007〕194号", "财税〔2007〕194号", false},
		{"财企〔2007〕194号", "请问财企[2007]194号", true},
		{"皖税发〔2019〕12号", "国税发〔2019〕12号", false},
		{"国税发〔2019〕12号", "皖国税发〔2019〕12号", false},
		{"皖税发〔2019〕12号", "请问皖税发[2019]12号", true},
		{"安徽省税务局公告2019年第3号", "国家税务总局公告2019年第3号", false},
		{"原质检总局公告2017年第91号", "国家税务总局公告2017年第91号", false},
		{"质检总局公告2017年第91号", "国家质检总局公告2017年第91号", true},
		{"海关总署公告2024年第1号", "商务部公告2024年第1号", false},
		{"海关总署公告2024年第1号", "公告2024年第1号", true},
		{"财政部 海关总署 税务总局公告2019年第39号", "财政部公告2019年第39号", true},
		{"国家税务总局 海关总署公告2013年第31号", "国家税务总局公告2013年第31号", true},
		{"通告2019年第3号", "合肥市税务局通告2019年第3号", true},
		{"公告2019年第3号", "国家税务总局安徽省税务局公告2019年第3号", true},
	}
	for _, c := range cases {
		a, b := FindDocumentNumbers(c.a)[0], FindDocumentNumbers(c.b)[0]
		if a.Matches(b) != c.want || b.Matches(a) != c.want {
			t.Errorf("%s ~ %s: %v, want %v both ways", c.a, c.b, a.Matches(b), c.want)
		}
	}
}

func TestDocumentNumberIsWrittenAsRead(t *testing.T) {
	for _, text := range []string{"财税〔2018〕103号", "皖税发〔2019〕12号", "国科发火〔2016〕32号", "财政部公告2026年第10号", "2026年第16号", "通告2026年第1号", "令第43号"} {
		if got := FindDocumentNumbers(text)[0].String(); got != text {
			t.Errorf("%s is written %s", text, got)
		}
	}
}

func FuzzFindDocumentNumbers(f *testing.F) {
	for _, text := range []string{"财税〔2018〕103号", "令第〇号", "公告2026年第0号", "2026年第16号公告2026年第16号", "第零条第999条", "\xff第一条"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, number := range FindDocumentNumbers(text) {
			if !number.Matches(number) {
				t.Errorf("%q: %v is not itself", text, number)
			}
		}
		for _, clause := range FindClauses(text) {
			if !strings.HasPrefix(text[clause.At:], "第") {
				t.Errorf("%q: no clause at %d", text, clause.At)
			}
		}
	})
}
