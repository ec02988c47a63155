package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/embed"
	"yueyue/retriever/eval"
	"yueyue/retriever/local"
	"yueyue/retriever/segment"
)

const (
	fewest = 2000 // real vectors that are made when fewer are remembered
	dims   = 512
)

// source gives vectors and tokens. Every call for the same passage gives the same vector.
type source struct {
	model     *embed.ONNX // nil: not there
	segmenter *segment.Segmenter
	vectors   *eval.Vectors
	passages  []string
	real      []int       // passages that have a vector of their own
	likest    map[int]int // for each other passage one of these, whose vector it is given, moved
	why       string
}

func openSource(ctx context.Context, c config, m material) (*source, error) {
	s := &source{passages: m.Passages}
	name := ""
	var err error
	if s.model, err = embed.Open(embed.Config{Dir: c.Assets}); err != nil {
		s.why = fmt.Sprintf("the model cannot be loaded: %v", err)
		s.model = nil
	} else {
		name = s.model.Model()
	}
	if s.segmenter, err = segment.New(segment.Config{CacheDir: "../var/jieba"}); err != nil {
		return nil, err
	}
	if s.vectors, err = eval.OpenVectors(s.model, name, c.Vectors); err != nil {
		return nil, err
	}
	if s.model == nil {
		return s, nil
	}
	for i, text := range m.Passages {
		vector, err := s.vectors.Known(text)
		if err != nil {
			return nil, err
		}
		if vector != nil {
			s.real = append(s.real, i)
		}
	}
	if len(s.real) < fewest {
		some := m.Passages[:min(fewest, len(m.Passages))]
		if _, err := s.vectors.Of(ctx, some, func(int) {}); err != nil {
			return nil, err
		}
		s.vectors.Close()
		if s.vectors, err = eval.OpenVectors(s.model, name, c.Vectors); err != nil {
			return nil, err
		}
		s.real = s.real[:0]
		for i := range some {
			s.real = append(s.real, i)
		}
	}
	return s, s.pair(ctx)
}

// pair finds, for each passage without a vector, the passage with one that is likest to it by words, so that words and
// meaning go together as they do in real vectors.
func (s *source) pair(ctx context.Context) error {
	if len(s.real) == len(s.passages) {
		return nil
	}
	known, census, index := map[int]bool{}, retriever.NewCensus(), local.New()
	for _, i := range s.real {
		known[i] = true
		census.Add(s.segmenter.Tokens(s.passages[i]))
	}
	statistics := census.Freeze()
	var changes retriever.Changes
	for _, i := range s.real {
		id := strconv.Itoa(i)
		changes.Put = append(changes.Put, retriever.Unit{
			ID: retriever.UnitID(id), Target: retriever.Target{Kind: retriever.PassageTarget, ID: id}, Region: knowledge.National,
			Terms: statistics.DocumentTerms(s.segmenter.Tokens(s.passages[i])),
		})
	}
	if err := index.Apply(ctx, changes); err != nil {
		return err
	}
	s.likest = map[int]int{}
	for i, text := range s.passages {
		if known[i] {
			continue
		}
		hits, _, err := index.Search(ctx, retriever.Probe{Terms: retriever.QueryTerms(s.segmenter.Tokens(text))}, retriever.Filter{}, 1)
		if err != nil {
			return err
		}
		s.likest[i] = s.real[i%len(s.real)]
		if len(hits) > 0 {
			if s.likest[i], err = strconv.Atoi(hits[0].Target.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *source) close() {
	s.vectors.Close()
	s.segmenter.Close()
	if s.model != nil {
		s.model.Close()
	}
}

// passage gives the vector of the i-th passage.
func (s *source) passage(i int) ([]float32, error) {
	random := rand.New(rand.NewPCG(uint64(i), 4)) //nolint:gosec // a place is never negative
	if s.model == nil {
		return madeUpVector(random), nil
	}
	vector, err := s.vectors.Known(s.passages[i])
	if err != nil || vector != nil {
		return vector, err
	}
	other, err := s.vectors.Known(s.passages[s.likest[i]])
	if err != nil {
		return nil, err
	}
	return near(other, random), nil
}

// question gives the vector of a question, embedded anew.
func (s *source) question(ctx context.Context, text string) ([]float32, error) {
	if s.model == nil {
		sum := uint64(5)
		for _, r := range text {
			sum = sum*31 + uint64(r) //nolint:gosec // a rune of a string is never negative
		}
		return madeUpVector(rand.New(rand.NewPCG(sum, 6))), nil
	}
	return s.model.EmbedQuery(ctx, text)
}

// madeUpVector lies near one of 500 places, as embeddings of texts gather by topic.
func madeUpVector(random *rand.Rand) []float32 {
	place := near(make([]float32, dims), rand.New(rand.NewPCG(uint64(random.IntN(500)), 7))) //nolint:gosec // not negative
	return near(place, random)
}

// near moves a vector of unit length so that its cosine with the old one is about .9, or gives a random one for zeros.
func near(vector []float32, random *rand.Rand) []float32 {
	moved := make([]float32, len(vector))
	var square float64
	for i, x := range vector {
		y := float64(x) + random.NormFloat64()*0.484/math.Sqrt(float64(len(vector))) // .484 = tan(acos .9)
		moved[i] = float32(y)
		square += y * y
	}
	for i := range moved {
		moved[i] /= float32(math.Sqrt(square))
	}
	return moved
}

func (s *source) String() string {
	if s.model == nil {
		return "made up around 500 places, because " + s.why
	}
	return fmt.Sprintf("%d of %s, and %d times that of the likest passage, moved to a cosine of about .9", len(s.real), s.model.Model(), len(s.likest))
}

func (s *source) loaded() string {
	if s.model == nil {
		return "without the model"
	}
	return s.model.Model()
}
