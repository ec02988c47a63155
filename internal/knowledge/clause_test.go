package knowledge

import (
	"slices"
	"testing"
)

func TestFindClauses(t *testing.T) {
	cases := []struct {
		text string
		want []Clause
	}{
		{"增值税法第23条、第二十三条", []Clause{{"第二十三条", 12}, {"第二十三条", 23}}},
		{"第105条和第010条第三款", []Clause{{"第一百零五条", 0}, {"第十条", 12}}},
		{"第110条、第999条", []Clause{{"第一百一十条", 0}, {"第九百九十九条", 12}}},
		{"民法典第1260条、第一千零四十二条", []Clause{{"第一千二百六十条", 9}, {"第一千零四十二条", 22}}},
		{"第0条、第10000条、一条龙", nil},
	}
	for _, c := range cases {
		if got := FindClauses(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.text, got, c.want)
		}
	}
}
