package spelling

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// slips makes typing slips of given kinds, the same ones every run.
type slips struct {
	random *rand.Rand
	sounds *phonetics
	sound  map[sound][]rune // the common characters of each exact syllable
}

func newSlips() *slips {
	s := &slips{rand.New(rand.NewPCG(2026, 11)), loadPhonetics(), make(map[sound][]rune)}
	encoder := simplifiedchinese.GBK.NewEncoder()
	for r := rune(firstHan); r <= lastHan; r++ {
		code, err := encoder.String(string(r))
		if err != nil || len(code) != 2 || code[0] < 0xB0 || code[0] > 0xD7 || code[1] < 0xA1 {
			continue // not of level 1 of GB 2312, the 3,755 common characters
		}
		s.sound[s.sounds.of(r)[0].exact] = append(s.sound[s.sounds.of(r)[0].exact], r)
	}
	return s
}

// spoil puts one slip of the kind into a term of the sentence; ok is false when the sentence has no place for it.
func (s *slips) spoil(c *Corrector, kind, sentence string) (spoiled string, ok bool) {
	runes := []rune(sentence)
	type span struct{ from, to int }
	var spans []span
	least := 4
	if kind == "homophone" {
		least = 2
	}
	for from := range runes {
		for to := len(runes); to-from >= least; to-- {
			if id, found := c.words.byText[string(runes[from:to])]; found && c.words.entries[id].term {
				spans = append(spans, span{from, to})
				break
			}
		}
	}
	if len(spans) == 0 {
		return "", false
	}
	at := spans[s.random.IntN(len(spans))]
	switch kind {
	case "sentence":
		var b strings.Builder
		spaced := s.random.IntN(2) == 0
		for _, r := range runes {
			if !isHan(r) {
				return "", false
			}
			b.WriteString(s.sounds.exactOf[s.sounds.of(r)[0].exact])
			if spaced {
				b.WriteByte(' ')
			}
		}
		return strings.TrimSpace(b.String()), true
	case "homophone":
		i := at.from + s.random.IntN(at.to-at.from)
		var others []rune
		for _, r := range s.sound[s.sounds.of(runes[i])[0].exact] {
			if r != runes[i] && !isVariant(r, runes[i]) {
				others = append(others, r)
			}
		}
		if len(others) == 0 {
			return "", false
		}
		runes[i] = others[s.random.IntN(len(others))]
	case "transposition":
		i := at.from + s.random.IntN(at.to-at.from-1)
		runes[i], runes[i+1] = runes[i+1], runes[i]
	case "omission":
		i := at.from + 1 + s.random.IntN(at.to-at.from-2)
		runes = append(runes[:i], runes[i+1:]...)
	case "pinyin":
		var b strings.Builder
		b.WriteString(string(runes[:at.from]))
		for _, r := range runes[at.from:at.to] {
			b.WriteString(s.sounds.exactOf[s.sounds.of(r)[0].exact])
		}
		b.WriteString(string(runes[at.to:]))
		runes = []rune(b.String())
	}
	return string(runes), string(runes) != sentence
}

func TestMeasure(t *testing.T) {
	s := loadShipped(t)
	const folds = 5
	var correctors []*Corrector
	for f := range folds {
		correctors = append(correctors, s.without(func(i int) bool { return i%folds == f }))
	}
	full := shippedFull(t)
	for _, held := range []bool{false, true} {
		clean, wrong := 0, 0
		for i, p := range s.pairs {
			c := full
			if held {
				c = correctors[i%folds]
			}
			for _, q := range p.phrases() {
				clean++
				if got, ch := c.Correct(q); got != q {
					wrong++
					fmt.Println("WRONG", held, q, ch)
				}
			}
		}
		fmt.Printf("held=%v clean %d wrong %d (%.2f%%)\n", held, clean, wrong, 100*float64(wrong)/float64(clean))
		for _, kind := range []string{"homophone", "transposition", "omission", "pinyin", "sentence"} {
			slips := newSlips()
			n, ok, left, bad := 0, 0, 0, 0
			for i, p := range s.pairs {
				c := full
				if held {
					c = correctors[i%folds]
				}
				for _, q := range p.phrases()[:1+len(p.Similar)] {
					spoiled, done := slips.spoil(full, kind, q)
					if !done {
						continue
					}
					n++
					got, ch := c.Correct(spoiled)
					switch got {
					case q:
						ok++
					case spoiled:
						left++
						if os.Getenv("V") != "" && left < 60 {
							fmt.Println("  left", kind, spoiled, "|", q)
						}
					default:
						bad++
						if os.Getenv("V") != "" {
							fmt.Println("  bad", kind, spoiled, "→", got, ch, "|", q)
						}
					}
				}
			}
			fmt.Printf("held=%v %s n=%d restored %.1f%% left %.1f%% bad %.1f%%\n", held, kind, n, 100*float64(ok)/float64(n), 100*float64(left)/float64(n), 100*float64(bad)/float64(n))
		}
	}
	_ = utf8.RuneError
}
