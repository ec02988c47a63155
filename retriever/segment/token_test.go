package segment

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTokens(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"characters and pairs", "增值税", "增 值 增值 税 值税"},
		{"one character", "税", "税"},
		{"punctuation separates", "税，费", "税 费"},
		{"white space separates", "税 费\n率", "税 费 率"},
		{"amount", "10万元", "10 万 10万 元 万元"},
		{"amount in full width", "１０万", "10 万 10万"},
		{"rate", "按3%征收", "按 3 按3 3% 征 收 征收"},
		{"rate with a decimal", "0.5%", "0.5 0.5%"},
		{"permille", "3‰", "3 3‰"},
		{"percent sign without a number", "税%", "税"},
		{"number with decimals", "1.5倍", "1.5 倍 1.5倍"},
		{"a date is no decimal", "2023.12.31", "2023 12 31"},
		{"a sentence end is no decimal", "第3.", "第 3 第3"},
		{"section number", "v1.2", "v1 2"},
		{"form", "A105000表", "a105000 表 a105000表"},
		{"document number", "〔2023〕12号", "2023 12 号 12号"},
		{"latin run", "个税APP", "个 税 个税 app 税app"},
		{"words of latin letters", "Form W-8", "form w 8"},
		{"accent", "café", "café"},
		{"kana like characters", "かな", "か な かな"},
		{"outside the basic plane", "𠮷𠮷", "𠮷 𠮷 𠮷𠮷"},
		{"emoji separates", "税😀费", "税 费"},
		{"ideographic zero and repetition", "二〇二三々", "二 〇 二〇 二 〇二 三 二三 々 三々"},
		{"nothing countable", "，。？! ", ""},
		{"empty", "", ""},
		{"invalid bytes separate", "税\xff费", "税 费"},
		{"NUL joins", "增\x00值", "增 值 增值"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var s Segmenter
			if got := strings.Join(s.Tokens(test.text), " "); got != test.want {
				t.Errorf("Tokens(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestTokensOfLongRuns(t *testing.T) {
	var s Segmenter
	got := s.Tokens(strings.Repeat("x", 2*maxToken+1))
	want := []int{maxToken, maxToken, 2 * maxToken, 1, maxToken + 1}
	if !slices.EqualFunc(got, want, func(token string, size int) bool { return len(token) == size }) {
		t.Errorf("a run of %d letters gave %q", 2*maxToken+1, got)
	}
}

func TestTokensOfHugeText(t *testing.T) {
	var s Segmenter
	for name, text := range map[string]string{
		"characters": strings.Repeat("小规模纳税人月销售额10万元，", 10<<20/40),
		"digits":     strings.Repeat("7", 1<<20),
		"dots":       strings.Repeat("1.", 1<<19),
		"bytes":      strings.Repeat("\xff\x00", 1<<19),
		"marks":      strings.Repeat("\u0301", 1<<19),
	} {
		start := time.Now()
		tokens := s.Tokens(text)
		if took := time.Since(start); took > 30*time.Second { // linear work takes well below a second
			t.Errorf("%s: %v", name, took)
		}
		for _, token := range tokens {
			if token == "" || utf8.RuneCountInString(token) > 2*maxToken+1 {
				t.Fatalf("%s: a token of %d bytes", name, len(token))
			}
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, seed := range []string{
		"小规模纳税人月销售额10万元，按3%征收", "财税〔2023〕12号", "A105000", "1.5.2%", "e\x00\u0301\xff", "①㎡Ⅳ", "H\u0331İẞς", "\u1100\u1161\u11a8", "ﷺ",
	} {
		f.Add(seed)
	}
	var s Segmenter
	f.Fuzz(func(t *testing.T, text string) {
		folded := s.Normalize(text)
		if !utf8.ValidString(folded) {
			t.Fatalf("Normalize(%q) = %q", text, folded)
		}
		if again := s.Normalize(folded); again != folded {
			t.Fatalf("normalising %q again gives %q", folded, again)
		}
		tokens := s.Tokens(text)
		if same := s.Tokens(folded); !slices.Equal(tokens, same) {
			t.Fatalf("tokens of text %q and of its normal form %q", tokens, same)
		}
		for _, token := range tokens {
			if token == "" || !utf8.ValidString(token) || !strings.Contains(folded, token) {
				t.Fatalf("token %q of %q", token, folded)
			}
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	var s Segmenter
	b.SetBytes(int64(len(article)))
	b.ReportAllocs()
	for b.Loop() {
		s.Tokens(article)
	}
}
