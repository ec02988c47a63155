package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"time"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/eval"
)

// donors is how many passages are embedded, or remembered, for others to be moved from.
const donors = 2000

// prepare fills a folder with what the program under measurement will find: the shipped knowledge with its real vectors, and
// pairs until the index holds c.Units units, whose vectors are moved ones.
func prepare(ctx context.Context, c options, folder string, m material, out io.Writer) (err error) {
	p, err := openProgram(ctx, c, folder)
	if err != nil {
		return err
	}
	defer func() {
		if closing := p.close(); err == nil {
			err = closing
		}
	}()
	began := time.Now()
	if err := p.retriever.CatchUp(ctx); err != nil {
		return err
	}
	shipped, embedding := p.units(), time.Since(began)
	moved, err := newMoved(ctx, p, c, m)
	if err != nil {
		return err
	}
	items := m.pairs(max(0, (c.Units-shipped)/2))
	for len(items) > 0 {
		some := items[:min(len(items), 5000)]
		items = items[len(some):]
		publication := knowledge.Publication{Title: "bench", Author: "bench", Put: some}
		if _, err := p.knowledge.Publish(ctx, publication); err != nil {
			return err
		}
	}
	began = time.Now()
	if err := p.newRetriever(moved).CatchUp(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "knowledge    %d units shipped (embedded in %s), %d pairs of two units made of texts that are %s, all published into SQLite\n",
		shipped, embedding.Round(100*time.Millisecond), max(0, (c.Units-shipped)/2), m.Origin)
	fmt.Fprintf(out, "vectors      %d real ones of the shipped knowledge; %d moved to a cosine of about .9 from %d real ones of passages; "+
		"questions are embedded for real\n", shipped, moved.made, len(moved.real))
	return nil
}

// units is how many units the shipped knowledge has: pairs with their question, similar questions and names.
func (p *program) units() int {
	units := 0
	for _, pair := range p.seed.Pairs {
		units += 2 + len(pair.Similar) + len(pair.Aliases)
	}
	return units
}

// moved is the model, except that documents get vectors of others, moved.
type moved struct {
	*tape
	real [][]float32
	made int
}

var _ retriever.Model = (*moved)(nil)

// newMoved embeds some passages, or takes what earlier runs of the evaluation remembered.
func newMoved(ctx context.Context, p *program, c options, m material) (*moved, error) {
	remembered, err := eval.OpenVectors(p.model, p.model.Model(), c.Vectors)
	if err != nil {
		return nil, err
	}
	defer remembered.Close()
	var texts []string
	for _, passage := range spread(m.Passages, donors) {
		texts = append(texts, passage.Content())
	}
	vectors, err := remembered.Of(ctx, texts, func(int) {})
	if err != nil {
		return nil, err
	}
	return &moved{tape: p.tape, real: vectors}, nil
}

// EmbedDocuments gives each text a vector at a cosine of about .9 to a real one that its content chooses.
func (v *moved) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		sum := fnv.New64a()
		io.WriteString(sum, text)
		random := rand.New(rand.NewPCG(sum.Sum64(), 4))
		vectors[i] = near(v.real[random.IntN(len(v.real))], random)
	}
	v.made += len(texts)
	return vectors, nil
}

// near moves a vector of unit length so that its cosine with the old one is about .9.
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
