package spelling

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	p := loadPhonetics()
	for _, test := range []struct {
		a, b rune
		want likeness
	}{
		{'票', '漂', alike},
		{'税', '睡', alike},
		{'曾', '增', alike},
		{'率', '绿', alike},
		{'行', '航', alike},
		{'值', '资', nearly},
		{'年', '连', nearly},
		{'印', '应', nearly},
		{'征', '真', nearly},
		{'税', '锐', unlike},
		{'税', '脱', unlike},
		{'抵', '纸', unlike},
		{'A', 'A', unlike},
	} {
		if got := p.compare(test.a, test.b); got != test.want {
			t.Errorf("compare(%c, %c) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestToneless(t *testing.T) {
	for marked, want := range map[string]string{"lǜ": "lv", "zhuàng": "zhuang", "ér": "er", "ḿ": "", "ǹg": "", "": ""} {
		if got := toneless(marked); got != want {
			t.Errorf("toneless(%q) = %q, want %q", marked, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	p := loadPhonetics()
	for typed, want := range map[string]string{"zhuang": "zhuang", "jv": "ju", "xvan": "xuan", "lue": "lve", "nv": "nv", "gong": "gong", "zh": "", "app": "", "bv": "", "": ""} {
		exact, ok := p.parse([]byte(typed))
		if ok != (want != "") || p.exactOf[exact] != want {
			t.Errorf("parse(%q) = %q, want %q", typed, p.exactOf[exact], want)
		}
	}
}

func TestCompareSlip(t *testing.T) {
	for _, test := range []struct {
		text, term string
		want       slip
		at         int
	}{
		{"增值税", "增值税", noSlip, 0},
		{"专项加附扣除", "专项附加扣除", swapped, 2},
		{"人纳税", "纳税人", noSlip, 0},
		{"印花锐", "印花税", mistook, 2},
		{"小规纳税人", "小规模纳税人", leftOut, 2},
		{"般纳税人", "一般纳税人", leftOut, 0},
		{"增睡值税", "增值税", putIn, 1},
		{"增值税率", "增值税", putIn, 3},
		{"增值", "增值税法", noSlip, 0},
	} {
		if got, at := compareSlip([]rune(test.text), []rune(test.term)); got != test.want || at != test.at {
			t.Errorf("compareSlip(%s, %s) = %d at %d, want %d at %d", test.text, test.term, got, at, test.want, test.at)
		}
	}
}

// Whatever one slip does to a term, the neighbourhood must find the term again.
func TestNeighbourhoodFindsEverySlip(t *testing.T) {
	c := frozenCorrector(t)
	finds := func(text []rune, id int32) bool {
		sums := prefixSums(nil, text)
		if slices.Contains(c.near.find(c.near.hash(sums, 0, len(text))), id) {
			return true
		}
		for i := range text {
			if slices.Contains(c.near.find(c.near.without(sums, 0, len(text), i)), id) {
				return true
			}
		}
		return false
	}
	for id, e := range c.words.entries {
		if !e.term || len(e.runes) < minEdited || len(e.runes) == maxTerm {
			continue
		}
		for i := range e.runes {
			omitted := append(append([]rune{}, e.runes[:i]...), e.runes[i+1:]...)
			inserted := append(append(append([]rune{}, e.runes[:i]...), '睡'), e.runes[i:]...)
			mistaken := append([]rune{}, e.runes...)
			mistaken[i] = '睡'
			for _, text := range [][]rune{omitted, inserted, mistaken} {
				if !finds(text, int32(id)) {
					t.Fatalf("%s does not lead to %s", string(text), e.text)
				}
			}
		}
	}
}

func TestLatinRuns(t *testing.T) {
	for text, want := range map[string][]string{
		"kai fa piao":             {"kaifapiao"},
		"请问geshui怎么退，yinhuashui呢": {"geshui", "yinhuashui"},
		"xi'an de ZI NÜ":          {"xiandezinv"},
		"10wan yixia":             {"wanyixia"},
		"A105000 4S 3D":           nil,
		"me@etax.gov.cn":          nil,
		"https://etax.gov.cn/kai": nil,
		"e-mail":                  nil,
		"kaifapiao.":              {"kaifapiao"},
		"café":                    nil,
		strings.Repeat("a", 200):  nil,
	} {
		var got []string
		for _, run := range latinRuns([]rune(text)) {
			got = append(got, string(run.letters))
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("latinRuns(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestModelPrefersWhatItSaw(t *testing.T) {
	m := newModel()
	m.add([]rune("增值税怎么交"), true)
	m.add([]rune("增值税专用发票"), true)
	if seen, unseen := m.logP('增', '值', '税'), m.logP('增', '值', '睡'); seen <= unseen {
		t.Errorf("税 after 增值 has %f, 睡 has %f", seen, unseen)
	}
	if m.seen3(edge, '增', '值') != 2 || m.seen2('交', edge) != 1 {
		t.Error("the edges of a sentence are not counted")
	}
}
