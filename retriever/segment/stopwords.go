package segment

import (
	_ "embed"
	"strings"
)

// questionWords are what taxpayers wrap a question in, beyond jieba's own list of function words.
//
//go:embed stopwords.txt
var questionWords string

// stopWords are jieba's and ours, normalised. In ours a line that starts with # is a remark.
func stopWords(jieba []byte) map[string]struct{} {
	words := make(map[string]struct{}, 1600)
	for line := range strings.Lines(string(jieba) + "\n" + questionWords) {
		if word := normalize(strings.TrimSpace(line)); word != "" && !strings.HasPrefix(word, "#") {
			words[word] = struct{}{}
		}
	}
	return words
}
