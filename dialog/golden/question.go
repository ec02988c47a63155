// Package golden measures 悦悦 against questions whose right answers are known, and calibrates her confidence on those of
// them that are not held out.
package golden

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"yueyue/dialog"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Question is one golden question.
type Question struct {
	Style    string             `yaml:"-"` // the file it stands in: spoken, typo, past_date …
	ID       string             `yaml:"id"`
	Text     string             `yaml:"question"`
	History  []string           `yaml:"history"`
	AsOf     civil.Date         `yaml:"as_of"`
	Region   string             `yaml:"region"`
	Audience knowledge.Audience `yaml:"audience"`
	Pairs    []knowledge.PairID `yaml:"pairs"`   // any of these is right; empty: nothing in the knowledge is
	Figures  []string           `yaml:"figures"` // which the right answer shows
	Expect   []dialog.Kind      `yaml:"expect"`  // kinds of reply that are right; empty: answer
	HeldOut  bool               `yaml:"held_out"`
}

// Answerable reports whether the knowledge answers the question directly.
func (q Question) Answerable() bool {
	return len(q.Pairs) > 0 && (len(q.Expect) == 0 || q.expects(dialog.Answer))
}

func (q Question) expects(kind dialog.Kind) bool {
	for _, expected := range q.Expect {
		if expected == kind {
			return true
		}
	}
	return len(q.Expect) == 0 && kind == dialog.Answer
}

// Asked is the question as dialog takes it.
func (q Question) Asked() dialog.Question {
	asked := dialog.Question{Text: q.Text, AsOf: q.AsOf, Region: q.Region, Audience: q.Audience}
	for _, earlier := range q.History {
		asked.History = append(asked.History, dialog.Turn{Question: earlier})
	}
	return asked
}

// Load reads golden/*.yaml; an error names the file.
func Load(fsys fs.FS) ([]Question, error) {
	files, err := fs.Glob(fsys, "golden/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Question
	seen := map[string]string{}
	for _, file := range files {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		var questions []Question
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&questions); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, q := range questions {
			q.Style = strings.TrimSuffix(path.Base(file), ".yaml")
			if other, twice := seen[q.ID]; twice || q.ID == "" || q.Text == "" {
				return nil, fmt.Errorf("%s: %q: no id or question, or the id stands in %s too", file, q.ID, other)
			}
			seen[q.ID] = file
			all = append(all, q)
		}
	}
	return all, nil
}
