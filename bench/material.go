package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"yueyue/retriever/eval"
)

// material are the texts that are indexed and asked.
type material struct {
	Passages      []string // distinct; a passage's id is its place
	Questions     []string
	LongQuestions []string // 60 to 300 characters
	Origin        string
}

// collect reads passages from the query sets, long ones first, or makes them up.
func collect(c config) (material, error) {
	folders, err := filepath.Glob(filepath.Join(c.Sets, "*", "queries.jsonl"))
	if err != nil {
		return material{}, err
	}
	m := material{Origin: fmt.Sprintf("real, of %d query sets", len(folders))}
	if len(folders) == 0 {
		return madeUp(c), nil
	}
	var all []string
	seen := map[string]bool{}
	for _, file := range folders {
		set, err := eval.Load(eval.Source{Folder: filepath.Dir(file)})
		if err != nil {
			return material{}, err
		}
		for _, passage := range set.Passages {
			if text := passage.Content(); text != "" && !seen[text] {
				seen[text] = true
				all = append(all, text)
			}
		}
		for _, query := range set.Queries {
			m.Questions = append(m.Questions, query.Text)
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	random.Shuffle(len(m.Questions), func(i, j int) { m.Questions[i], m.Questions[j] = m.Questions[j], m.Questions[i] })
	for len(all) < c.Passages { // small sets: repeat passages, each told apart by a number
		all = append(all, fmt.Sprintf("%s %d", all[len(all)%max(len(seen), 1)], len(all)))
	}
	m.Passages = all[:c.Passages]
	m.LongQuestions = longOnes(m.Questions, c.Questions)
	m.Questions = m.Questions[:min(c.Questions, len(m.Questions))]
	return m, nil
}

// longOnes strings questions together until each is 60 to 300 characters long, as people tell long stories.
func longOnes(questions []string, count int) []string {
	random := rand.New(rand.NewPCG(2, 2))
	var out []string
	for len(out) < count {
		var long []rune
		for want := 60 + random.IntN(241); len(long) < want; {
			long = append(long, []rune(questions[random.IntN(len(questions))]+"，")...)
		}
		out = append(out, string(long[:min(len(long), 300)]))
	}
	return out
}

// madeUp writes texts of Chinese characters that are as unevenly frequent as in real text.
func madeUp(c config) material {
	random := rand.New(rand.NewPCG(3, 3))
	characters := rand.NewZipf(random, 1.2, 40, 3500)
	text := func(length int) string {
		var b strings.Builder
		for range length {
			b.WriteRune('一' + rune(characters.Uint64())) //nolint:gosec // below 3500
		}
		return b.String()
	}
	m := material{Origin: "made up, because there are no query sets in " + c.Sets}
	for range c.Passages {
		m.Passages = append(m.Passages, text(60+random.IntN(120)))
	}
	for range c.Questions {
		m.Questions = append(m.Questions, text(10+random.IntN(20)))
	}
	m.LongQuestions = longOnes(m.Questions, c.Questions)
	return m
}

func (m material) bytes() int {
	total := 0
	for _, text := range m.Passages {
		total += len(text)
	}
	return total
}

func (m material) characters() int {
	total := 0
	for _, text := range m.Passages {
		total += utf8.RuneCountInString(text)
	}
	return total / max(len(m.Passages), 1)
}
