package qdranttest

import (
	"cmp"
	"context"
	"slices"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (s *points) QueryBatch(_ context.Context, r *wire.QueryBatchPoints) (*wire.QueryBatchResponse, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	response := &wire.QueryBatchResponse{}
	for _, q := range r.GetQueryPoints() {
		if q.GetCollectionName() != r.GetCollectionName() {
			return nil, bad("a batch is of one collection")
		}
		c, err := s.named(q.GetCollectionName())
		if err != nil {
			return nil, err
		}
		found, err := c.query(q)
		if err != nil {
			return nil, err
		}
		response.Result = append(response.Result, &wire.BatchResult{Result: found})
	}
	return response, nil
}

// query ranks the points that pass by a dense or a sparse vector. Of equal scores any may come first, here by id.
func (c *collection) query(q *wire.QueryPoints) ([]*wire.ScoredPoint, error) {
	passed, err := c.passing(q.GetFilter())
	if err != nil {
		return nil, err
	}
	score, err := c.scorer(q.GetUsing(), q.GetQuery().GetNearest())
	if err != nil {
		return nil, err
	}
	var found []*wire.ScoredPoint
	for _, p := range passed {
		if value, ok := score(p); ok {
			found = append(found, &wire.ScoredPoint{Id: p.id, Score: value})
		}
	}
	slices.SortStableFunc(found, func(a, b *wire.ScoredPoint) int { return cmp.Compare(b.GetScore(), a.GetScore()) })
	limit := uint64(10)
	if q.Limit != nil {
		limit = q.GetLimit()
	}
	found = found[:min(uint64(len(found)), limit)]
	for _, f := range found {
		p := c.points[f.GetId().GetUuid()]
		f.Payload, f.Vectors = p.some(q.GetWithPayload()), p.vectors(q.GetWithVectors())
	}
	return found, nil
}

// scorer compares points with a vector; ok is false for those that lack it, and for sparse ones that share no index.
func (c *collection) scorer(name string, v *wire.VectorInput) (func(*stored) (value float32, ok bool), error) {
	switch dense, sparse := v.GetDense(), v.GetSparse(); {
	case dense != nil:
		asked, err := c.fit(name, dense.GetData())
		if err != nil {
			return nil, err
		}
		return func(p *stored) (value float32, ok bool) { // rounded otherwise than a client would, as with SIMD
			var sum float64
			for i, x := range p.dense[name] {
				sum += float64(x) * float64(asked[i])
			}
			return float32(sum), p.dense[name] != nil
		}, nil
	case sparse != nil:
		asked, err := c.fitSparse(name, sparse)
		if err != nil {
			return nil, err
		}
		return func(p *stored) (sum float32, ok bool) {
			at := 0
			for i, index := range p.sparse[name].GetIndices() {
				for at < len(asked.Indices) && asked.Indices[at] < index {
					at++
				}
				if at < len(asked.Indices) && asked.Indices[at] == index {
					sum += p.sparse[name].Values[i] * asked.Values[at]
					ok = true
				}
			}
			return sum, ok
		}, nil
	}
	return nil, status.Error(codes.Unimplemented, "query")
}

func (p *stored) some(selector *wire.WithPayloadSelector) map[string]*wire.Value {
	if selector.GetEnable() {
		return p.payload
	}
	payload := map[string]*wire.Value{}
	for _, field := range selector.GetInclude().GetFields() {
		if value := p.payload[field]; value != nil {
			payload[field] = value
		}
	}
	return payload
}

func (p *stored) vectors(selector *wire.WithVectorsSelector) *wire.VectorsOutput {
	wanted := func(name string) bool {
		return selector.GetEnable() || slices.Contains(selector.GetInclude().GetNames(), name)
	}
	named := map[string]*wire.VectorOutput{}
	for name, data := range p.dense {
		if wanted(name) {
			named[name] = &wire.VectorOutput{Vector: &wire.VectorOutput_Dense{Dense: &wire.DenseVector{Data: data}}}
		}
	}
	for name, sparse := range p.sparse {
		if wanted(name) {
			named[name] = &wire.VectorOutput{Vector: &wire.VectorOutput_Sparse{Sparse: sparse}}
		}
	}
	return &wire.VectorsOutput{VectorsOptions: &wire.VectorsOutput_Vectors{Vectors: &wire.NamedVectorsOutput{Vectors: named}}}
}

func (s *points) Get(_ context.Context, r *wire.GetPoints) (*wire.GetResponse, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.named(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	response := &wire.GetResponse{}
	for _, id := range r.GetIds() {
		if p := c.points[id.GetUuid()]; p != nil {
			response.Result = append(response.Result, p.retrieved(r.GetWithPayload(), r.GetWithVectors()))
		}
	}
	return response, nil
}

func (p *stored) retrieved(payload *wire.WithPayloadSelector, vectors *wire.WithVectorsSelector) *wire.RetrievedPoint {
	return &wire.RetrievedPoint{Id: p.id, Payload: p.some(payload), Vectors: p.vectors(vectors)}
}

// Scroll gives points by ascending id, from offset on, and where to go on.
func (s *points) Scroll(_ context.Context, r *wire.ScrollPoints) (*wire.ScrollResponse, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.named(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	passed, err := c.passing(r.GetFilter())
	if err != nil {
		return nil, err
	}
	response := &wire.ScrollResponse{}
	for _, p := range passed {
		if p.id.GetUuid() < r.GetOffset().GetUuid() {
			continue
		}
		if len(response.GetResult()) == int(r.GetLimit()) {
			response.NextPageOffset = p.id
			break
		}
		response.Result = append(response.Result, p.retrieved(r.GetWithPayload(), r.GetWithVectors()))
	}
	return response, nil
}

func (s *points) Count(_ context.Context, r *wire.CountPoints) (*wire.CountResponse, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.named(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	passed, err := c.passing(r.GetFilter())
	return &wire.CountResponse{Result: &wire.CountResult{Count: uint64(len(passed))}}, err
}
