package knowledge

import (
	"reflect"
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
		{"总局令第43号", []DocumentNumber{{"令", "", "43"}}},
		{"主席令第四十一号；国务院令第826号", []DocumentNumber{{"令", "", "41"}, {"令", "", "826"}}},
		{"2026年10月份开了3号发票", nil},
		{"我有5万元和2023号房间", nil},
	}
	for _, c := range cases {
		if got := FindDocumentNumbers(c.text); !reflect.DeepEqual(got, c.want) {
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
	}
	for _, c := range cases {
		a, b := FindDocumentNumbers(c.a)[0], FindDocumentNumbers(c.b)[0]
		if a.Matches(b) != c.want || b.Matches(a) != c.want {
			t.Errorf("%s ~ %s: %v, want %v both ways", c.a, c.b, a.Matches(b), c.want)
		}
	}
}

func TestFindClauses(t *testing.T) {
	got := FindClauses("增值税法第23条、第二十三条、第105条和第10条第三款")
	want := []string{"第二十三条", "第二十三条", "第一百零五条", "第十条"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
