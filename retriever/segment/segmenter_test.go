package segment

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// article is a passage as knowledge holds them.
const article = "自2023年1月1日至2027年12月31日，对月销售额10万元以下（含本数）的增值税小规模纳税人，免征增值税；适用3%征收率的应税销售收入，" +
	"减按1%征收率征收增值税；适用3%预征率的预缴增值税项目，减按1%预征率预缴增值税。纳税人可以放弃减免税，开具增值税专用发票。"

var taxTerms = []string{
	"小规模纳税人", "月销售额", "数电票", "红冲", "专项附加扣除", "自然人", "个税APP", "A105000", "增值税专用发票", "加计扣除", "老项目",
}

// cache is one folder for all tests, so that the dictionaries are unpacked once.
var cache string

func TestMain(m *testing.M) {
	var err error
	if cache, err = os.MkdirTemp("", "segment"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(cache)
	os.Exit(code)
}

func open(tb testing.TB, terms ...string) *Segmenter {
	tb.Helper()
	needPack(tb)
	s, err := New(Config{CacheDir: cache, Terms: terms})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	return s
}

func needPack(tb testing.TB) {
	tb.Helper()
	if _, err := shipped.Open(packName); err != nil {
		tb.Skip("the packed dictionaries are absent: make vet packs them")
	}
}

func TestWords(t *testing.T) {
	s := open(t, taxTerms...)
	for _, test := range []struct{ name, text, want string }{
		{"question", "小规模纳税人月销售额多少可以免增值税？", "小规模纳税人/月销售额/多少/可以/免/增值税"},
		{"a term does not tear other words apart", "一个税务局的人打电话", "一个/税务局/的/人/打电话"},
		{"a term of common words stays whole", "自然人的老项目", "自然人/的/老项目"},
		{"a term of any case and width", "个税app和个税ＡＰＰ", "个税app/和/个税app"},
		{"form", "a105000怎么填", "a105000/怎么/填"},
		{"punctuation and space", "红冲，数电票 。（红冲）", "红冲/数电票/红冲"},
		{"invalid bytes", "\xff数电票\xfe", "数电票"},
		{"NUL", "数电票\x00红冲", "数电票/红冲"},
		{"only punctuation", "？！…", ""},
		{"empty", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(s.Words(test.text), "/"); got != test.want {
				t.Errorf("Words(%q) = %s, want %s", test.text, got, test.want)
			}
		})
	}
}

func TestKeywords(t *testing.T) {
	s := open(t, taxTerms...)
	for _, test := range []struct{ name, text, want string }{
		{"terms first", "请问房租专项附加扣除1500元怎么填", "专项附加扣除/房租"},
		{"each once", "红冲的数电票还能再红冲吗", "红冲/数电票"},
		{"latin", "VAT退税怎么办", "vat/退税"},
		{"no content", "请问怎么办？", ""},
		{"numbers alone", "12366 2023", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(s.Keywords(test.text), "/"); got != test.want {
				t.Errorf("Keywords(%q) = %s, want %s", test.text, got, test.want)
			}
		})
	}
}

func TestTermsThatJiebaCannotHold(t *testing.T) {
	s := open(t, "", "税", "居民 换汇。收入", "\x00", "红\u200b冲")
	want := []string{"居民", "换汇", "收入", "红冲"}
	for _, term := range want {
		if _, ok := s.terms[term]; !ok || len(s.terms) != len(want) {
			t.Errorf("terms are %v, want %v", s.terms, want)
		}
	}
}

func TestVersion(t *testing.T) {
	of := func(packed string, terms ...string) string { return versionOf([]byte(packed), normalizeTerms(terms)) }
	base := of("dictionary", "数电票", "红冲")
	for _, test := range []struct {
		name, version string
		same          bool
	}{
		{"the same terms in another order and twice", of("dictionary", "红冲", "数电票", "数电票 "), true},
		{"fewer terms", of("dictionary", "数电票"), false},
		{"terms cut elsewhere", of("dictionary", "数电", "票红冲"), false},
		{"other dictionaries", of("dictionarx", "数电票", "红冲"), false},
	} {
		if (test.version == base) != test.same {
			t.Errorf("%s: %q beside %q", test.name, test.version, base)
		}
	}
	packed, err := readPack(shipped)
	if s := open(t, "数电票"); err != nil || s.Version() != of(string(packed), "数电票") {
		t.Errorf("Version = %q, %v", s.Version(), err)
	}
}

func TestWordsOfLongText(t *testing.T) {
	s := open(t, taxTerms...)
	once := s.Words(article)
	many := s.Words(strings.Repeat(article, 100))
	if len(many) != 100*len(once) || !slices.Equal(many[len(many)-len(once):], once) {
		t.Errorf("%d words in one article, %d in 100", len(once), len(many))
	}
	for name, text := range map[string]string{
		"no separator": strings.Repeat("税收", 1<<18),
		"letters":      strings.Repeat("a", 1<<18),
		"bytes":        strings.Repeat("\xe7\xa8", 1<<18),
		"wide":         strings.Repeat("𠮷", 1<<16),
	} {
		folded := normalize(text)
		size := 0
		for _, word := range s.Words(text) {
			size += len(word)
			if !utf8.ValidString(word) {
				t.Fatalf("%s: word %q", name, word)
			}
		}
		if want := len(strings.ReplaceAll(folded, "\ufffd", "")); size != want {
			t.Errorf("%s: words of %d bytes, want %d", name, size, want)
		}
	}
}

func TestCloseBesideCalls(t *testing.T) {
	needPack(t)
	s, err := New(Config{CacheDir: cache, Terms: taxTerms})
	if err != nil {
		t.Fatal(err)
	}
	want := s.Words(article)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 200 {
				if got := s.Words(article); got != nil && !slices.Equal(got, want) {
					t.Errorf("Words = %v", got)
					return
				}
			}
		})
	}
	group.Go(s.Close)
	group.Wait()
	s.Close()
	if got := s.Words(article); got != nil {
		t.Errorf("after Close, Words = %v", got)
	}
	if got := s.Keywords(article); len(got) != 0 {
		t.Errorf("after Close, Keywords = %v", got)
	}
	if len(s.Tokens(article)) == 0 {
		t.Error("after Close there are no tokens")
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{article, "个税APP\x00\xff", "𠮷a1.5", "\xef\xbf\xbe\xf4\x8f\xbf\xbf", "·•‰"} {
		f.Add(seed)
	}
	s := open(f, taxTerms...)
	f.Fuzz(func(t *testing.T, text string) {
		folded := s.Normalize(text)
		rest := folded
		for _, word := range s.Words(text) {
			_, after, found := strings.Cut(rest, word)
			if word == "" || !found {
				t.Fatalf("word %q is not next in %q", word, rest)
			}
			rest = after
		}
		if strings.ContainsFunc(rest, func(r rune) bool { return classOf(r) != separator }) {
			t.Fatalf("no word holds %q of %q", rest, folded)
		}
		for _, word := range s.Keywords(text) {
			if !strings.Contains(folded, word) {
				t.Fatalf("keyword %q of %q", word, folded)
			}
		}
	})
}

func BenchmarkWords(b *testing.B) {
	s := open(b, taxTerms...)
	b.SetBytes(int64(len(article)))
	b.ReportAllocs()
	for b.Loop() {
		s.Words(article)
	}
}

func BenchmarkNew(b *testing.B) {
	needPack(b)
	for b.Loop() {
		s, err := New(Config{CacheDir: cache, Terms: taxTerms})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}
