package qdrant

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
	wire "github.com/qdrant/go-client/qdrant"
)

const (
	noteField  = "note"
	partsField = "parts"
	sumField   = "sum"
	dataField  = "data"

	notePart = 1 << 20 // bytes of a note in one point
)

func noteID(key string, part int) *wire.PointId {
	return wire.NewIDUUID(uuid.NewSHA1(space, fmt.Appendf(nil, "note/%d/%s", part, key)).String())
}

// Note keeps bytes with the collection, in place of what was kept under the key. Notes are not found by searches. A note that
// was written only in part, because the call failed, reads as absent.
func (x *Index) Note(ctx context.Context, key string, data []byte) error {
	const op = "qdrant.Index.Note"
	sum := sha256.Sum256(data)
	parts := max(1, (len(data)+notePart-1)/notePart)
	for part := range parts {
		point := &wire.PointStruct{
			Id: noteID(key, part), Vectors: wire.NewVectorsMap(map[string]*wire.Vector{}),
			Payload: map[string]*wire.Value{
				noteField: wire.NewValueString(key), partsField: wire.NewValueInt(int64(parts)), sumField: wire.NewValueString(hex.EncodeToString(sum[:])),
				dataField: wire.NewValueString(base64.StdEncoding.EncodeToString(data[part*notePart : min(len(data), (part+1)*notePart)])),
			},
		}
		if err := x.put(ctx, op, []*wire.PointStruct{point}); err != nil {
			return err
		}
	}
	return nil
}

// Noted gives the bytes kept under a key; ok is false when there are none, or not all of them.
func (x *Index) Noted(ctx context.Context, key string) (data []byte, ok bool, err error) {
	const op = "qdrant.Index.Noted"
	sum := ""
	for part, parts := 0, 1; part < parts; part++ {
		var points []*wire.RetrievedPoint
		err := x.client.call(ctx, op, x.client.config.ApplyTimeout, func(ctx context.Context) (err error) {
			points, err = x.client.remote.Get(ctx, &wire.GetPoints{
				CollectionName: x.collection, Ids: []*wire.PointId{noteID(key, part)}, WithPayload: wire.NewWithPayload(true),
			})
			return err
		})
		if err != nil {
			return nil, false, err
		}
		if len(points) != 1 {
			return nil, false, nil
		}
		payload := points[0].GetPayload()
		if part == 0 {
			parts, sum = int(payload[partsField].GetIntegerValue()), payload[sumField].GetStringValue()
		}
		piece, err := base64.StdEncoding.DecodeString(payload[dataField].GetStringValue())
		if err != nil {
			return nil, false, nil //nolint:nilerr // damaged, as good as absent
		}
		data = append(data, piece...)
	}
	whole := sha256.Sum256(data)
	if hex.EncodeToString(whole[:]) != sum {
		return nil, false, nil
	}
	return data, true, nil
}
