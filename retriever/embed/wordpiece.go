package embed

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wordPiece turns text into token ids as BERT's tokenizer does (Devlin et al. 2018; the behaviour is that of Hugging Face's
// BertNormalizer, BertPreTokenizer and WordPiece), reading text no further than the ids asked for. It lower-cases first: the
// model was trained on lower-cased text, but the file that ships with it does not say so. Hence a special token such as
// [SEP] written in a text is ordinary text. It is safe for concurrent use.
type wordPiece struct {
	first        map[string]int64 // pieces that begin a word
	rest         map[string]int64 // pieces that go on, without their prefix
	longest      int              // bytes of the longest piece
	maxWord      int              // characters of the longest word that is cut; a longer one is unknown
	unknown      int64
	start, end   int64
	clean        bool // drop control characters, fold white space
	splitHan     bool // each Chinese character is a word
	stripAccents bool
}

// tokenizerJSON is what is read of a tokenizer.json.
type tokenizerJSON struct {
	AddedTokens []struct {
		ID      int64  `json:"id"`
		Content string `json:"content"`
	} `json:"added_tokens"`
	Normalizer struct {
		Type               string `json:"type"`
		CleanText          bool   `json:"clean_text"`
		HandleChineseChars bool   `json:"handle_chinese_chars"`
		StripAccents       *bool  `json:"strip_accents"` // null: as Lowercase says
		Lowercase          bool   `json:"lowercase"`
	} `json:"normalizer"`
	PreTokenizer struct {
		Type string `json:"type"`
	} `json:"pre_tokenizer"`
	Model struct {
		Type                    string           `json:"type"`
		UnkToken                string           `json:"unk_token"`
		ContinuingSubwordPrefix string           `json:"continuing_subword_prefix"`
		MaxInputCharsPerWord    int              `json:"max_input_chars_per_word"`
		Vocab                   map[string]int64 `json:"vocab"`
	} `json:"model"`
}

// newWordPiece reads a tokenizer.json. It refuses what it would not follow to the letter.
func newWordPiece(content []byte) (*wordPiece, error) {
	var file tokenizerJSON
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	if kinds := [3]string{file.Normalizer.Type, file.PreTokenizer.Type, file.Model.Type}; kinds !=
		[3]string{"BertNormalizer", "BertPreTokenizer", "WordPiece"} {
		return nil, fmt.Errorf("tokenizer: %v is not BERT's", kinds)
	}
	w := &wordPiece{
		first:        make(map[string]int64, len(file.Model.Vocab)),
		rest:         make(map[string]int64, len(file.Model.Vocab)),
		maxWord:      file.Model.MaxInputCharsPerWord,
		clean:        file.Normalizer.CleanText,
		splitHan:     file.Normalizer.HandleChineseChars,
		stripAccents: file.Normalizer.Lowercase,
	}
	if strip := file.Normalizer.StripAccents; strip != nil {
		w.stripAccents = *strip
	}
	for piece, id := range file.Model.Vocab {
		if bare, goesOn := strings.CutPrefix(piece, file.Model.ContinuingSubwordPrefix); goesOn {
			w.rest[bare] = id
		}
		w.first[piece] = id // the prefix itself may begin a word
		w.longest = max(w.longest, len(piece))
	}
	special := make(map[string]int64, len(file.AddedTokens))
	for _, token := range file.AddedTokens {
		if strings.ToLower(token.Content) == token.Content {
			return nil, fmt.Errorf("tokenizer: added token %q would be found in lower-cased text", token.Content)
		}
		special[token.Content] = token.ID
	}
	for name, id := range map[string]*int64{file.Model.UnkToken: &w.unknown, "[CLS]": &w.start, "[SEP]": &w.end} {
		var known bool
		if *id, known = special[name]; !known {
			return nil, fmt.Errorf("tokenizer: no special token %q", name)
		}
	}
	return w, nil
}

// encode appends the ids of text, from [CLS] to [SEP] at most limit of them (at least 2), to ids[:0].
func (w *wordPiece) encode(ids []int64, text string, limit int) []int64 {
	ids = append(ids[:0], w.start)
	word := make([]byte, 0, 4*utf8.UTFMax)
	count := 0 // characters of word
	flush := func() {
		if count > 0 {
			ids = w.cut(ids, word, count)
			word, count = word[:0], 0
		}
	}
	take := func(r rune) {
		switch {
		case unicode.IsSpace(r):
			flush()
		case isPunctuation(r):
			flush()
			word, count = utf8.AppendRune(word, r), 1
			flush()
		default:
			if count <= w.maxWord { // one more than fits makes the word unknown, however long it gets
				word = utf8.AppendRune(word, r)
				count++
			}
		}
	}
	for _, r := range text {
		if len(ids) >= limit-1 {
			break
		}
		lower := unicode.ToLower(r)
		han := w.splitHan && isChinese(lower)
		if han {
			flush()
		}
		switch {
		case w.clean && isDropped(lower):
			continue
		case r == 'İ': // the only character whose lower case is two
			take('i')
			lower = '\u0307'
		}
		if w.stripAccents && lower >= utf8.RuneSelf {
			for _, part := range norm.NFD.String(string(lower)) {
				if !unicode.Is(unicode.Mn, part) {
					take(part)
				}
			}
		} else {
			take(lower)
		}
		if han {
			flush()
		}
	}
	flush()
	return append(ids[:min(len(ids), limit-1)], w.end)
}

// cut appends the pieces of a word of count characters: the longest that fits, again and again; where none fits the whole
// word is unknown.
func (w *wordPiece) cut(ids []int64, word []byte, count int) []int64 {
	if count > w.maxWord {
		return append(ids, w.unknown)
	}
	before, pieces := len(ids), w.first
	for len(word) > 0 {
		size := min(len(word), w.longest)
		id, known := int64(0), false
		for ; size > 0; size-- {
			if size < len(word) && !utf8.RuneStart(word[size]) {
				continue
			}
			if id, known = pieces[string(word[:size])]; known {
				break
			}
		}
		if !known {
			return append(ids[:before], w.unknown)
		}
		ids = append(ids, id)
		word, pieces = word[size:], w.rest
	}
	return ids
}

// isDropped tells whether BERT's clean_text removes r: U+FFFD, private use, control and format characters except the
// three that count as white space.
func isDropped(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	case utf8.RuneError:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co)
}

// isPunctuation is BERT's: every ASCII sign counts, also those that Unicode calls symbols.
func isPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r < 0x7f && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	return unicode.IsPunct(r)
}

// isChinese is BERT's notion of a Chinese character, by block.
func isChinese(r rune) bool {
	switch {
	case r < 0x3400:
		return false
	case r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff, r >= 0xf900 && r <= 0xfaff:
		return true
	}
	return r >= 0x20000 && r <= 0x2a6df || r >= 0x2a700 && r <= 0x2b81f || r >= 0x2b920 && r <= 0x2ceaf || r >= 0x2f800 && r <= 0x2fa1f
}
