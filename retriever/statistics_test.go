package retriever

import (
	"math"
	"strings"
	"testing"

	"yueyue/internal/fault"
)

func census(documents ...string) *Statistics {
	c := NewCensus()
	for _, document := range documents {
		c.Add(strings.Fields(document))
	}
	return c.Freeze()
}

func TestStatisticsWeighAsBM25(t *testing.T) {
	s := census("税 率 税", "税 表", "票")
	if s.N() != 3 || s.AverageLength() != 2 || s.DocumentFrequency("税") != 2 || s.DocumentFrequency("无") != 0 {
		t.Fatalf("N %d, average %v, df %d", s.N(), s.AverageLength(), s.DocumentFrequency("税"))
	}
	const tax, rare = 0.47000362924573563, 0.9808292530117262 // ln(1 + 1.5/2.5), ln(1 + 2.5/1.5)
	for token, want := range map[string]float64{"税": tax, "率": rare, "无": rare} {
		if got := s.IDF(token); math.Abs(got-want) > 1e-12 {
			t.Errorf("IDF(%s) = %v, want %v", token, got, want)
		}
	}
	// Length 3 of an average 2: norm = 1.2 · (0.25 + 0.75 · 1.5) = 1.65.
	want := []Term{{"税", float32(tax * 2 * 2.2 / 3.65)}, {"率", float32(rare * 2.2 / 2.65)}}
	got := s.DocumentTerms([]string{"税", "率", "税"})
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("DocumentTerms = %v, want %v", got, want)
	}
	if got, want := s.Ideal([]string{"税", "无", "无"}), 2.2*(tax+2*rare); math.Abs(got-want) > 1e-12 {
		t.Errorf("Ideal = %v, want %v", got, want)
	}
	if got := QueryTerms([]string{"税", "无", "税"}); len(got) != 2 || got[0] != (Term{"税", 2}) || got[1] != (Term{"无", 1}) {
		t.Errorf("QueryTerms = %v", got)
	}
}

func TestStatisticsOfNothing(t *testing.T) {
	s := census()
	if s.N() != 0 || s.IDF("税") <= 0 || s.Ideal(nil) != 0 || len(s.DocumentTerms(nil)) != 0 {
		t.Errorf("N %d, idf %v", s.N(), s.IDF("税"))
	}
	if terms := s.DocumentTerms([]string{"税"}); len(terms) != 1 || !(terms[0].Weight > 0) {
		t.Errorf("DocumentTerms = %v", terms)
	}
}

func TestStatisticsAreStored(t *testing.T) {
	s := census("税 率 税", "税 表", "票")
	data, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back Statistics
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if back.ID() != s.ID() || back.IDF("税") != s.IDF("税") || back.AverageLength() != 2 {
		t.Errorf("came back as %s, idf %v", back.ID(), back.IDF("税"))
	}
	for _, broken := range [][]byte{nil, data[:10], data[:len(data)-1], append([]byte("x"), data...)} {
		if err := new(Statistics).UnmarshalBinary(broken); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%d broken bytes: %v", len(broken), err)
		}
	}
}

func FuzzStatisticsUnmarshal(f *testing.F) {
	data, _ := census("税 率 税", "税 表").MarshalBinary()
	f.Add(data)
	f.Add([]byte(statisticsMagic + strings.Repeat("\xff", 48)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Statistics
		if s.UnmarshalBinary(data) != nil {
			return
		}
		if idf := s.IDF("税"); !(idf > 0) || math.IsInf(idf, 0) {
			t.Errorf("idf %v", idf)
		}
	})
}

func TestGenerationID(t *testing.T) {
	whole := Generation{Language: "t1", Model: "m1", Statistics: census("税 率")}
	same := Generation{Language: "t1", Model: "m1", Statistics: census("税 率")}
	if whole.ID() != same.ID() || len(whole.ID()) != 16 {
		t.Errorf("%s and %s", whole.ID(), same.ID())
	}
	for name, other := range map[string]Generation{
		"tokenizer":  {Language: "t2", Model: "m1", Statistics: whole.Statistics},
		"model":      {Language: "t1", Model: "m2", Statistics: whole.Statistics},
		"no model":   {Language: "t1", Statistics: whole.Statistics},
		"statistics": {Language: "t1", Model: "m1", Statistics: census("税 率", "税")},
		"none":       {Language: "t1", Model: "m1"},
		"moved":      {Language: "t1m1", Statistics: whole.Statistics},
	} {
		if other.ID() == whole.ID() {
			t.Errorf("%s: the id does not change", name)
		}
	}
}
