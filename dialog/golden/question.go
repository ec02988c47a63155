// Package golden measures 悦悦 against questions whose right answers are known, and calibrates her confidence on those of
// them that are not held out.
package golden

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
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
	History  []string           `yaml:"history"` // earlier questions of the thread, oldest first
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
	return len(q.Pairs) > 0 && q.expects(dialog.Answer)
}

func (q Question) expects(kind dialog.Kind) bool {
	return slices.Contains(q.Expect, kind) || len(q.Expect) == 0 && kind == dialog.Answer
}

// Asked is the question as dialog takes it.
func (q Question) Asked() dialog.Question {
	asked := dialog.Question{Text: q.Text, AsOf: q.AsOf, Region: q.Region, Audience: q.Audience}
	for _, earlier := range q.History {
		asked.History = append(asked.History, dialog.Turn{Question: earlier})
	}
	return asked
}

// Load reads golden/*.yaml, each file a list of questions of one style; an error names the file and what is wrong.
func Load(fsys fs.FS) ([]Question, error) {
	files, err := fs.Glob(fsys, "golden/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Question
	seen := map[string]string{}
	for _, file := range files {
		questions, err := read(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, q := range questions {
			if other, twice := seen[q.ID]; twice {
				return nil, fmt.Errorf("%s: %s stands in %s too", file, q.ID, other)
			}
			seen[q.ID] = file
		}
		all = append(all, questions...)
	}
	return all, nil
}

func read(fsys fs.FS, file string) ([]Question, error) {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	var questions []Question
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&questions); err != nil && !errors.Is(err, io.EOF) { // an empty file has no questions
		return nil, err
	}
	for i := range questions {
		questions[i].Style = strings.TrimSuffix(path.Base(file), ".yaml")
		if err := questions[i].check(); err != nil {
			return nil, fmt.Errorf("question %d (%q): %w", i+1, questions[i].ID, err)
		}
	}
	return questions, nil
}

// kinds are all that a question may expect.
var kinds = []dialog.Kind{dialog.Answer, dialog.Suggest, dialog.Clarify, dialog.Abstain, dialog.Handoff, dialog.SmallTalk}

func (q Question) check() error {
	if q.ID == "" || q.Text == "" {
		return errors.New("no id or no question")
	}
	for _, kind := range q.Expect {
		if !slices.Contains(kinds, kind) {
			return fmt.Errorf("no reply is of the kind %q", kind)
		}
	}
	if q.Audience != "" && q.Audience != knowledge.Enterprise && q.Audience != knowledge.NaturalPerson {
		return fmt.Errorf("there is no audience %q", q.Audience)
	}
	_, err := civil.Parse(string(q.AsOf))
	return err
}
