package knowledge

import (
	"strings"
	"testing"
)

func TestOfficial(t *testing.T) {
	names := NewNames([]Synonym{
		{Official: "增值税专用发票", Everyday: []string{"专票", "增值税专票"}},
		{Official: "小规模纳税人", Everyday: []string{"小规模"}},
		{Official: "个人所得税APP", Everyday: []string{"个税APP"}},
		{Official: "个人所得税", Everyday: []string{"个税"}},
	}, strings.ToLower)
	cases := []struct{ text, want, used string }{
		{"专票多久认证", "增值税专用发票多久认证", "增值税专用发票"},
		{"小规模纳税人开专票", "小规模纳税人开增值税专用发票", "增值税专用发票"},
		{"小规模开增值税专票和专票", "小规模纳税人开增值税专用发票和增值税专用发票", "小规模纳税人 增值税专用发票"},
		{"个税app登录", "个人所得税app登录", "个人所得税app"},
		{"个税怎么算", "个人所得税怎么算", "个人所得税"},
		{"增值税专用发票", "增值税专用发票", ""},
		{"", "", ""},
		{"没有要换的", "没有要换的", ""},
	}
	for _, c := range cases {
		got, used := names.Official(c.text)
		if got != c.want || strings.Join(used, " ") != c.used {
			t.Errorf("%q → %q (%v), want %q (%s)", c.text, got, used, c.want, c.used)
		}
	}
}
