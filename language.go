package main

import (
	"context"
	"path/filepath"
	"reflect"
	"sync"

	"yueyue/dialog"
	"yueyue/dialog/spelling"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/segment"
)

// languages makes what texts are read with from the words that are shipped and what content staff changed in them. It is safe
// for concurrent use.
type languages struct {
	seed      *knowledge.Seed
	knowledge *knowledge.Repository
	folder    string          // of the unpacked dictionaries
	changed   func(*language) // told of every language but the first

	mu      sync.Mutex
	current *language
}

// language is one set of words with the parts made of them. A replaced one is released once nobody reads with it any more.
type language struct {
	lexicon   knowledge.Lexicon // what staff changed
	words     knowledge.Words   // what came of it
	segmenter *segment.Segmenter
	names     *knowledge.Names
}

// open makes the language of an edition.
func (l *languages) open(ctx context.Context, edition int64) (*language, error) {
	lexicon, err := l.knowledge.Lexicon(ctx, edition)
	if err != nil {
		return nil, err
	}
	if l.current != nil && reflect.DeepEqual(l.current.lexicon, lexicon) {
		return l.current, nil
	}
	words := lexicon.Words(l.seed)
	segmenter, err := segment.New(segment.Config{CacheDir: filepath.Join(l.folder, "dictionary"), Terms: words.Terms})
	if err != nil {
		return nil, err
	}
	return &language{lexicon: lexicon, words: words, segmenter: segmenter, names: knowledge.NewNames(words.Synonyms, segmenter.Normalize)}, nil
}

// of is the language of an edition for the index; retriever.Languages.
func (l *languages) of(ctx context.Context, edition int64) (retriever.Language, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	language, err := l.open(ctx, edition)
	if err != nil {
		return retriever.Language{}, err
	}
	if language != l.current && l.current != nil {
		l.changed(language)
	}
	l.current = language
	return retriever.Language{Tokenizer: language.segmenter, Normalize: language.segmenter.Normalize, Names: language.names}, nil
}

// close releases the present language.
func (l *languages) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current != nil {
		l.current.segmenter.Close()
	}
}

// understander reads questions in a language.
func (l *language) understander(seed *knowledge.Seed, intents *dialog.Intents, regions *dialog.Regions) *dialog.Understander {
	speller := spelling.New(vocabulary(l.words), phrases(seed), l.segmenter.Known)
	return dialog.NewUnderstander(l.segmenter, speller, intents, regions, l.names, l.words.StopPhrases)
}

// vocabulary is every word that typed text may be mended to.
func vocabulary(words knowledge.Words) []string {
	all := append([]string{}, words.Terms...)
	for _, s := range words.Synonyms {
		all = append(append(all, s.Official), s.Everyday...)
	}
	return all
}

// phrases is how the knowledge speaks: what stands beside what.
func phrases(seed *knowledge.Seed) []string {
	var all []string
	for _, pair := range seed.Pairs {
		all = append(append(append(all, pair.Question), pair.Similar...), pair.Aliases...)
	}
	return all
}
