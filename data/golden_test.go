package data_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"yueyue/data"
	"yueyue/internal/knowledge"
)

// The share of golden questions that are kept from every tuning.
const (
	leastHeldOut = 0.20
	mostHeldOut  = 0.45
)

// folded is a text reduced to its letters.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(text))
}

// leaks says what makes the golden questions of golden/*.yaml unfit to measure seed: what they share with it, ids used twice,
// unknown pairs, and too few or too many held out.
func leaks(fsys fs.FS, seed *knowledge.Seed) ([]string, error) {
	known, pairs := map[string]knowledge.PairID{}, map[knowledge.PairID]bool{}
	for _, pair := range seed.Pairs {
		pairs[pair.ID] = true
		for _, text := range append(append([]string{pair.Question}, pair.Similar...), pair.Aliases...) {
			if letters := folded(text); letters != "" {
				known[letters] = pair.ID
			}
		}
	}
	files, err := fs.Glob(fsys, "golden/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []string
	ids, count, heldOut := map[string]bool{}, 0, 0
	for _, file := range files {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		var questions []struct {
			ID       string             `yaml:"id"`
			Question string             `yaml:"question"`
			Pairs    []knowledge.PairID `yaml:"pairs"`
			HeldOut  bool               `yaml:"held_out"`
		}
		if err := yaml.Unmarshal(text, &questions); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, q := range questions {
			count++
			if q.HeldOut {
				heldOut++
			}
			if q.ID == "" || ids[q.ID] {
				out = append(out, fmt.Sprintf("%s: id %q is empty or used twice", file, q.ID))
			}
			ids[q.ID] = true
			if pair, shared := known[folded(q.Question)]; shared {
				out = append(out, fmt.Sprintf("%s: %s is a question of %s", file, q.ID, pair))
			}
			for _, id := range q.Pairs {
				if !pairs[id] {
					out = append(out, fmt.Sprintf("%s: %s expects the unknown pair %s", file, q.ID, id))
				}
			}
		}
	}
	if share := float64(heldOut) / float64(max(count, 1)); share < leastHeldOut || share > mostHeldOut {
		out = append(out, fmt.Sprintf("%d of %d golden questions are held out", heldOut, count))
	}
	return out, nil
}

func TestGolden(t *testing.T) {
	seed, _ := shipped(t)
	found, err := leaks(data.FS, seed)
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range found {
		t.Error(leak)
	}
}

func TestLeaks(t *testing.T) {
	seed := &knowledge.Seed{Pairs: []knowledge.QAPair{{
		ID: "moon-tax", Question: "登月要交什么税？", Similar: []string{"月亮税几个点"}, Aliases: []string{"登月税"},
	}}}
	const sound = `
- {id: a-1, question: 去火星缴税不, pairs: [moon-tax], held_out: true}
- {id: a-2, question: 月球上有税务局吗, pairs: [moon-tax]}
- {id: a-3, question: 你好}
`
	cases := []struct{ name, old, new, want string }{
		{"nothing", "a-1", "a-1", ""},
		{"the question of a pair", "去火星缴税不", "登月 要交什么税", "a-1 is a question of moon-tax"},
		{"a similar question", "月球上有税务局吗", "“月亮税”几个点？", "a-2 is a question of moon-tax"},
		{"an alias", "你好", "登月税!", "a-3 is a question of moon-tax"},
		{"an id twice", "a-2", "a-1", `id "a-1" is empty or used twice`},
		{"no id", "a-2", `""`, `id "" is empty or used twice`},
		{"an unknown pair", "[moon-tax], held", "[mars-tax], held", "a-1 expects the unknown pair mars-tax"},
		{"nothing held out", "held_out: true", "held_out: false", "0 of 3 golden questions are held out"},
		{"most held out", "吗, pairs: [moon-tax]", "吗, held_out: true", "2 of 3 golden questions are held out"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{"golden/a.yaml": {Data: []byte(strings.Replace(sound, c.old, c.new, 1))}}
			got, err := leaks(files, seed)
			text := strings.TrimPrefix(strings.Join(got, "; "), "golden/a.yaml: ")
			if err != nil || text != c.want {
				t.Errorf("leaks are %q, %v; want %q", text, err, c.want)
			}
		})
	}
	if _, err := leaks(fstest.MapFS{"golden/a.yaml": {Data: []byte("- id: [")}}, seed); err == nil {
		t.Error("a broken file is no error")
	}
	if got, _ := leaks(fstest.MapFS{}, seed); len(got) == 0 {
		t.Error("no golden questions are no leak")
	}
}
