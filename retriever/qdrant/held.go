package qdrant

import (
	"context"

	wire "github.com/qdrant/go-client/qdrant"

	"yueyue/retriever"
)

// heldPage is how many units are listed at once, about 1 MB.
const heldPage = 5000

// Held calls do for every unit in the collection, seen or not, with its EditionTo (0: no end), in no particular order. An
// error of do ends it. Units that are put or removed meanwhile may be missed.
func (x *Index) Held(ctx context.Context, do func(unit retriever.UnitID, editionTo int64) error) error {
	const op = "qdrant.Index.Held"
	var offset *wire.PointId
	for {
		var points []*wire.RetrievedPoint
		var next *wire.PointId
		err := x.client.call(ctx, op, x.client.config.ApplyTimeout, func(ctx context.Context) (err error) {
			points, next, err = x.client.remote.ScrollAndOffset(ctx, &wire.ScrollPoints{
				CollectionName: x.collection, Filter: units(), Offset: offset, Limit: wire.PtrOf(uint32(heldPage)),
				WithPayload: wire.NewWithPayloadInclude(unitField, toField), WithVectors: wire.NewWithVectors(false),
			})
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range points {
			to := p.GetPayload()[toField].GetIntegerValue()
			if to == noEnd {
				to = 0
			}
			if err := do(retriever.UnitID(p.GetPayload()[unitField].GetStringValue()), to); err != nil {
				return err
			}
		}
		if next == nil {
			return nil
		}
		offset = next
	}
}
