package knowledge

import (
	"os"
	"strings"
	"testing"
)

func TestOfficial(t *testing.T) {
	names := NewNames([]Synonym{
		{Official: "增值税专用发票", Everyday: []string{"专票", "增值税专票"}},
		{Official: "小规模纳税人", Everyday: []string{"小规模"}},
		{Official: "个人所得税APP", Everyday: []string{"个税APP"}},
		{Official: "个人所得税", Everyday: []string{"个税"}},
		{Official: "六税两费", Everyday: []string{"6税2费", " "}},
		{Official: "增值税", Everyday: []string{"VAT", "专票"}},
	}, func(text string) string { return strings.ToLower(strings.TrimSpace(text)) })
	cases := []struct{ text, want, used string }{
		{"专票多久认证", "增值税专用发票多久认证", "增值税专用发票"},
		{"小规模纳税人开专票", "小规模纳税人开增值税专用发票", "增值税专用发票"},
		{"小规模开增值税专票和专票", "小规模纳税人开增值税专用发票和增值税专用发票", "小规模纳税人 增值税专用发票"},
		{"个税app登录", "个人所得税app登录", "个人所得税app"},
		{"个税怎么算", "个人所得税怎么算", "个人所得税"},
		{"这个税和两个税种", "这个税和两个税种", ""},
		{"缩小规模以后的小规模", "缩小规模以后的小规模纳税人", "小规模纳税人"},
		{"增值税专用发票", "增值税专用发票", ""},
		{"", "", ""},
		{"没有要换的", "没有要换的", ""},
		{"6税2费和16税2费", "六税两费和16税2费", "六税两费"},
		{"vat多少,private里没有", "增值税多少,private里没有", "增值税"},
		{"\ufffd\xff专票", "\ufffd\xff增值税专用发票", "增值税专用发票"}, // broken text passes through
	}
	for _, c := range cases {
		got, used := names.Official(c.text)
		if got != c.want || strings.Join(used, " ") != c.used {
			t.Errorf("%q → %q (%v), want %q (%s)", c.text, got, used, c.want, c.used)
		}
	}
}

// What is asked goes through Official more than once, what is indexed once: the second time must change nothing.
func TestOfficialTwice(t *testing.T) {
	seed, err := LoadSeed(os.DirFS("../../data"))
	if err != nil {
		t.Fatal(err)
	}
	names := NewNames(seed.Synonyms, strings.ToLower)
	for _, pair := range seed.Pairs {
		for _, question := range append([]string{pair.Question}, pair.Similar...) {
			once, _ := names.Official(strings.ToLower(question))
			if twice, _ := names.Official(once); twice != once {
				t.Errorf("%s becomes %s, then %s", question, once, twice)
			}
		}
	}
}
