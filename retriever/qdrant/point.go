package qdrant

import (
	"math"

	"github.com/google/uuid"
	wire "github.com/qdrant/go-client/qdrant"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/internal/lexicon"
)

// The names of vectors and payload fields.
const (
	wordsVector   = "words"
	meaningVector = "meaning"

	unitField     = "unit"
	kindField     = "kind"
	targetField   = "target"
	regionField   = "region"
	audienceField = "audience"
	fromField     = "edition_from"
	toField       = "edition_to"
)

const (
	everyone = "*"     // the audience of units that are for all
	noEnd    = 1 << 53 // EditionTo of units without one; the largest integer that the server's ranges compare exactly
)

// space is the namespace of the ids of points.
var space = uuid.MustParse("7d1b6a53-7c0e-5f0c-9a49-6f3c5d0f2b11")

func pointID(unit retriever.UnitID) *wire.PointId {
	return wire.NewIDUUID(uuid.NewSHA1(space, []byte("unit/"+unit)).String())
}

func pointIDs(units []retriever.UnitID) []*wire.PointId {
	ids := make([]*wire.PointId, len(units))
	for i, unit := range units {
		ids[i] = pointID(unit)
	}
	return ids
}

// point is a unit as the server keeps it.
func point(u *retriever.Unit) *wire.PointStruct {
	vectors := map[string]*wire.Vector{}
	if vector := unitLength(u.Vector); vector != nil {
		vectors[meaningVector] = wire.NewVectorDense(vector)
	}
	if indices, values := documentVector(u.Terms); len(indices) > 0 {
		vectors[wordsVector] = wire.NewVectorSparse(indices, values)
	}
	return &wire.PointStruct{
		Id: pointID(u.ID), Vectors: wire.NewVectorsMap(vectors),
		Payload: map[string]*wire.Value{
			unitField: wire.NewValueString(string(u.ID)), kindField: wire.NewValueString(string(u.Target.Kind)),
			targetField: wire.NewValueString(u.Target.ID), regionField: wire.NewValueString(u.Region),
			audienceField: wire.NewValueString(audienceOf(u.Audience)),
			fromField:     wire.NewValueInt(u.EditionFrom), toField: wire.NewValueInt(endOf(u.EditionTo)),
		},
	}
}

// fields are the payload fields that are filtered by, each with an index.
var fields = map[string]wire.FieldType{
	regionField:   wire.FieldType_FieldTypeKeyword,
	audienceField: wire.FieldType_FieldTypeKeyword,
	fromField:     wire.FieldType_FieldTypeInteger,
	toField:       wire.FieldType_FieldTypeInteger,
}

// seen is Filter.Admits and Filter.Current as the server checks them.
func seen(f retriever.Filter) *wire.Filter {
	regions := f.Regions
	if len(regions) == 0 {
		regions = []string{knowledge.National}
	}
	must := []*wire.Condition{
		wire.NewMatchKeywords(regionField, regions...),
		wire.NewRange(fromField, &wire.Range{Lte: wire.PtrOf(float64(f.Edition))}),
		wire.NewRange(toField, &wire.Range{Gt: wire.PtrOf(float64(f.Edition))}),
	}
	if f.Audience != "" {
		must = append(must, wire.NewMatchKeywords(audienceField, everyone, string(f.Audience)))
	}
	return &wire.Filter{Must: must}
}

// units lets units through and no notes.
func units() *wire.Filter {
	return &wire.Filter{Must: []*wire.Condition{wire.NewRange(toField, &wire.Range{Gte: wire.PtrOf(0.0)})}}
}

func audienceOf(audience knowledge.Audience) string {
	if audience == "" {
		return everyone
	}
	return string(audience)
}

func endOf(editionTo int64) int64 {
	if editionTo == 0 {
		return noEnd
	}
	return editionTo
}

// dimension is the sparse dimension of a token.
func dimension(token string) uint32 { return uint32(lexicon.Key(token)) }

// documentVector is the sparse vector of a unit. Of terms that share a dimension the heavier one counts.
func documentVector(terms []retriever.Term) (indices []uint32, values []float32) {
	place := make(map[uint32]int, len(terms))
	for _, term := range terms {
		if term.Weight == 0 {
			continue
		}
		d := dimension(term.Token)
		if at, shared := place[d]; shared {
			values[at] = max(values[at], term.Weight)
			continue
		}
		place[d] = len(indices)
		indices, values = append(indices, d), append(values, term.Weight)
	}
	return indices, values
}

// questionVector is the sparse vector of a probe. Terms that share a dimension count together.
func questionVector(terms []retriever.Term) map[uint32]float32 {
	question := make(map[uint32]float32, len(terms))
	for _, term := range terms {
		if term.Weight > 0 {
			question[dimension(term.Token)] += term.Weight
		}
	}
	return question
}

// unitLength gives a vector unit length; one of zeros has no direction and gives nil.
func unitLength(vector []float32) []float32 {
	var square float64
	for _, x := range vector {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		return nil
	}
	norm := float32(math.Sqrt(square))
	unit := make([]float32, len(vector))
	for i, x := range vector {
		unit[i] = x / norm
	}
	return unit
}
