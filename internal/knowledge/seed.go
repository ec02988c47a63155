package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"yueyue/internal/fault"
)

// Seed is the knowledge that a program ships, checked.
type Seed struct {
	Pairs       []QAPair
	Packages    []QAPackage
	Trending    []TrendingQuestion
	QuickLinks  []QuickLink
	Terms       []string  // for the dictionary of the tokenizer
	Synonyms    []Synonym // everyday words for official terms
	StopPhrases []string  // polite and empty phrases that say nothing about what is asked
}

// Synonym puts everyday and short forms beside the official term that may always stand for them: 专票 → 增值税专用发票.
type Synonym struct {
	Official string   `json:"official" yaml:"official"`
	Everyday []string `json:"everyday" yaml:"everyday"`
}

// LoadSeed reads pairs/*.yaml, packages.yaml, trending.yaml, quick-links.yaml, dictionary.yaml, synonyms.yaml and
// stop-phrases.yaml; all of them must be there. Everything wrong is reported at once, as one fault.Invalid that wraps the
// joined errors, each beginning with file:line.
func LoadSeed(fsys fs.FS) (*Seed, error) {
	l := loader{fsys: fsys, seed: &Seed{}, places: map[Key]string{}, questions: map[string]PairID{}}
	l.pairs()
	l.packages()
	l.trending()
	l.quickLinks()
	l.words()
	if len(l.fails) > 0 {
		return nil, &fault.Error{
			Kind: fault.Invalid, Op: "knowledge.LoadSeed", Code: "knowledge_invalid", Err: errors.Join(l.fails...),
			Message: "随程序发布的知识有误，请按文件名和行号修改后重新编译。",
		}
	}
	return l.seed, nil
}

// loader carries what the files have to agree on.
type loader struct {
	fsys      fs.FS
	seed      *Seed
	places    map[Key]string    // file:line of each item
	questions map[string]PairID // by sameQuestion
	fails     []error
}

// add checks one item and that its id is new.
func (l *loader) add(s *source, at string, content Content) {
	s.check(at, content)
	key := content.Key()
	if place, twice := l.places[key]; twice {
		s.fail(at+".id", "编号 %q 已用于 %s", key.ID, place)
		return
	}
	l.places[key] = fmt.Sprintf("%s:%d", s.file, s.lines[at])
}

func (l *loader) pairs() {
	files, err := fs.ReadDir(l.fsys, "pairs")
	if err != nil {
		l.fails = append(l.fails, fmt.Errorf("pairs:1: 读不到目录：%w", err))
		return
	}
	for _, file := range files {
		name := path.Join("pairs", file.Name())
		if file.IsDir() || path.Ext(name) != ".yaml" {
			l.fails = append(l.fails, fmt.Errorf("%s:1: 这里只能放 .yaml 文件", name))
			continue
		}
		var pairs []QAPair
		s := readYAML(l.fsys, name, &pairs, &l.fails)
		for i, pair := range pairs {
			at := fmt.Sprintf("[%d]", i)
			l.add(s, at, pair)
			l.ask(s, at+".question", pair.ID, pair.Question)
			for k, question := range pair.Similar {
				l.ask(s, fmt.Sprintf("%s.similar[%d]", at, k), pair.ID, question)
			}
		}
		l.seed.Pairs = append(l.seed.Pairs, pairs...)
	}
	if len(l.seed.Pairs) == 0 {
		l.fails = append(l.fails, errors.New("pairs:1: 没有一条问答"))
	}
}

// ask notes a question and reports one that belongs to another pair already.
func (l *loader) ask(s *source, at string, id PairID, question string) {
	key := sameQuestion(question)
	if other, asked := l.questions[key]; asked && other != id && key != "" {
		s.fail(at, "问题与 %s 重复：%s", other, question)
		return
	}
	l.questions[key] = id
}

// refer reports a pair that does not exist.
func (l *loader) refer(s *source, at string, id PairID) {
	if _, known := l.places[Key{PairItem, string(id)}]; !known {
		s.fail(at, "没有编号为 %q 的问答", id)
	}
}

func (l *loader) packages() {
	s := readYAML(l.fsys, "packages.yaml", &l.seed.Packages, &l.fails)
	for i, pack := range l.seed.Packages {
		at := fmt.Sprintf("[%d]", i)
		l.add(s, at, pack)
		for k, id := range pack.Pairs {
			l.refer(s, fmt.Sprintf("%s.pairs[%d]", at, k), id)
		}
	}
}

func (l *loader) trending() {
	s := readYAML(l.fsys, "trending.yaml", &l.seed.Trending, &l.fails)
	asked := map[string]bool{}
	for i, question := range l.seed.Trending {
		at := fmt.Sprintf("[%d]", i)
		l.add(s, at, question)
		l.refer(s, at+".pair", question.Pair)
		if key := sameQuestion(question.Question); asked[key] {
			s.fail(at+".question", "问题重复：%s", question.Question)
		} else {
			asked[key] = true
		}
	}
}

func (l *loader) quickLinks() {
	s := readYAML(l.fsys, "quick-links.yaml", &l.seed.QuickLinks, &l.fails)
	for i, link := range l.seed.QuickLinks {
		l.add(s, fmt.Sprintf("[%d]", i), link)
	}
}

// words reads dictionary, synonyms and stop phrases.
func (l *loader) words() {
	var dictionary struct {
		Terms []string `yaml:"terms"`
	}
	l.list(readYAML(l.fsys, "dictionary.yaml", &dictionary, &l.fails), ".terms", dictionary.Terms)
	l.seed.Terms = dictionary.Terms
	l.list(readYAML(l.fsys, "stop-phrases.yaml", &l.seed.StopPhrases, &l.fails), "", l.seed.StopPhrases)

	s := readYAML(l.fsys, "synonyms.yaml", &l.seed.Synonyms, &l.fails)
	official, everyday := map[string]bool{}, map[string]string{}
	for i, synonym := range l.seed.Synonyms {
		at := fmt.Sprintf("[%d]", i)
		l.list(s, at+".everyday", synonym.Everyday)
		if synonym.Official == "" || len(synonym.Everyday) == 0 {
			s.fail(at, "official 和 everyday 都要写")
		}
		if official[synonym.Official] {
			s.fail(at+".official", "重复：%s", synonym.Official)
		}
		official[synonym.Official] = true
		for k, word := range synonym.Everyday {
			other, taken := everyday[word]
			if word == synonym.Official || taken && other != synonym.Official {
				s.fail(fmt.Sprintf("%s.everyday[%d]", at, k), "%q 已经指向 %q", word, max(other, synonym.Official))
			}
			everyday[word] = synonym.Official
		}
	}
}

// list checks a list of words.
func (l *loader) list(s *source, at string, words []string) {
	var c checker
	c.lines(at, words)
	for _, p := range c.problems {
		s.fail(p.path, "%s", p.text)
	}
}
