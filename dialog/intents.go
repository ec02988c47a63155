package dialog

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Intent is what a message wants when it is not a question about tax.
type Intent string

// The intents.
const (
	NoIntent  Intent = ""
	WantHuman Intent = "human"     // a person, a call, a complaint, a message, an appointment
	GiveOrder Intent = "order"     // tries to make 悦悦 do or say something that is not hers
	Elsewhere Intent = "elsewhere" // plainly another field
	Greeting  Intent = "greeting"
	Thanks    Intent = "thanks"
	Goodbye   Intent = "goodbye"
	Heard     Intent = "acknowledge"
	Identity  Intent = "identity"
	Ability   Intent = "ability"
	Praise    Intent = "praise"
	Complaint Intent = "complaint"
	Chat      Intent = "chat"
)

// Intents recognises intents by the phrases of data/intents.yaml. It is immutable.
type Intents struct {
	human, order, scope, abroad []*regexp.Regexp
	how, taxWords               []string
	whole                       map[string]Intent // bare sentence → small talk
	particles                   string
}

// LoadIntents reads intents.yaml; an error names the file and what is wrong.
func LoadIntents(fsys fs.FS) (*Intents, error) {
	const name = "intents.yaml"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Human     []string            `yaml:"human"`
		How       []string            `yaml:"how"`
		Order     []string            `yaml:"order"`
		Scope     []string            `yaml:"scope"`
		Abroad    []string            `yaml:"abroad"`
		TaxWords  []string            `yaml:"tax_words"`
		SmallTalk map[Intent][]string `yaml:"smalltalk"`
		Particles []string            `yaml:"particles"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	in := &Intents{how: file.How, taxWords: file.TaxWords, whole: map[string]Intent{}, particles: strings.Join(file.Particles, "")}
	for _, group := range []struct {
		into     *[]*regexp.Regexp
		patterns []string
	}{{&in.human, file.Human}, {&in.order, file.Order}, {&in.scope, file.Scope}, {&in.abroad, file.Abroad}} {
		for _, pattern := range group.patterns {
			compiled, err := regexp.Compile(pattern)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			*group.into = append(*group.into, compiled)
		}
	}
	for intent, sentences := range file.SmallTalk {
		switch intent {
		case Greeting, Thanks, Goodbye, Heard, Identity, Ability, Praise, Complaint, Chat:
		default:
			return nil, fmt.Errorf("%s: smalltalk: unknown group %q", name, intent)
		}
		for _, sentence := range sentences {
			in.whole[in.bare(sentence)] = intent
		}
	}
	return in, nil
}

// Of gives the intent of a folded message, NoIntent for a question.
func (in *Intents) Of(message string) Intent {
	bare := in.bare(message)
	if intent, ok := in.whole[bare]; ok {
		return intent
	}
	switch {
	case matches(in.order, message):
		return GiveOrder
	case matches(in.human, message) && !containsAny(message, in.how):
		return WantHuman
	case matches(in.abroad, message), matches(in.scope, message) && !containsAny(message, in.taxWords):
		return Elsewhere
	default:
		return NoIntent
	}
}

// bare is a sentence without punctuation, spaces and closing particles.
func (in *Intents) bare(message string) string {
	bare := strings.Map(func(r rune) rune {
		if isPunctuation(r) {
			return -1
		}
		return r
	}, strings.ToLower(message))
	if cut := strings.TrimRight(bare, in.particles); cut != "" {
		return cut
	}
	return bare
}

func matches(patterns []*regexp.Regexp, message string) bool {
	for _, pattern := range patterns {
		if pattern.MatchString(message) {
			return true
		}
	}
	return false
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
