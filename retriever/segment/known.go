package segment

import (
	"runtime"
	"unicode/utf8"
)

// Known reports whether a word of two characters or more stands in the dictionaries, the tax dictionary included. Words
// that are only guessed do not count.
func (s *Segmenter) Known(word string) bool {
	word = normalize(word)
	if utf8.RuneCountInString(word) < 2 || len(word) > maxPiece {
		return false
	}
	if _, isTerm := s.terms[word]; isTerm {
		return true
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.jieba == nil {
		return false
	}
	defer runtime.KeepAlive(s.jieba)
	cut := s.jieba.Cut(word, false)
	return len(cut) == 1 && cut[0] == word
}
