package spelling

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"
)

// pair is what a corrector learns from a QAPair.
type pair struct {
	ID       string   `yaml:"id"`
	Question string   `yaml:"question"`
	Similar  []string `yaml:"similar"`
	Aliases  []string `yaml:"aliases"`
}

func (p pair) phrases() []string {
	return append(append([]string{p.Question}, p.Similar...), p.Aliases...)
}

// shipped is the knowledge under data/, and the ordinary dictionary.
type shipped struct {
	pairs []pair
	terms []string
	known func(string) bool
}

// loadShipped skips the test when the knowledge or the dictionary is not there.
func loadShipped(tb testing.TB) shipped {
	tb.Helper()
	s, why := shippedOnce()
	if why != "" {
		tb.Skip(why)
	}
	return s
}

var shippedOnce = sync.OnceValues(func() (shipped, string) {
	var s shipped
	files, err := filepath.Glob("../../data/pairs/*.yaml")
	if err != nil || len(files) == 0 {
		return s, "no knowledge under data/pairs"
	}
	for _, file := range files {
		var pairs []pair
		if why := readYAML(file, &pairs); why != "" {
			return s, why
		}
		s.pairs = append(s.pairs, pairs...)
	}
	var why string
	if s.terms, why = readTerms(); why != "" {
		return s, why
	}
	words, why := jiebaWords()
	if why != "" {
		return s, why
	}
	s.known = func(word string) bool {
		_, ok := words[word]
		return ok
	}
	return s, ""
})

func readTerms() ([]string, string) {
	var list struct {
		Terms []string `yaml:"terms"`
	}
	var synonyms []struct {
		Official string   `yaml:"official"`
		Everyday []string `yaml:"everyday"`
	}
	if p := os.Getenv("SPELL_TERMS"); p != "" {
		return list.Terms, readYAML(p, &list)
	}
	if why := readYAML("../../data/dictionary.yaml", &list); why != "" {
		return nil, why
	}
	if why := readYAML("../../data/synonyms.yaml", &synonyms); why != "" {
		return nil, why
	}
	for _, s := range synonyms {
		list.Terms = append(append(list.Terms, s.Official), s.Everyday...)
	}
	return list.Terms, ""
}

func readYAML(file string, into any) string {
	data, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// jiebaWords reads the words of the dictionary that the tokenizer ships.
func jiebaWords() (map[string]struct{}, string) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yanyiwu/gojieba").Output()
	if err != nil {
		return nil, "no jieba dictionary: " + err.Error()
	}
	f, err := os.Open(filepath.Join(strings.TrimSpace(string(dir)), "deps", "cppjieba", "dict", "jieba.dict.utf8"))
	if err != nil {
		return nil, err.Error()
	}
	defer f.Close()
	words := make(map[string]struct{}, 350_000)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		word, _, _ := strings.Cut(lines.Text(), " ")
		words[word] = struct{}{}
	}
	return words, ""
}

// without builds a corrector from the pairs that leave does not name.
func (s shipped) without(leave func(i int) bool) *Corrector {
	var phrases []string
	for i, p := range s.pairs {
		if !leave(i) {
			phrases = append(phrases, p.phrases()...)
		}
	}
	return New(s.terms, phrases, s.known)
}

var shippedCorrector = sync.OnceValue(func() *Corrector {
	s, _ := shippedOnce()
	return s.without(func(int) bool { return false })
})

func shippedFull(tb testing.TB) *Corrector {
	loadShipped(tb)
	return shippedCorrector()
}
