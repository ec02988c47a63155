package qdranttest

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// unwaited is how long a write that is not waited for stays unseen.
const unwaited = 20 * time.Millisecond

// points is the service of that name.
type points struct {
	wire.UnimplementedPointsServer
	*Server
}

// stored is a point. It is replaced, never changed.
type stored struct {
	id      *wire.PointId
	payload map[string]*wire.Value
	dense   map[string][]float32
	sparse  map[string]*wire.SparseVector
}

func bad(format string, args ...any) error {
	return status.Errorf(codes.InvalidArgument, "Wrong input: "+format, args...)
}

// update checks a write and then makes it, at once when it is waited for.
func (s *points) update(name string, wait bool, check func(*collection) error, do func(*collection)) (*wire.PointsOperationResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.named(name)
	if err != nil {
		return nil, err
	}
	c.settle()
	if err := check(c); err != nil {
		return nil, err
	}
	status := wire.UpdateStatus_Acknowledged
	if wait && s.hurried() {
		wait, status = false, wire.UpdateStatus_WaitTimeout
	}
	if !wait {
		c.pending = append(c.pending, func() { do(c) })
		time.AfterFunc(unwaited, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			c.settle()
		})
		return &wire.PointsOperationResponse{Result: &wire.UpdateResult{Status: status}}, nil
	}
	do(c)
	return &wire.PointsOperationResponse{Result: &wire.UpdateResult{Status: wire.UpdateStatus_Completed}}, nil
}

// settle makes the writes that nobody waited for, which come before all later ones. Server.mu is held.
func (c *collection) settle() {
	for _, do := range c.pending {
		do()
	}
	c.pending = nil
}

// Forget loses the points of a collection whose payload says that they are this unit, as a disk does.
func (s *Server) Forget(collection, unit string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.collections[collection].points, func(_ string, p *stored) bool { return p.payload["unit"].GetStringValue() == unit })
}

func (s *points) Upsert(_ context.Context, r *wire.UpsertPoints) (*wire.PointsOperationResponse, error) {
	made := make([]*stored, len(r.GetPoints()))
	return s.update(r.GetCollectionName(), r.GetWait(), func(c *collection) (err error) {
		for i, p := range r.GetPoints() {
			if made[i], err = c.read(p); err != nil {
				return err
			}
		}
		return nil
	}, func(c *collection) {
		for _, p := range made {
			c.points[p.id.GetUuid()] = p
		}
	})
}

// read checks a point and keeps its vectors as the server does: dense ones of cosine distance with unit length, sparse ones
// sorted by index.
func (c *collection) read(p *wire.PointStruct) (*stored, error) {
	if _, err := uuid.Parse(p.GetId().GetUuid()); err != nil {
		return nil, bad("unable to parse UUID: %s", p.GetId().GetUuid())
	}
	if p.GetVectors().GetVectors() == nil {
		return nil, bad("Expected some vectors")
	}
	kept := &stored{id: p.GetId(), payload: p.GetPayload(), dense: map[string][]float32{}, sparse: map[string]*wire.SparseVector{}}
	for name, v := range p.GetVectors().GetVectors().GetVectors() {
		switch dense, sparse := v.GetDense(), v.GetSparse(); {
		case dense != nil:
			vector, err := c.fit(name, dense.GetData())
			if err != nil {
				return nil, err
			}
			kept.dense[name] = vector
		case sparse != nil:
			vector, err := c.fitSparse(name, sparse)
			if err != nil {
				return nil, err
			}
			kept.sparse[name] = vector
		default:
			return nil, bad("vector %s of a kind that is not known", name)
		}
	}
	return kept, nil
}

func (c *collection) fit(name string, data []float32) ([]float32, error) {
	params := c.made.GetVectorsConfig().GetParamsMap().GetMap()[name]
	if params == nil {
		return nil, bad("Not existing vector name error: %s", name)
	}
	if uint64(len(data)) != params.GetSize() {
		return nil, bad("Vector dimension error: expected dim: %d, got %d", params.GetSize(), len(data))
	}
	vector := slices.Clone(data)
	if params.GetDistance() == wire.Distance_Cosine {
		var square float64
		for _, x := range vector {
			square += float64(x) * float64(x)
		}
		for i := range vector {
			if square > 0 {
				vector[i] /= float32(math.Sqrt(square))
			}
		}
	}
	return vector, nil
}

func (c *collection) fitSparse(name string, v *wire.SparseVector) (*wire.SparseVector, error) {
	if c.made.GetSparseVectorsConfig().GetMap()[name] == nil {
		return nil, bad("Not existing vector name error: %s", name)
	}
	if len(v.GetIndices()) != len(v.GetValues()) {
		return nil, bad("sparse indices and values differ in length")
	}
	order := make([]int, len(v.GetIndices()))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(int64(v.GetIndices()[a]) - int64(v.GetIndices()[b])) })
	sorted := &wire.SparseVector{}
	for i, at := range order {
		if i > 0 && sorted.Indices[i-1] == v.GetIndices()[at] {
			return nil, bad("sparse indices must be unique")
		}
		sorted.Indices, sorted.Values = append(sorted.Indices, v.GetIndices()[at]), append(sorted.Values, v.GetValues()[at])
	}
	return sorted, nil
}

func (s *points) SetPayload(_ context.Context, r *wire.SetPayloadPoints) (*wire.PointsOperationResponse, error) {
	var chosen []*stored
	return s.update(r.GetCollectionName(), r.GetWait(), func(c *collection) (err error) {
		chosen, err = c.chosen(r.GetPointsSelector(), true)
		return err
	}, func(c *collection) {
		for _, p := range chosen {
			changed := *p
			changed.payload = maps.Clone(p.payload)
			maps.Copy(changed.payload, r.GetPayload())
			c.points[p.id.GetUuid()] = &changed
		}
	})
}

func (s *points) Delete(_ context.Context, r *wire.DeletePoints) (*wire.PointsOperationResponse, error) {
	var chosen []*stored
	return s.update(r.GetCollectionName(), r.GetWait(), func(c *collection) (err error) {
		chosen, err = c.chosen(r.GetPoints(), false)
		return err
	}, func(c *collection) {
		for _, p := range chosen {
			delete(c.points, p.id.GetUuid())
		}
	})
}

// chosen are the points that a selector names. A change refuses an id that is not there, a deletion does not.
func (c *collection) chosen(selector *wire.PointsSelector, strict bool) ([]*stored, error) {
	if filter := selector.GetFilter(); filter != nil {
		return c.passing(filter)
	}
	var chosen []*stored
	for _, id := range selector.GetPoints().GetIds() {
		p := c.points[id.GetUuid()]
		if p == nil && strict {
			return nil, status.Errorf(codes.NotFound, "Not found: No point with id %s found", id.GetUuid())
		}
		if p != nil {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}

func (s *points) CreateFieldIndex(_ context.Context, r *wire.CreateFieldIndexCollection) (*wire.PointsOperationResponse, error) {
	kind, known := map[wire.FieldType]wire.PayloadSchemaType{
		wire.FieldType_FieldTypeKeyword: wire.PayloadSchemaType_Keyword, wire.FieldType_FieldTypeInteger: wire.PayloadSchemaType_Integer,
	}[r.GetFieldType()]
	return s.update(r.GetCollectionName(), r.GetWait(), func(*collection) error {
		if !known {
			return status.Error(codes.Unimplemented, "field type")
		}
		return nil
	}, func(c *collection) { c.schema[r.GetFieldName()] = &wire.PayloadSchemaInfo{DataType: kind} })
}
