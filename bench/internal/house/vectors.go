package house

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"strconv"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/eval"
	"yueyue/retriever/local"
)

// donors is how many passages are embedded when fewer are remembered.
const donors = 2000

// vectors is the model, except that it embeds no documents: a text gets the remembered vector of the passage it was made of,
// or that of the likest passage that has one, moved.
type vectors struct {
	*Tape
	remembered *eval.Vectors
	origin     map[string]string // the text as it is indexed → the passage it was made of
	sources    []string          // passages with a vector
	likest     *local.Index      // these, by words
	statistics *retriever.Statistics
	program    *Program

	real, moved int // given so far
}

var _ retriever.Model = (*vectors)(nil)

// openVectors takes what earlier runs of the evaluation remembered, and embeds some passages where that is too little.
func openVectors(ctx context.Context, p *Program, c Config, m Material, items []knowledge.Item) (*vectors, error) {
	v := &vectors{Tape: p.Tape, program: p, origin: map[string]string{}}
	for i, item := range items {
		pair, isPair := item.Content.(knowledge.QAPair)
		if !isPair {
			continue
		}
		v.origin[p.prepare(pair.Question)] = pair.Question
		v.origin[p.prepare(pair.Question+"\n\n"+pair.Answers[0].Text)] = m.Passages[i%len(m.Passages)].Content()
	}
	if err := v.remember(ctx, c, m); err != nil {
		return nil, err
	}
	for _, passage := range m.Passages {
		text := passage.Content()
		if vector, err := v.remembered.Known(text); err != nil {
			return nil, err
		} else if vector != nil {
			v.sources = append(v.sources, text)
		}
	}
	return v, v.indexSources(ctx)
}

// remember opens what is remembered once there is enough.
func (v *vectors) remember(ctx context.Context, c Config, m Material) error {
	var texts []string
	for _, passage := range spread(m.Passages, donors) {
		texts = append(texts, passage.Content())
	}
	for range 2 { // what is made becomes known when the folder is opened again
		remembered, err := eval.OpenVectors(v.model, v.model.Model(), c.Vectors)
		if err != nil {
			return err
		}
		if v.remembered != nil {
			v.remembered.Close()
		}
		v.remembered = remembered
		if _, err := remembered.Of(ctx, texts, func(int) {}); err != nil {
			return err
		}
	}
	return nil
}

func (v *vectors) indexSources(ctx context.Context) error {
	census := retriever.NewCensus()
	some := spread(v.sources, donors)
	for _, text := range some {
		census.Add(v.program.segmenter.Tokens(text))
	}
	v.statistics, v.likest, v.sources = census.Freeze(), local.New(), some
	var changes retriever.Changes
	for i, text := range some {
		id := strconv.Itoa(i)
		changes.Put = append(changes.Put, retriever.Unit{
			ID: retriever.UnitID(id), Target: retriever.Target{Kind: retriever.PassageTarget, ID: id}, Region: knowledge.National,
			Terms: v.statistics.DocumentTerms(v.program.segmenter.Tokens(text)),
		})
	}
	return v.likest.Apply(ctx, changes)
}

// EmbedDocuments gives each text its vector.
func (v *vectors) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		vector, err := v.remembered.Known(v.origin[text])
		if err == nil && vector == nil {
			vector, err = v.near(ctx, text)
			v.moved++
		} else {
			v.real++
		}
		if err != nil {
			return nil, err
		}
		out[i] = vector
	}
	return out, nil
}

// near is the vector of the likest source, moved.
func (v *vectors) near(ctx context.Context, text string) ([]float32, error) {
	sum := fnv.New64a()
	_, _ = io.WriteString(sum, text) // a hash takes all
	random := rand.New(rand.NewPCG(sum.Sum64(), 4))
	source := random.IntN(len(v.sources))
	probe := retriever.Probe{Terms: retriever.QueryTerms(v.program.segmenter.Tokens(text))}
	hits, _, err := v.likest.Search(ctx, probe, retriever.Filter{}, 1)
	if err == nil && len(hits) > 0 {
		source, err = strconv.Atoi(hits[0].Target.ID)
	}
	if err != nil {
		return nil, err
	}
	vector, err := v.remembered.Known(v.sources[source])
	if err != nil {
		return nil, err
	}
	return moved(vector, random), nil
}

// moved is a vector of unit length whose cosine with another one is about .9.
func moved(vector []float32, random *rand.Rand) []float32 {
	out := make([]float32, len(vector))
	var square float64
	for i, x := range vector {
		y := float64(x) + random.NormFloat64()*0.484/math.Sqrt(float64(len(vector))) // .484 = tan(acos .9)
		out[i] = float32(y)
		square += y * y
	}
	for i := range out {
		out[i] /= float32(math.Sqrt(square))
	}
	return out
}

func (v *vectors) close() { v.remembered.Close() }

func (v *vectors) String() string {
	return fmt.Sprintf("%d real ones of the passages that the pairs were made of, %d moved to a cosine of about .9 from the likest of %d real ones",
		v.real, v.moved, len(v.sources))
}
