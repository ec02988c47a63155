package segment

import "testing"

func TestNormalize(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing to do", "增值税月销售额10万元", "增值税月销售额10万元"},
		{"full width", "ＡＰＰ（１）：３％，税率！", "app(1):3%,税率!"},
		{"case", "VAT个税APP", "vat个税app"},
		{"circled and squared", "①㎡㈠", "1m2(一)"},
		{"Kangxi radical of a PDF", "⼀⼈", "一人"},
		{"brackets of document numbers stay", "财税〔2023〕12号", "财税〔2023〕12号"},
		{"white space", "增值\t税　法\u00a0\u2028。", "增值 税 法  。"},
		{"line breaks stay", "一\r\n二\n三\r四", "一\n\n二\n三\n四"},
		{"control and format characters", "增\x00值\u200b税\ufeff\u202e法\x7f\u0085", "增值税法 "},
		{"variation selector", "葛\U000e0100城\ufe0f", "葛城"},
		{"invalid bytes", "税\xff\xe7\xa8法\xc0", "税\ufffd\ufffd\ufffd法\ufffd"},
		{"composed after lower-casing", "H\u0331", "\u1e96"},
		{"control character inside a sequence", "e\x00\u0301", "é"},
		{"empty", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var s Segmenter
			if got := s.Normalize(test.text); got != test.want {
				t.Errorf("Normalize(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestNormalizeTwiceChangesNothing(t *testing.T) {
	for r := rune(0); r <= 0x32000; r++ { // beyond are private use, format characters and nothing
		for _, text := range []string{string(r), "a" + string(r) + "\u0301"} {
			if once := normalize(text); normalize(once) != once {
				t.Errorf("%U: %q becomes %q", r, once, normalize(once))
			}
		}
	}
}
