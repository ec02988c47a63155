package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"yueyue/retriever/embed"
	"yueyue/retriever/eval"
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
	real      []int // passages that have a vector of their own
	moved     int   // passages whose vector is another's, moved
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
	s.moved = len(m.Passages) - len(s.real)
	return s, nil
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
		return near(make([]float32, dims), random), nil
	}
	vector, err := s.vectors.Known(s.passages[i])
	if err != nil || vector != nil {
		return vector, err
	}
	other, err := s.vectors.Known(s.passages[s.real[random.IntN(len(s.real))]])
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
		return near(make([]float32, dims), rand.New(rand.NewPCG(sum, 6))), nil
	}
	return s.model.EmbedQuery(ctx, text)
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
		return "random, because " + s.why
	}
	return fmt.Sprintf("%d of %s, %d of these moved to a cosine of about .9", len(s.real), s.model.Model(), s.moved)
}

func (s *source) loaded() string {
	if s.model == nil {
		return "without the model"
	}
	return s.model.Model()
}
