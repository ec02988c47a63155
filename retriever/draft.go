package retriever

import (
	"cmp"
	"fmt"

	"yueyue/internal/knowledge"
)

// draft is a version of an item with all that is indexed of it, before weights and vectors.
type draft struct {
	entry
	texts []text
}

// text is what is indexed of one unit: words is tokenised, meaning embedded.
type text struct {
	words   string
	meaning string
}

// version names a version of a target by the edition that brought it.
type version struct {
	target  Target
	edition int64
}

// versionOf names a version of a pair or a passage.
func versionOf(v knowledge.Version) version { return version{targetOf(v.Content.Key()), v.EditionFrom} }

// targetOf is what results show for an item.
func targetOf(key knowledge.Key) Target {
	if key.Kind == knowledge.PassageItem {
		return Target{PassageTarget, key.ID}
	}
	return Target{PairTarget, key.ID}
}

// itemOf is the item that a target stands for.
func itemOf(target Target) knowledge.Key {
	if target.Kind == PassageTarget {
		return knowledge.Key{Kind: knowledge.PassageItem, ID: target.ID}
	}
	return knowledge.Key{Kind: knowledge.PairItem, ID: target.ID}
}

// isSearched tells the kinds of items that are searched.
func isSearched(kind knowledge.Kind) bool {
	return kind == knowledge.PairItem || kind == knowledge.PassageItem
}

// newDraft reads a version of a pair or a passage. prepare writes texts as both sides of the comparison see them.
func newDraft(v knowledge.Version, prepare func(string) string) draft {
	d := draft{entry: entry{version: versionOf(v), editionTo: v.EditionTo}}
	var raw []string
	switch content := v.Content.(type) {
	case knowledge.QAPair:
		d.ofPair(content, prepare)
		raw = pairTexts(content)
	case knowledge.Passage:
		d.ofPassage(content, prepare)
		raw = passageTexts(content)
	}
	d.region = cmp.Or(d.region, knowledge.National)
	for _, t := range raw {
		prepared := prepare(t)
		d.texts = append(d.texts, text{words: prepared, meaning: prepared})
	}
	return d
}

// unitID names the n-th unit of a version.
func unitID(v version, n int) UnitID {
	return UnitID(fmt.Sprintf("%s/%s@%d/%d", v.target.Kind, v.target.ID, v.edition, n))
}
