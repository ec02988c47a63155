package house

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/dialog/golden"
	"yueyue/internal/knowledge"
	"yueyue/retriever/eval"
)

// Material are the texts that the knowledge is made of beside what is shipped, and the questions that are asked.
type Material struct {
	Titles    []string // questions of pairs
	Passages  []eval.Passage
	Questions []dialog.Question
	Origin    string // in words
}

// longTitle is the longest text, in characters, that becomes the question of a pair; longer ones become answers.
const longTitle = 40

// Collect reads passages and questions from the query sets, or makes them up. The golden questions are asked in any case.
func Collect(c Config) (Material, error) {
	folders, err := filepath.Glob(filepath.Join(c.Sets, "*", "queries.jsonl"))
	if err != nil {
		return Material{}, err
	}
	m := Material{Origin: fmt.Sprintf("real ones of %d query sets", len(folders))}
	var asked []string
	if len(folders) == 0 {
		m.makeUp(c)
		m.Titles, asked = m.Titles[:c.Units/2], m.Titles[c.Units/2:]
	}
	seen := map[string]bool{}
	for _, file := range folders {
		set, err := eval.Load(eval.Source{Folder: filepath.Dir(file)})
		if err != nil {
			return Material{}, err
		}
		for _, p := range set.Passages {
			m.add(eval.Passage{Title: line(p.Title), Text: line(p.Text)}, seen)
		}
		for _, query := range set.Queries {
			asked = append(asked, query.Text)
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	shuffle(random, m.Titles)
	shuffle(random, m.Passages)
	shuffle(random, asked)
	questions, err := golden.Load(data.FS)
	if err != nil {
		return Material{}, err
	}
	for _, q := range questions {
		m.Questions = append(m.Questions, q.Asked())
	}
	for _, text := range asked[:min(len(asked), max(0, c.Questions-len(m.Questions)))] {
		m.Questions = append(m.Questions, dialog.Question{Text: text})
	}
	shuffle(random, m.Questions)
	return m, nil
}

// add keeps a passage as the question of a pair when it is short, else as an answer; none twice.
func (m *Material) add(p eval.Passage, seen map[string]bool) {
	text := cmp.Or(p.Text, p.Title)
	if text == "" || seen[text] {
		return
	}
	seen[text] = true
	if p.Title == "" && utf8.RuneCountInString(text) <= longTitle {
		m.Titles = append(m.Titles, text)
		return
	}
	m.Passages = append(m.Passages, p)
}

// makeUp writes texts of Chinese characters that are as unevenly frequent as in real text.
func (m *Material) makeUp(c Config) {
	m.Origin = "made up, because there are no query sets in " + c.Sets
	random := rand.New(rand.NewPCG(3, 3))
	characters := rand.NewZipf(random, 1.2, 40, 3500)
	text := func(length int) string {
		var b strings.Builder
		for range length {
			b.WriteRune('一' + rune(characters.Uint64()))
		}
		return b.String()
	}
	for range c.Units/2 + c.Questions {
		m.Titles = append(m.Titles, text(10+random.IntN(20)))
		m.Passages = append(m.Passages, eval.Passage{Text: text(60 + random.IntN(120))})
	}
}

// pairs makes count pairs of two units each, the question alone and the question with the answer. A passage that is the
// clause of a law becomes a policy that cites it. Where texts run out they are taken again, told apart by a number.
func (m *Material) pairs(count int) []knowledge.Item {
	items := make([]knowledge.Item, count)
	for i := range items {
		passage := m.Passages[i%len(m.Passages)]
		pair := knowledge.QAPair{ID: knowledge.PairID(fmt.Sprintf("bench-%06d", i)), Kind: knowledge.Guide}
		answer := knowledge.Answer{Text: cmp.Or(passage.Text, passage.Title)}
		law, clause, isLaw := strings.Cut(passage.Title, "第")
		switch {
		case i < len(m.Titles):
			pair.Question = m.Titles[i]
		case isLaw && i < len(m.Passages):
			pair.Question = passage.Title + "是怎么规定的？"
		default:
			pair.Question = fmt.Sprintf("%s（%d）", m.Titles[i%len(m.Titles)], i)
		}
		if i >= len(m.Passages) {
			answer.Text += fmt.Sprintf("（%d）", i)
		}
		if isLaw && law != "" {
			pair.Kind = knowledge.Policy
			answer.Citations = []knowledge.Citation{{Title: "《" + law + "》", Clause: "第" + clause}}
		}
		pair.Answers = []knowledge.Answer{answer}
		items[i] = knowledge.Item{Content: pair, Position: int64(i) + 1}
	}
	return items
}

// line is a text on one line without control characters.
func line(text string) string {
	text = strings.ToValidUTF8(text, "")
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// spread takes count of a list, evenly.
func spread[T any](list []T, count int) []T {
	if len(list) <= count {
		return slices.Clone(list)
	}
	out := make([]T, count)
	for i := range out {
		out[i] = list[i*len(list)/count]
	}
	return out
}
