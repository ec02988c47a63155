package knowledge_test

import (
	"reflect"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

func TestWords(t *testing.T) {
	seed := &knowledge.Seed{
		Terms: []string{"起征点", "旧词"}, StopPhrases: []string{"您好", "请问"},
		Synonyms: []knowledge.Synonym{{Official: "增值税专用发票", Everyday: []string{"专票"}}, {Official: "企业所得税", Everyday: []string{"企税"}}},
	}
	if got := (knowledge.Lexicon{}).Words(seed); !reflect.DeepEqual(got, knowledge.Words{Terms: seed.Terms, Synonyms: seed.Synonyms, StopPhrases: seed.StopPhrases}) {
		t.Errorf("nothing changed: %+v", got)
	}
	lexicon := knowledge.Lexicon{
		AddTerms: []string{"新词", "起征点"}, RemoveTerms: []string{"旧词"}, AddPhrases: []string{"麻烦"}, RemovePhrases: []string{"请问"},
		Synonyms: []knowledge.Synonym{{Official: "增值税专用发票", Everyday: []string{"专票", "专用票"}}}, RemoveSynonyms: []string{"企业所得税"},
	}
	want := knowledge.Words{Terms: []string{"起征点", "新词"}, Synonyms: lexicon.Synonyms, StopPhrases: []string{"您好", "麻烦"}}
	if got := lexicon.Words(seed); !reflect.DeepEqual(got, want) {
		t.Errorf("words %+v, want %+v", got, want)
	}
	if len(seed.Terms) != 2 || seed.Terms[1] != "旧词" {
		t.Errorf("the shipped words changed: %v", seed.Terms)
	}
	a, b := knowledge.NewNames(seed.Synonyms, fold), knowledge.NewNames(want.Synonyms, fold)
	if a.Version() == b.Version() || a.Version() != knowledge.NewNames(seed.Synonyms, fold).Version() {
		t.Errorf("versions %s and %s", a.Version(), b.Version())
	}
}

func fold(text string) string { return text }

func lexicons(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	if lexicon, err := r.Lexicon(t.Context(), 0); err != nil || !reflect.DeepEqual(lexicon, knowledge.Lexicon{}) {
		t.Errorf("before anybody wrote one: %+v, %v", lexicon, err)
	}
	edited := knowledge.Lexicon{AddTerms: []string{"新词"}}
	publish(t, r, knowledge.Publication{Title: "词", Author: "a", Put: []knowledge.Item{{Content: edited}}})
	if lexicon, err := r.Lexicon(t.Context(), 1); err != nil || !reflect.DeepEqual(lexicon, edited) {
		t.Errorf("lexicon %+v, %v", lexicon, err)
	}
	_, err := r.Publish(t.Context(), knowledge.Publication{Title: "词", Author: "a", Put: []knowledge.Item{{Content: knowledge.Lexicon{
		Synonyms: []knowledge.Synonym{{Official: "增值税"}},
	}}}})
	want(t, err, fault.Invalid, "content_invalid")
}
