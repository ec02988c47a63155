package spelling

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func FuzzCorrect(f *testing.F) {
	for _, seed := range []string{
		"", "发漂怎么开", "xiao gui mo na shui ren", "增zhi税", "10wan yixia", "财税〔2018〕103号", "\xff\xfe曾值税\x00", "a'a'a'a", "ü'Ü nv lüe",
		strings.Repeat("增值税", 1200), strings.Repeat("zhuang", 500), strings.Repeat("曾职睡", 600), strings.Repeat("i", 159), "专项加附扣除、小规纳税人",
	} {
		f.Add(seed)
	}
	terms := strings.Fields("增值税 增值税专用发票 小规模纳税人 专项附加扣除 个税 印花税 红冲 电子税务局 一般纳税人 汇算清缴 三方协议 发票")
	phrases := strings.Fields("小规模纳税人要交增值税吗 增值税专用发票怎么开 专项附加扣除怎么填 个税汇算清缴什么时候截止 发票红冲怎么操作 印花税怎么报")
	c := New(terms, phrases, nil)
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		got, changes := c.Correct(text)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%d bytes took %v", len(text), took)
		}
		if !utf8.ValidString(got) {
			t.Errorf("%q became %q, which is no UTF-8", text, got)
		}
		original := []rune(text)
		if len(original) > maxRunes && got != string(original) {
			t.Errorf("a text of %d characters was changed", len(original))
		}
		if digits(got) != digits(string(original)) {
			t.Errorf("%q became %q with other digits", text, got)
		}
		// The changes, in order and without overlap, must lead from the text to the result.
		var want strings.Builder
		at := 0
		for _, change := range changes {
			end := change.At + utf8.RuneCountInString(change.From)
			if change.At < at || end > len(original) || string(original[change.At:end]) != change.From {
				t.Fatalf("%q: %+v is not where it says, or overlaps", text, change)
			}
			want.WriteString(string(original[at:change.At]))
			want.WriteString(change.To)
			at = end
		}
		want.WriteString(string(original[at:]))
		if got != want.String() {
			t.Errorf("%q became %q, but its changes give %q", text, got, want.String())
		}
	})
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || r == '%' {
			return r
		}
		return -1
	}, text)
}
