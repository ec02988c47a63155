package spelling

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// bigCorrector has the frozen knowledge with terms added up to 5,000.
func bigCorrector(b *testing.B) *Corrector {
	b.Helper()
	terms, err := readLines("testdata/terms.txt")
	if err != nil {
		b.Fatal(err)
	}
	phrases, err := readLines("testdata/phrases.txt")
	if err != nil {
		b.Fatal(err)
	}
	known, err := knownWords()
	if err != nil {
		b.Fatal(err)
	}
	seen := make(map[string]bool)
	for i := 0; len(terms) < 5000; i++ {
		runes := []rune(phrases[i*7%len(phrases)])
		from := i * 13 % max(1, len(runes)-5)
		term := string(runes[from:min(len(runes), from+3+i%4)])
		if !seen[term] {
			seen[term] = true
			terms = append(terms, term)
		}
	}
	return New(terms, phrases, known)
}

func BenchmarkCorrect(b *testing.B) {
	c := bigCorrector(b)
	for _, question := range []struct{ name, text string }{
		{"right", "小规模纳税人一个季度销售额不超过三十万还要不要交增值税和附加"},
		{"story", "我去年在合肥开了个小饭馆生意不好想关门不知道税务要办什么手续"},
		{"slips", "小规摸纳睡人一个季度销售额不超过三十万还要不要交曾值税和附加"},
		{"pinyin", "xiaoguimo nashuiren jidu xiaoshoue bu chaoguo sanshi wan yao jiao zengzhishui ma"},
	} {
		b.Run(question.name, func(b *testing.B) {
			b.ReportAllocs()
			var times []time.Duration
			for b.Loop() {
				began := time.Now()
				c.Correct(question.text)
				times = append(times, time.Since(began))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
		})
	}
}

func BenchmarkLongest(b *testing.B) {
	c := bigCorrector(b)
	for _, unit := range []string{"曾直睡", "增值税", "zhuang", "ma "} {
		text := ""
		for len([]rune(text))+len(unit) <= maxRunes {
			text += unit
		}
		b.Run(fmt.Sprintf("%q", unit), func(b *testing.B) {
			for b.Loop() {
				c.Correct(text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	terms, err := readLines("testdata/terms.txt")
	if err != nil {
		b.Fatal(err)
	}
	phrases, err := readLines("testdata/phrases.txt")
	if err != nil {
		b.Fatal(err)
	}
	known, err := knownWords()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		New(terms, phrases, known)
	}
}
