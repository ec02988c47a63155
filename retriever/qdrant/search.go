package qdrant

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	wire "github.com/qdrant/go-client/qdrant"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// breadth is how many neighbours a search of the graph of vectors follows at least (hnsw_ef); the server's own is 100.
const breadth = 128

// question is a probe as the server and the scores need it.
type question struct {
	words   map[uint32]float32
	meaning []float32 // of unit length; nil: no leg
}

func (x *Index) question(op string, probe retriever.Probe) (question, error) {
	if length := len(probe.Vector); length != 0 && length != x.dims {
		return question{}, fault.Wrap(fault.Invalid, op, fmt.Errorf("a vector of %d dimensions, the collection has %d", length, x.dims))
	}
	return question{words: questionVector(probe.Terms), meaning: unitLength(probe.Vector)}, nil
}

// Search implements retriever.Index. Errors of the server are fault.Unavailable with a sentence for people.
func (x *Index) Search(ctx context.Context, probe retriever.Probe, filter retriever.Filter, n int) (words, meaning []retriever.Hit, err error) {
	const op = "qdrant.Index.Search"
	if n < 1 || n > retriever.MaxDepth {
		return nil, nil, fault.Wrap(fault.Invalid, op, fmt.Errorf("depth %d is not in 1..%d", n, retriever.MaxDepth))
	}
	q, err := x.question(op, probe)
	if err != nil {
		return nil, nil, err
	}
	request := x.request(q, filter, n)
	if len(request.QueryPoints) == 0 {
		return nil, nil, fault.Wrap(fault.Unavailable, op, ctx.Err())
	}
	var legs []*wire.BatchResult
	err = x.client.call(ctx, op, x.client.config.SearchTimeout, func(ctx context.Context) (err error) {
		legs, err = x.client.remote.QueryBatch(ctx, request)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if x.lapses() { // the question does not wait for it, and the next one tries again what fails
		x.client.beside(func(ctx context.Context) { _ = x.renew(ctx) })
	}
	if len(legs) != len(request.QueryPoints) {
		return nil, nil, fault.Wrap(fault.Internal, op, fmt.Errorf("%d results of %d queries", len(legs), len(request.QueryPoints)))
	}
	if len(q.words) > 0 {
		words, legs = q.wordsLeg(legs[0].GetResult()), legs[1:]
	}
	if q.meaning != nil {
		meaning = q.meaningLeg(legs[0].GetResult())
	}
	agree(words, meaning)
	return rank(words, func(h *retriever.Hit) float32 { return h.Words }), rank(meaning, func(h *retriever.Hit) float32 { return h.Meaning }), nil
}

// request asks for the legs that the question has, first words, then meaning, each with the vector that the other compares.
func (x *Index) request(q question, filter retriever.Filter, n int) *wire.QueryBatchPoints {
	request := &wire.QueryBatchPoints{CollectionName: x.collection, Timeout: wire.PtrOf(seconds(x.client.config.SearchTimeout))}
	leg := func(vector, other string, wanted bool, query *wire.Query) {
		points := &wire.QueryPoints{
			CollectionName: x.collection, Query: query, Using: wire.PtrOf(vector), Filter: seen(filter), Limit: wire.PtrOf(uint64(n)),
			Params:      &wire.SearchParams{HnswEf: wire.PtrOf(uint64(max(n, breadth)))},
			WithPayload: wire.NewWithPayloadInclude(unitField, kindField, targetField),
		}
		if wanted {
			points.WithVectors = wire.NewWithVectorsInclude(other)
		}
		request.QueryPoints = append(request.QueryPoints, points)
	}
	if len(q.words) > 0 {
		indices, values := make([]uint32, 0, len(q.words)), make([]float32, 0, len(q.words))
		for d, weight := range q.words {
			indices, values = append(indices, d), append(values, weight)
		}
		leg(wordsVector, meaningVector, q.meaning != nil, wire.NewQuerySparse(indices, values))
	}
	if q.meaning != nil {
		leg(meaningVector, wordsVector, len(q.words) > 0, wire.NewQueryDense(q.meaning))
	}
	return request
}

func seconds(limit time.Duration) uint64 { return uint64(max(1, math.Ceil(limit.Seconds()))) }

// wordsLeg leaves out what shares no term, which the server may give where few points pass the filter.
func (q question) wordsLeg(points []*wire.ScoredPoint) []retriever.Hit {
	hits := make([]retriever.Hit, 0, len(points))
	for _, p := range points {
		if p.GetScore() > 0 {
			hits = append(hits, hit(p.GetPayload(), p.GetScore(), q.cosine(p.GetVectors())))
		}
	}
	return hits
}

func (q question) meaningLeg(points []*wire.ScoredPoint) []retriever.Hit {
	hits := make([]retriever.Hit, 0, len(points))
	for _, p := range points {
		hits = append(hits, hit(p.GetPayload(), q.dot(p.GetVectors()), p.GetScore()))
	}
	return hits
}

// agree gives what both legs found the scores of the leg that each belongs to.
func agree(words, meaning []retriever.Hit) {
	place := make(map[retriever.UnitID]int, len(words))
	for i := range words {
		place[words[i].Unit] = i
	}
	for i := range meaning {
		if at, both := place[meaning[i].Unit]; both {
			meaning[i].Words, words[at].Meaning = words[at].Words, meaning[i].Meaning
		}
	}
}

func rank(hits []retriever.Hit, score func(*retriever.Hit) float32) []retriever.Hit {
	slices.SortFunc(hits, func(a, b retriever.Hit) int {
		return cmp.Or(cmp.Compare(score(&b), score(&a)), cmp.Compare(a.Unit, b.Unit))
	})
	return hits
}

// Score implements retriever.Index.
func (x *Index) Score(ctx context.Context, probe retriever.Probe, units []retriever.UnitID) ([]retriever.Hit, error) {
	const op = "qdrant.Index.Score"
	q, err := x.question(op, probe)
	if err != nil {
		return nil, err
	}
	known := make(map[retriever.UnitID]retriever.Hit, len(units))
	for some := range slices.Chunk(units, batch) {
		var points []*wire.RetrievedPoint
		err := x.client.call(ctx, op, x.client.config.SearchTimeout, func(ctx context.Context) (err error) {
			points, err = x.client.remote.Get(ctx, &wire.GetPoints{
				CollectionName: x.collection, Ids: pointIDs(some), WithVectors: wire.NewWithVectors(true),
				WithPayload: wire.NewWithPayloadInclude(unitField, kindField, targetField),
			})
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, p := range points {
			h := hit(p.GetPayload(), q.dot(p.GetVectors()), q.cosine(p.GetVectors()))
			known[h.Unit] = h
		}
	}
	hits := make([]retriever.Hit, 0, len(units))
	for _, id := range units {
		if h, ok := known[id]; ok {
			hits = append(hits, h)
		}
	}
	return hits, nil
}

func hit(payload map[string]*wire.Value, words, meaning float32) retriever.Hit {
	return retriever.Hit{
		Unit:   retriever.UnitID(payload[unitField].GetStringValue()),
		Target: retriever.Target{Kind: retriever.TargetKind(payload[kindField].GetStringValue()), ID: payload[targetField].GetStringValue()},
		Words:  words, Meaning: meaning,
	}
}

// dot is the words score by the stored vector, 0 without one.
func (q question) dot(stored *wire.VectorsOutput) float32 {
	sparse := stored.GetVectors().GetVectors()[wordsVector].GetSparseVector()
	if sparse == nil || len(sparse.GetValues()) != len(sparse.GetIndices()) {
		return 0
	}
	var sum float32
	for i, d := range sparse.GetIndices() {
		sum += q.words[d] * sparse.GetValues()[i]
	}
	return sum
}

// cosine is the meaning score by the stored vector, 0 without one.
func (q question) cosine(stored *wire.VectorsOutput) float32 {
	dense := stored.GetVectors().GetVectors()[meaningVector].GetDenseVector().GetData()
	if len(dense) != len(q.meaning) {
		return 0
	}
	var sum float32
	for i, x := range dense {
		sum += x * q.meaning[i]
	}
	return sum
}
