package dialog

import (
	"os"
	"testing"
	"testing/fstest"
)

func TestRegions(t *testing.T) {
	regions, err := LoadRegions(os.DirFS("../data"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"房产税怎么算":         "",
		"安徽的房产税怎么算":      "340000",
		"我在合肥开店":         "340100",
		"安徽合肥的房产税":       "340100",
		"合肥属于安徽吗":        "340100",
		"江苏南京的公司":        "320100",
		"安徽和江苏的房产税一样吗":   "",
		"内蒙古的社保":         "150000",
		"从合肥搬到南京要办什么":    "",
		"安徽省地方水利建设基金减征吗": "340000",
	} {
		if got := regions.Of(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestLoadRegionsRefuses(t *testing.T) {
	for name, text := range map[string]string{"code": "- {code: '34', names: [x]}", "no names": "- {code: '340000'}", "key": "- {kode: '340000'}"} {
		if _, err := LoadRegions(fstest.MapFS{"regions.yaml": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
