package segment

import (
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yanyiwu/gojieba"
)

// codeVersion is part of Version: raise it whenever Normalize or Tokens give something else than before.
const codeVersion = "1"

// maxPiece bounds what jieba reads in one call, in bytes: it needs some 400 bytes of memory for each character.
const maxPiece = 8 << 10

// Config says what a Segmenter is made of.
type Config struct {
	// CacheDir is the folder the dictionaries are unpacked into, because jieba reads files only. It is made when absent;
	// processes may share it; what is damaged in it is written again.
	CacheDir string
	// Terms are the words of the tax dictionary, in any case and width. White space and 。 end a word for jieba, so a term
	// that holds one counts as the terms on both sides of it. Single characters are left out. The order does not matter.
	Terms []string
}

// Segmenter cuts text into tokens and words. All methods are safe for concurrent use. The zero Segmenter normalises and
// gives tokens, but knows no words.
type Segmenter struct {
	mu      sync.RWMutex
	jieba   *gojieba.Jieba // nil: closed
	terms   map[string]struct{}
	stops   map[string]struct{}
	version string
}

// New unpacks the dictionaries where needed and loads them, which takes about .4 s and 100 MB until Close. Errors are
// *fault.Error of kind Invalid (a CacheDir that cannot be used) or Unavailable (a folder that cannot be written, or a
// program that was built without the dictionaries).
func New(config Config) (*Segmenter, error) {
	packed, err := readPack(shipped)
	if err != nil {
		return nil, err
	}
	files, err := unpack(packed, config.CacheDir)
	if err != nil {
		return nil, err
	}
	terms := normalizeTerms(config.Terms)
	segmenter := &Segmenter{
		terms:   make(map[string]struct{}, len(terms)),
		stops:   stopWords(files.stops),
		version: versionOf(packed, terms),
	}
	for _, term := range terms {
		segmenter.terms[term] = struct{}{}
	}
	if segmenter.jieba, err = files.load(terms); err != nil {
		return nil, err
	}
	return segmenter, nil
}

// Close frees the dictionaries once the calls under way are done. Words and Keywords give nil afterwards.
func (s *Segmenter) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.jieba != nil {
		s.jieba.Free()
		s.jieba = nil
	}
}

// Version changes when the same text may give other tokens or words: with the code, the dictionaries or the terms. It is
// part of an index generation.
func (s *Segmenter) Version() string { return s.version }

// Words are the words of the normalised text in reading order, without white space and punctuation.
func (s *Segmenter) Words(text string) []string { return s.words(normalize(text)) }

// Keywords are the words worth highlighting, each once: first the terms of the tax dictionary in reading order, then what
// else has content. Function words, question words and plain numbers are left out. They are in normalised form.
func (s *Segmenter) Keywords(text string) []string {
	var terms, others []string
	for _, word := range s.words(normalize(text)) {
		switch _, isTerm := s.terms[word]; {
		case isTerm && !slices.Contains(terms, word):
			terms = append(terms, word)
		case !isTerm && s.hasContent(word) && !slices.Contains(others, word):
			others = append(others, word)
		}
	}
	return append(terms, others...)
}

func (s *Segmenter) hasContent(word string) bool {
	if _, isStop := s.stops[word]; isStop || utf8.RuneCountInString(word) < 2 {
		return false
	}
	return strings.ContainsFunc(word, unicode.IsLetter)
}

func (s *Segmenter) words(text string) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.jieba == nil {
		return nil
	}
	var words []string
	for text != "" {
		size := pieceSize(text)
		for _, word := range s.jieba.Cut(text[:size], true) {
			if strings.ContainsFunc(word, func(r rune) bool { return classOf(r) != separator }) {
				words = append(words, word)
			}
		}
		text = text[size:]
	}
	runtime.KeepAlive(s.jieba) // its finalizer frees what a call is still reading
	return words
}

// pieceSize is how much of text jieba should read at once: all of it, or as far as the last separator within maxPiece.
func pieceSize(text string) int {
	if len(text) <= maxPiece {
		return len(text)
	}
	for at := maxPiece; at > maxPiece/2; {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if classOf(r) == separator && utf8.RuneStart(text[at]) {
			return at
		}
		at -= size
	}
	at := maxPiece
	for !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// normalizeTerms gives the distinct words that jieba can hold, sorted.
func normalizeTerms(terms []string) []string {
	var words []string
	for _, term := range terms {
		for _, word := range strings.FieldsFunc(normalize(term), endsWord) {
			if utf8.RuneCountInString(word) > 1 {
				words = append(words, word)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// endsWord tells where jieba ends a word whatever its dictionary says (SPECIAL_SEPARATORS of cppjieba after folding).
func endsWord(r rune) bool { return unicode.IsSpace(r) || r == '。' }

func versionOf(packed []byte, terms []string) string {
	hash := sha256.New()
	hash.Write(packed)
	for _, term := range terms {
		hash.Write([]byte("\n" + term))
	}
	return codeVersion + "-" + hex.EncodeToString(hash.Sum(nil)[:8])
}
