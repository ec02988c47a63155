package dialog

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

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
	human, order, scope, abroad patterns
	sentences                   map[Intent]patterns // small talk that is said in many ways, of a whole bare sentence
	uncovered                   patterns            // topics that the knowledge may lack
	local                       patterns            // what each region sets for itself
	exemptions                  exemptions
	how, taxWords               []string
	phrases                     map[string]Intent // small talk, bare
	longest                     int               // of the phrases, in characters
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
		Uncovered []string            `yaml:"uncovered"`
		Local     []string            `yaml:"local"`
		Exemption exemptionFile       `yaml:"exemption"`
		SmallTalk map[Intent][]string `yaml:"smalltalk"`
		Sentences map[Intent][]string `yaml:"sentences"`
		Particles []string            `yaml:"particles"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	in := &Intents{how: file.How, taxWords: file.TaxWords, phrases: map[string]Intent{}, particles: strings.Join(file.Particles, ""), sentences: map[Intent]patterns{}}
	for _, group := range []struct {
		into     *patterns
		patterns []string
	}{{&in.human, file.Human}, {&in.order, file.Order}, {&in.scope, file.Scope}, {&in.abroad, file.Abroad}, {&in.uncovered, file.Uncovered}, {&in.local, file.Local}} {
		compiled, err := compile(group.patterns)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		*group.into = compiled
	}
	if in.exemptions, err = newExemptions(file.Exemption); err != nil {
		return nil, fmt.Errorf("%s: exemption: %w", name, err)
	}
	for intent, expressions := range file.Sentences {
		if !slices.Contains(telling, intent) {
			return nil, fmt.Errorf("%s: sentences: unknown group %q", name, intent)
		}
		whole := make([]string, len(expressions))
		for i, expression := range expressions {
			whole[i] = "^(?:" + expression + ")$"
		}
		compiled, err := compile(whole)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		in.sentences[intent] = compiled
	}
	for intent, sentences := range file.SmallTalk {
		if !slices.Contains(telling, intent) {
			return nil, fmt.Errorf("%s: smalltalk: unknown group %q", name, intent)
		}
		for _, sentence := range sentences {
			phrase := bare(sentence)
			in.phrases[phrase] = intent
			in.longest = max(in.longest, utf8.RuneCountInString(phrase))
		}
	}
	return in, nil
}

// Of gives the intent of a folded message, NoIntent for a question.
func (in *Intents) Of(message string) Intent {
	if intent := in.smallTalk(message); intent != NoIntent {
		return intent
	}
	switch {
	case in.order.match(message):
		return GiveOrder
	case in.human.match(message) && !containsAny(message, in.how):
		return WantHuman
	case in.abroad.match(message), in.scope.match(message) && !containsAny(message, in.taxWords):
		return Elsewhere
	default:
		return NoIntent
	}
}

// telling orders the small talk that a sentence may mix: the first of these that stands in it is what it is about.
var telling = []Intent{Complaint, Identity, Ability, Chat, Praise, Thanks, Goodbye, Heard, Greeting}

// maxSmallTalk is the longest sentence, in characters, that can be small talk.
const maxSmallTalk = 32

// smallTalk is the intent of a sentence that consists of known phrases and particles only, or is said in a known way.
func (in *Intents) smallTalk(message string) Intent {
	text := []rune(bare(message))
	if len(text) == 0 || len(text) > maxSmallTalk {
		return NoIntent
	}
	// reached[i] holds the intents of one way to cover the first i characters; nil: there is none.
	reached := make([]map[Intent]bool, len(text)+1)
	reached[0] = map[Intent]bool{}
	for i := range text {
		if reached[i] == nil {
			continue
		}
		if i > 0 && strings.ContainsRune(in.particles, text[i]) && reached[i+1] == nil {
			reached[i+1] = reached[i]
		}
		for end := min(len(text), i+in.longest); end > i; end-- {
			intent, known := in.phrases[string(text[i:end])]
			if !known || (reached[end] != nil && len(reached[end]) <= len(reached[i])) {
				continue
			}
			with := map[Intent]bool{intent: true}
			for earlier := range reached[i] {
				with[earlier] = true
			}
			reached[end] = with
		}
	}
	for _, intent := range telling {
		if reached[len(text)][intent] {
			return intent
		}
	}
	said := strings.TrimRight(string(text), in.particles)
	for _, intent := range telling {
		if in.sentences[intent].match(said) {
			return intent
		}
	}
	return NoIntent
}

// bare is a sentence in lower case without punctuation and spaces.
func bare(message string) string {
	return strings.Map(func(r rune) rune {
		if isPunctuation(r) {
			return -1
		}
		return r
	}, strings.ToLower(message))
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
