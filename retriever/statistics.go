package retriever

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"math"
	"slices"
	"sync"

	"yueyue/internal/fault"
	"yueyue/retriever/internal/lexicon"
)

// The parameters of BM25 (Robertson, Zaragoza 2009), as measured for Chinese bigrams and unigrams.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// Statistics are the frozen figures of BM25: the number of documents, their average length, in how many each token stands.
// They do not change, so a weight computed today equals one computed next month, and any number of goroutines may use
// them. The zero Statistics know no document: every token then weighs alike.
type Statistics struct {
	documents     int
	averageLength float64
	tokens        lexicon.Table
	frequency     []uint32 // documents with the token, by its ordinal
	identity      func() string
}

// Census counts documents until their Statistics are frozen. It is for one goroutine.
type Census struct {
	documents int
	length    int64
	frequency map[uint64]uint32
	seen      map[uint64]struct{}
}

// NewCensus starts counting.
func NewCensus() *Census {
	return &Census{frequency: map[uint64]uint32{}, seen: map[uint64]struct{}{}}
}

// Add counts one document by its tokens.
func (c *Census) Add(tokens []string) {
	c.documents++
	c.length += int64(len(tokens))
	clear(c.seen)
	for _, token := range tokens {
		key := lexicon.Key(token)
		if _, again := c.seen[key]; !again {
			c.seen[key] = struct{}{}
			c.frequency[key]++
		}
	}
}

// Freeze gives the statistics of what was counted.
func (c *Census) Freeze() *Statistics {
	keys := slices.Sorted(maps.Keys(c.frequency))
	frequency := make([]uint32, len(keys))
	for i, key := range keys {
		frequency[i] = c.frequency[key]
	}
	return newStatistics(c.documents, float64(c.length)/float64(max(c.documents, 1)), keys, frequency)
}

func newStatistics(documents int, averageLength float64, keys []uint64, frequency []uint32) *Statistics {
	s := &Statistics{documents: documents, averageLength: averageLength, tokens: lexicon.NewTable(keys), frequency: frequency}
	s.identity = sync.OnceValue(func() string {
		sum := sha256.Sum256(s.encode())
		return hex.EncodeToString(sum[:8])
	})
	return s
}

// N is the number of documents.
func (s *Statistics) N() int { return s.documents }

// AverageLength is the mean number of tokens of a document.
func (s *Statistics) AverageLength() float64 { return s.averageLength }

// DocumentFrequency is the number of documents that hold the token.
func (s *Statistics) DocumentFrequency(token string) int {
	at, ok := s.tokens.Find(lexicon.Key(token))
	if !ok {
		return 0
	}
	return int(s.frequency[at])
}

// IDF is ln(1 + (N − df + ½) / (df + ½)), always above 0. A token that no document holds weighs like one that a single
// document holds, the highest weight there is.
func (s *Statistics) IDF(token string) float64 {
	df := float64(max(s.DocumentFrequency(token), 1))
	n := max(float64(s.documents), df)
	return math.Log1p((n - df + 0.5) / (df + 0.5))
}

// DocumentTerms are the finished BM25 weights of a document,
// idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)), in the order of first appearance.
func (s *Statistics) DocumentTerms(tokens []string) []Term {
	terms := QueryTerms(tokens)
	length := 1.0
	if s.averageLength > 0 {
		length = float64(len(tokens)) / s.averageLength
	}
	norm := bm25K1 * (1 - bm25B + bm25B*length)
	for i := range terms {
		tf := float64(terms[i].Weight)
		terms[i].Weight = float32(s.IDF(terms[i].Token) * tf * (bm25K1 + 1) / (tf + norm))
	}
	return terms
}

// QueryTerms are the terms of a question, each weighing as often as it stands there, in the order of first appearance.
func QueryTerms(tokens []string) []Term {
	place := make(map[string]int, len(tokens))
	terms := make([]Term, 0, len(tokens))
	for _, token := range tokens {
		if at, again := place[token]; again {
			terms[at].Weight++
			continue
		}
		place[token] = len(terms)
		terms = append(terms, Term{Token: token, Weight: 1})
	}
	return terms
}

// Ideal is the score that a question's tokens would earn from a document that holds each of them without end:
// (k1 + 1) · Σ idf. Dividing by it makes scores of different questions comparable, 0..1.
func (s *Statistics) Ideal(tokens []string) float64 {
	var sum float64
	for _, token := range tokens {
		sum += s.IDF(token)
	}
	return (bm25K1 + 1) * sum
}

// ID names the statistics by their content, 16 hexadecimal digits.
func (s *Statistics) ID() string {
	if s.identity == nil {
		return "0000000000000000"
	}
	return s.identity()
}

const statisticsMagic = "yueyue statistics 1\n"

var errStatistics = errors.New("not stored statistics, or damaged")

// MarshalBinary stores the statistics, about 12 bytes a token.
func (s *Statistics) MarshalBinary() ([]byte, error) { return s.encode(), nil }

func (s *Statistics) encode() []byte {
	out := make([]byte, 0, len(statisticsMagic)+24+12*s.tokens.Len())
	out = append(out, statisticsMagic...)
	out = binary.LittleEndian.AppendUint64(out, uint64(s.documents))
	out = binary.LittleEndian.AppendUint64(out, math.Float64bits(s.averageLength))
	out = binary.LittleEndian.AppendUint64(out, uint64(s.tokens.Len()))
	for _, key := range s.tokens.Keys() {
		out = binary.LittleEndian.AppendUint64(out, key)
	}
	for _, df := range s.frequency {
		out = binary.LittleEndian.AppendUint32(out, df)
	}
	return out
}

// UnmarshalBinary reads what MarshalBinary stored. It must not run beside other methods. Anything else is fault.Invalid.
func (s *Statistics) UnmarshalBinary(data []byte) error {
	const op = "retriever.Statistics.UnmarshalBinary"
	head := len(statisticsMagic)
	if len(data) < head+24 || string(data[:head]) != statisticsMagic {
		return fault.Wrap(fault.Invalid, op, errStatistics)
	}
	documents := binary.LittleEndian.Uint64(data[head:])
	average := math.Float64frombits(binary.LittleEndian.Uint64(data[head+8:]))
	count := binary.LittleEndian.Uint64(data[head+16:])
	body := data[head+24:]
	if count > uint64(len(body)) || uint64(len(body)) != 12*count || documents > math.MaxInt32 || !(average >= 0) || math.IsInf(average, 0) {
		return fault.Wrap(fault.Invalid, op, errStatistics)
	}
	keys, frequency := make([]uint64, count), make([]uint32, count)
	for i := range keys {
		keys[i] = binary.LittleEndian.Uint64(body[8*i:])
		frequency[i] = binary.LittleEndian.Uint32(body[8*len(keys)+4*i:])
		if (i > 0 && keys[i] <= keys[i-1]) || frequency[i] == 0 || uint64(frequency[i]) > documents {
			return fault.Wrap(fault.Invalid, op, errStatistics)
		}
	}
	*s = *newStatistics(int(documents), average, keys, frequency)
	return nil
}
