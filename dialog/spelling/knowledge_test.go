package spelling

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"

	"yueyue/retriever/segment"
)

// knowledge is what a corrector is made of.
type knowledge struct {
	terms   []string
	phrases [][]string // of one pair each
	known   func(string) bool
}

// corrector leaves out every fold-th pair from the first on; fold 0 leaves out none.
func (k knowledge) corrector(fold, first int) *Corrector {
	var phrases []string
	for i, list := range k.phrases {
		if fold == 0 || i%fold != first {
			phrases = append(phrases, list...)
		}
	}
	return New(k.terms, phrases, k.known)
}

// frozen is the knowledge as it was when the tables of corrections and of right questions were written.
var frozen = sync.OnceValues(func() (*Corrector, error) {
	var k knowledge
	var err error
	if k.terms, err = readLines("testdata/terms.txt"); err != nil {
		return nil, err
	}
	phrases, err := readLines("testdata/phrases.txt")
	if err != nil {
		return nil, err
	}
	k.phrases = [][]string{phrases}
	if k.known, err = knownWords(); err != nil {
		return nil, err
	}
	return k.corrector(0, 0), nil
})

func frozenCorrector(tb testing.TB) *Corrector {
	tb.Helper()
	c, err := frozen()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// shipped is the knowledge that stands in data/ now.
var shipped = sync.OnceValues(func() (knowledge, error) {
	var k knowledge
	files, err := filepath.Glob("../../data/pairs/*.yaml")
	if err != nil {
		return k, err
	}
	for _, file := range files {
		var pairs []struct{ Question, Similar, Aliases any }
		if err := readYAML(file, &pairs); err != nil {
			return k, err
		}
		for _, p := range pairs {
			k.phrases = append(k.phrases, append(append(texts(p.Question), texts(p.Similar)...), texts(p.Aliases)...))
		}
	}
	var dictionary struct{ Terms []string }
	if err := readYAML("../../data/dictionary.yaml", &dictionary); err != nil {
		return k, err
	}
	var synonyms []struct {
		Official string
		Everyday []string
	}
	if err := readYAML("../../data/synonyms.yaml", &synonyms); err != nil {
		return k, err
	}
	k.terms = dictionary.Terms
	for _, s := range synonyms {
		k.terms = append(append(k.terms, s.Official), s.Everyday...)
	}
	k.known, err = knownWords()
	return k, err
})

func shippedKnowledge(tb testing.TB) knowledge {
	tb.Helper()
	k, err := shipped()
	switch {
	case os.IsNotExist(err) || (err == nil && len(k.phrases) == 0):
		tb.Skip("no knowledge in ../../data")
	case err != nil:
		tb.Fatal(err)
	}
	return k
}

func texts(node any) []string {
	switch node := node.(type) {
	case string:
		return []string{node}
	case []any:
		var list []string
		for _, item := range node {
			list = append(list, texts(item)...)
		}
		return list
	}
	return nil
}

// knownWords tells the words that the program knows from others.
var knownWords = sync.OnceValues(func() (func(string) bool, error) {
	folder, err := os.MkdirTemp("", "dictionary-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	segmenter, err := segment.New(segment.Config{CacheDir: folder})
	if err != nil {
		return nil, err
	}
	return segmenter.Known, nil
})

// readLines reads the lines of a file that are neither empty nor comments.
func readLines(file string) ([]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

func readYAML(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(data, into)
}
