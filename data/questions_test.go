package data_test

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yueyue/data"
	"yueyue/internal/knowledge"
)

const (
	leastSimilar = 4
	mostOverlap  = 0.6 // of two questions of one pair
	leastText    = 50  // characters of an answer, as written and without markup
	mostText     = 300
)

// bigrams are the pairs of neighbouring letters and digits.
func bigrams(text string) map[string]bool {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(text)))
	out := map[string]bool{}
	for i := 1; i < len(letters); i++ {
		out[string(letters[i-1:i+1])] = true
	}
	return out
}

// overlap is the share of common bigrams in the shorter text, from 0 to 1, where 1 means that one contains the other.
func overlap(a, b string) float64 {
	first, second := bigrams(a), bigrams(b)
	common := 0
	for pair := range first {
		if second[pair] {
			common++
		}
	}
	return float64(common) / float64(max(1, min(len(first), len(second))))
}

var markup = regexp.MustCompile("(?m)[*`#>]|^- |\n")

// flaws says what is wrong with the form of a pair.
func flaws(pair knowledge.QAPair) []string {
	var out []string
	fail := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }

	if len(pair.Similar) < leastSimilar {
		fail("%d similar questions, at least %d", len(pair.Similar), leastSimilar)
	}
	if len(pair.Aliases) < 3 {
		fail("%d aliases, at least 3", len(pair.Aliases))
	}
	questions := append([]string{pair.Question}, pair.Similar...)
	for i, a := range questions {
		for _, b := range questions[:i] {
			if share := overlap(a, b); share > mostOverlap {
				fail("overlap %.2f of %q and %q", share, b, a)
			}
		}
	}
	for _, alias := range pair.Aliases {
		if n := utf8.RuneCountInString(alias); n < 2 || n > 12 {
			fail("alias %q has %d characters", alias, n)
		}
	}
	for i, answer := range pair.Answers {
		for _, text := range []string{answer.Text, markup.ReplaceAllString(answer.Text, "")} {
			if n := utf8.RuneCountInString(text); n < leastText || n > mostText {
				fail("answer %d has %d characters", i, n)
			}
		}
		if first, _, _ := strings.Cut(answer.Text, "\n"); !strings.HasPrefix(first, "**") || !strings.HasSuffix(first, "**") {
			fail("answer %d does not lead with the answer in bold", i)
		}
		if pair.Kind == knowledge.Policy && len(answer.Citations) == 0 {
			fail("answer %d has no citation", i)
		}
	}
	return out
}

// strays says which pairs nobody finds by browsing, and which aliases point at two pairs.
func strays(seed *knowledge.Seed) []string {
	var out []string
	placed, aliased := map[knowledge.PairID]bool{}, map[string]knowledge.PairID{}
	for _, pack := range seed.Packages {
		for _, id := range pack.Pairs {
			placed[id] = true
		}
	}
	for _, pair := range seed.Pairs {
		if !placed[pair.ID] {
			out = append(out, fmt.Sprintf("%s is in no package", pair.ID))
		}
		for _, alias := range pair.Aliases {
			if other, taken := aliased[alias]; taken {
				out = append(out, fmt.Sprintf("alias %s is of %s and of %s", alias, other, pair.ID))
			}
			aliased[alias] = pair.ID
		}
	}
	return out
}

func TestQuestions(t *testing.T) {
	seed, _ := shipped(t)
	for _, pair := range seed.Pairs {
		for _, flaw := range flaws(pair) {
			t.Errorf("%s: %s", pair.ID, flaw)
		}
	}
	for _, stray := range strays(seed) {
		t.Error(stray)
	}
}

func TestFlaws(t *testing.T) {
	sound := knowledge.QAPair{
		ID: "moon-tax", Kind: knowledge.Policy, Question: "登月要交什么税？",
		Similar: []string{"上月球旅行扣多少钱", "月亮税几个点", "坐火箭的费用能否抵扣", "嫦娥需要申报吗"},
		Aliases: []string{"登月税", "月亮税", "火箭税"},
		Answers: []knowledge.Answer{{
			Text:      "**登月不用交税。**\n\n- 月球上没有税务机关，也没有办税服务厅，更没有征纳互动。\n- 返回地球以后，从月球带回的石头不算收入。\n\n请把登月的船票收好，以备查验。",
			Citations: []knowledge.Citation{{Title: "月球税法"}},
		}},
	}
	cases := []struct {
		name   string
		change func(*knowledge.QAPair)
		want   string // empty: nothing wrong
	}{
		{"nothing", func(*knowledge.QAPair) {}, ""},
		{"few similar questions", func(p *knowledge.QAPair) { p.Similar = p.Similar[:3] }, "3 similar questions"},
		{"few aliases", func(p *knowledge.QAPair) { p.Aliases = p.Aliases[:2] }, "2 aliases"},
		{"a long alias", func(p *knowledge.QAPair) { p.Aliases[0] = "从地球到月球旅行所要缴纳的税" }, "has 14 characters"},
		{"the same question in other words", func(p *knowledge.QAPair) { p.Similar[0] = "请问，登月要交 什么税呀" }, "overlap 1.00"},
		{"similar questions too near each other", func(p *knowledge.QAPair) { p.Similar[0] = "月亮税几个百分点" }, "overlap 0.80"},
		{"a short answer", func(p *knowledge.QAPair) { p.Answers[0].Text = "**不用交。**" }, "answer 0 has 8 characters"},
		{"markup does not lengthen", func(p *knowledge.QAPair) { p.Answers[0].Text = "**不用交。**" + strings.Repeat("\n- **好**", 12) }, "answer 0 has 16 characters"},
		{"a long answer", func(p *knowledge.QAPair) { p.Answers[0].Text += strings.Repeat("再说一遍。", 60) }, "characters"},
		{"no bold lead", func(p *knowledge.QAPair) { p.Answers[0].Text = "好的。" + p.Answers[0].Text }, "in bold"},
		{"no citation", func(p *knowledge.QAPair) { p.Answers[0].Citations = nil }, "no citation"},
		{"guidance needs none", func(p *knowledge.QAPair) { p.Kind, p.Answers[0].Citations = knowledge.Guide, nil }, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			pair := sound
			pair.Similar, pair.Aliases, pair.Answers = slices.Clone(sound.Similar), slices.Clone(sound.Aliases), slices.Clone(sound.Answers)
			c.change(&pair)
			found := strings.Join(flaws(pair), "\n")
			if c.want == "" && found != "" || !strings.Contains(found, c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
}

func TestStrays(t *testing.T) {
	seed := &knowledge.Seed{
		Pairs: []knowledge.QAPair{
			{ID: "a", Aliases: []string{"甲"}},
			{ID: "b", Aliases: []string{"乙", "甲"}},
		},
		Packages: []knowledge.QAPackage{{ID: "p", Pairs: []knowledge.PairID{"a"}}},
	}
	if got, want := strings.Join(strays(seed), "; "), "b is in no package; alias 甲 is of a and of b"; got != want {
		t.Errorf("strays are %q, want %q", got, want)
	}
}

// The loader refuses the shipped files once one of them is broken in these ways, and says where.
func TestBrokenFiles(t *testing.T) {
	cases := []struct{ name, file, old, new, want string }{
		{"nothing", "trending.yaml", "pair: inv-red\n", "pair: inv-red\n", ""},
		{"policy without citation", "pairs/vat.yaml", "      citations:\n        - title: 国税发〔2010〕40号\n          document_number: 国税发〔2010〕40号\n", "", "pairs/vat.yaml:"},
		{"citation of guidance", "pairs/etax.yaml", "\n- id: etax-password\n", "\n      citations:\n        - title: 网页\n- id: etax-password\n", "pairs/etax.yaml:"},
		{"hot question about nothing", "trending.yaml", "pair: inv-red\n", "pair: inv-blue\n", "trending.yaml:"},
		{"package with a pair that does not exist", "packages.yaml", "inv-issue,", "inv-tissue,", "packages.yaml:"},
		{"link without https", "quick-links.yaml", "https://12366", "http://12366", "quick-links.yaml:"},
		{"the same question in two pairs", "pairs/vat.yaml", "增值税起征点现在是多少", "滞纳金一天万分之几", "pairs/vat.yaml:"},
		{"periods that overlap", "pairs/vat.yaml", "effective_to: 2025-12-31", "effective_to: 2026-01-01", "pairs/vat.yaml:"},
		{"a key misspelt", "pairs/vat.yaml", "  similar:\n", "  simular:\n", "pairs/vat.yaml:"},
		{"a date that does not exist", "pairs/vat.yaml", "review_by: 2027-06-30", "review_by: 2027-06-31", "pairs/vat.yaml:"},
	}
	shipped := fstest.MapFS{}
	err := fs.WalkDir(data.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(data.FS, path)
		shipped[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := string(shipped[c.file].Data)
			if !strings.Contains(text, c.old) {
				t.Fatalf("%s does not contain %q", c.file, c.old)
			}
			broken := maps.Clone(shipped)
			broken[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, c.old, c.new, 1))}
			_, err := knowledge.LoadSeed(broken)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error is %v, want %q", err, c.want)
			}
		})
	}
}
