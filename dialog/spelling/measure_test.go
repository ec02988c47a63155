package spelling

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// slips puts typing slips into sentences, the same ones in every run.
type slips struct {
	random *rand.Rand
	sounds *phonetics
	common map[sound][]rune // the 3,755 common characters (level 1 of GB 2312) of each syllable
}

func newSlips() *slips {
	s := &slips{rand.New(rand.NewPCG(2026, 11)), loadPhonetics(), make(map[sound][]rune)}
	encoder := simplifiedchinese.GBK.NewEncoder()
	for r := rune(firstHan); r <= lastHan; r++ {
		if code, err := encoder.String(string(r)); err == nil && code[0] >= 0xB0 && code[0] <= 0xD7 && code[1] >= 0xA1 {
			exact := s.sounds.of(r)[0].exact
			s.common[exact] = append(s.common[exact], r)
		}
	}
	return s
}

// The kinds of slips, with the least characters of the terms they are put into.
var slipKinds = []struct {
	name  string
	least int
}{{"homophone", 2}, {"transposition", 4}, {"omission", 4}, {"pinyin", 3}}

// spoil puts one slip into a random term of the sentence. It gives "" when there is no place for one.
func (s *slips) spoil(c *Corrector, kind string, least int, sentence string) string {
	runes := []rune(sentence)
	var spans [][2]int
	for from := range runes {
		for to := len(runes); to-from >= least; to-- {
			if id, ok := c.words.byText[string(runes[from:to])]; ok && c.words.entries[id].term {
				spans = append(spans, [2]int{from, to})
				break
			}
		}
	}
	if len(spans) == 0 {
		return ""
	}
	span := spans[s.random.IntN(len(spans))]
	from, to := span[0], span[1]
	switch kind {
	case "homophone":
		i := from + s.random.IntN(to-from)
		others := slices.DeleteFunc(slices.Clone(s.common[s.sounds.of(runes[i])[0].exact]), func(r rune) bool {
			return r == runes[i] || isVariant(r, runes[i])
		})
		if len(others) == 0 {
			return ""
		}
		runes[i] = others[s.random.IntN(len(others))]
	case "transposition":
		i := from + s.random.IntN(to-from-1)
		if runes[i] == runes[i+1] {
			return ""
		}
		runes[i], runes[i+1] = runes[i+1], runes[i]
	case "omission":
		i := from + 1 + s.random.IntN(to-from-2)
		runes = slices.Delete(runes, i, i+1)
	case "pinyin":
		var letters []rune
		for _, r := range runes[from:to] {
			letters = append(letters, []rune(s.sounds.exactOf[s.sounds.of(r)[0].exact])...)
		}
		runes = slices.Replace(runes, from, to, letters...)
	}
	return string(runes)
}

// Every sentence of the knowledge is spoiled once by each kind of slip. In "known" the corrector has the right sentence in
// its phrases; in "unknown" it was built without the pair that the sentence belongs to, as for questions nobody foresaw.
func TestRestoration(t *testing.T) {
	k := shippedKnowledge(t)
	const folds = 5
	full := k.corrector(0, 0)
	folded := make([]*Corrector, 0, folds)
	for f := range folds {
		folded = append(folded, k.corrector(folds, f))
	}
	for _, test := range []struct {
		name   string
		of     func(pair int) *Corrector
		mostly float64 // share of homophones, transpositions and omissions that must be restored
		clean  float64 // share of right sentences that may be changed
	}{
		{"known", func(int) *Corrector { return full }, 0.70, 0},
		{"unknown", func(pair int) *Corrector { return folded[pair%folds] }, 0.65, 0.005},
	} {
		t.Run(test.name, func(t *testing.T) {
			right, changed := 0, 0
			for i, list := range k.phrases {
				for _, phrase := range list {
					right++
					if got, changes := test.of(i).Correct(phrase); got != phrase {
						changed++
						t.Logf("changed: %s %+v", phrase, changes)
					}
				}
			}
			t.Logf("right sentences changed: %d of %d", changed, right)
			if float64(changed) > test.clean*float64(right) {
				t.Errorf("%d of %d right sentences were changed, want at most %.1f%%", changed, right, 100*test.clean)
			}
			restored, spoiled, spoiledWorse := 0, 0, 0
			for _, kind := range slipKinds {
				s := newSlips()
				n, ok, worse := 0, 0, 0
				for i, list := range k.phrases {
					for _, phrase := range list {
						typed := s.spoil(full, kind.name, kind.least, phrase)
						if typed == "" {
							continue
						}
						n++
						switch got, _ := test.of(i).Correct(typed); got {
						case phrase:
							ok++
						case typed:
						default:
							worse++
						}
					}
				}
				t.Logf("%s: %d spoiled, %.1f%% restored, %.1f%% left, %.1f%% changed into something else",
					kind.name, n, 100*float64(ok)/float64(n), 100*float64(n-ok-worse)/float64(n), 100*float64(worse)/float64(n))
				if kind.name != "pinyin" {
					restored, spoiled, spoiledWorse = restored+ok, spoiled+n, spoiledWorse+worse
				} else if float64(ok) < 0.95*float64(n) {
					t.Errorf("%d of %d terms in pinyin were restored, want 95%%", ok, n)
				}
			}
			if float64(restored) < test.mostly*float64(spoiled) {
				t.Errorf("%d of %d slips were restored, want %.0f%%", restored, spoiled, 100*test.mostly)
			}
			if float64(spoiledWorse) > 0.02*float64(spoiled) {
				t.Errorf("%d of %d slips became something else, want at most 2%%", spoiledWorse, spoiled)
			}
		})
	}
}

// Text from outside the knowledge: questions to the 12366 line, chat with a payment service, everyday questions, statutes.
func TestForeignTextStays(t *testing.T) {
	shared := os.Getenv("YUEYUE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "eval", "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Skip("no query sets under " + shared)
	}
	const step = 7 // every so many lines of a file are read
	c := shippedKnowledge(t).corrector(0, 0)
	texts, changed := 0, 0
	for _, file := range files {
		records, err := readLines(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(records); i += step {
			var record struct{ Text string }
			if err := json.Unmarshal([]byte(records[i]), &record); err != nil {
				t.Fatal(err)
			}
			texts++
			if got, changes := c.Correct(record.Text); got != record.Text {
				changed++
				t.Logf("%+v in %.200s", changes, record.Text)
			}
		}
	}
	t.Logf("%d of %d texts changed", changed, texts)
	if changed > texts/1000 {
		t.Errorf("%d of %d foreign texts were changed, want at most one in a thousand", changed, texts)
	}
}
