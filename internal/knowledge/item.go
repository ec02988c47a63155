package knowledge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"yueyue/internal/fault"
)

// Kind tells what an item is.
type Kind string

// The kinds of an item.
const (
	PairItem      Kind = "pair"
	PackageItem   Kind = "package"
	TrendingItem  Kind = "trending"
	QuickLinkItem Kind = "quick_link"
	DocumentItem  Kind = "document"
	PassageItem   Kind = "passage"
	LexiconItem   Kind = "lexicon"
)

// Key names an item for ever.
type Key struct {
	Kind Kind
	ID   string
}

// Content is what an item says: a QAPair, QAPackage, TrendingQuestion, QuickLink, Document, Passage or
// Lexicon.
type Content interface {
	Key() Key
	check(*checker)
}

// Item is content at its place in the lists.
type Item struct {
	Content  Content
	Position int64 // rank within the kind, from 1; 0: where the version before stood, behind all others when there was none
}

// Key names the pair.
func (q QAPair) Key() Key { return Key{PairItem, string(q.ID)} }

// Key names the package.
func (p QAPackage) Key() Key { return Key{PackageItem, p.ID} }

// Key names the trending question.
func (t TrendingQuestion) Key() Key { return Key{TrendingItem, t.ID} }

// Key names the quick link.
func (l QuickLink) Key() Key { return Key{QuickLinkItem, l.ID} }

// Check reports as one fault.Invalid all that is wrong with content by itself.
func Check(content Content) error {
	var c checker
	content.check(&c)
	if len(c.problems) == 0 {
		return nil
	}
	key := content.Key()
	texts := make([]string, len(c.problems))
	for i, p := range c.problems {
		texts[i] = p.String()
	}
	return fault.New(fault.Invalid, "knowledge.Check", "content_invalid",
		fmt.Sprintf("%s %s：%s", key.Kind, key.ID, strings.Join(texts, "；")))
}

// Encode is content as the tables keep it: JSON. A field added later must be omitted when empty, else the hash of every
// shipped item changes and each staff edit looks like a conflict.
func Encode(content Content) (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(content); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// Decode reads what Encode wrote of a kind; text that it did not write, or an unknown kind, is fault.Internal.
func Decode(kind Kind, text string) (Content, error) {
	content, err := decodeKind(kind, text)
	return content, fault.Wrap(fault.Internal, "knowledge.Decode", err)
}

func decodeKind(kind Kind, text string) (Content, error) {
	switch kind {
	case PairItem:
		return decode[QAPair](text)
	case PackageItem:
		return decode[QAPackage](text)
	case TrendingItem:
		return decode[TrendingQuestion](text)
	case QuickLinkItem:
		return decode[QuickLink](text)
	case DocumentItem:
		return decode[Document](text)
	case PassageItem:
		return decode[Passage](text)
	case LexiconItem:
		return decode[Lexicon](text)
	}
	return nil, fmt.Errorf("kind %q", kind)
}

// decode reads what Encode wrote of a type.
func decode[T Content](text string) (T, error) {
	var content T
	err := json.Unmarshal([]byte(text), &content)
	return content, err
}

// seedHash tells versions of shipped content apart. The place in a list belongs to the content where the order is curated.
func seedHash(key Key, content string, position int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", key.Kind, content, position))
	return hex.EncodeToString(sum[:])
}
