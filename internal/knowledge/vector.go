package knowledge

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// ContentHash names the text that was embedded; whoever embeds chooses the hash.
type ContentHash string

// vectorBatch is the most vectors in one statement or transaction: about 1 MB at 512 dimensions.
const vectorBatch = 500

const insertVector = `INSERT INTO vectors (content_hash, model, dims, vector) VALUES ($1, $2, $3, $4)
	ON CONFLICT (content_hash, model) DO NOTHING`

// selectVectors reads the vectors of one model whose hashes stand in a JSON array.
var selectVectors = map[store.Dialect]string{
	store.SQLite: `SELECT content_hash, dims, vector FROM vectors
		WHERE model = $1 AND content_hash IN (SELECT value FROM json_each($2))`,
	store.Postgres: `SELECT content_hash, dims, vector FROM vectors
		WHERE model = $1 AND content_hash IN (SELECT json_array_elements_text($2::text::json))`,
}

// Vectors are the stored embeddings of the given texts; those not stored are left out. model names the model with all that
// changes its vectors: version, dimensions, runtime.
func (r *Repository) Vectors(ctx context.Context, model string, hashes []ContentHash) (map[ContentHash][]float32, error) {
	vectors := make(map[ContentHash][]float32, len(hashes))
	for batch := range slices.Chunk(hashes, vectorBatch) {
		if err := r.readVectors(ctx, model, batch, vectors); err != nil {
			return nil, store.Fault("knowledge.Vectors", err)
		}
	}
	return vectors, nil
}

func (r *Repository) readVectors(ctx context.Context, model string, hashes []ContentHash, into map[ContentHash][]float32) error {
	rows, err := r.db.Query(ctx, selectVectors[r.db.Dialect()], model, jsonArray(hashes))
	if err != nil {
		return err
	}
	_, err = store.Collect(rows, func(scan func(...any) error) (struct{}, error) {
		var hash ContentHash
		var dims int
		var packed []byte
		if err := scan(&hash, &dims, &packed); err != nil {
			return struct{}{}, err
		}
		if len(packed) != 4*dims {
			return struct{}{}, fmt.Errorf("vector %s of %s has %d bytes for %d dimensions", hash, model, len(packed), dims)
		}
		into[hash] = unpack(packed)
		return struct{}{}, nil
	})
	return err
}

// PutVectors stores embeddings by the hash of their text. What is stored already stays. Large maps are written in several
// transactions; each can be repeated without harm. An empty vector is fault.Invalid.
func (r *Repository) PutVectors(ctx context.Context, model string, vectors map[ContentHash][]float32) error {
	hashes := make([]ContentHash, 0, len(vectors))
	for hash, vector := range vectors {
		if len(vector) == 0 {
			return fault.New(fault.Invalid, "knowledge.PutVectors", "vector_empty", "")
		}
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes) // one order for all writers: no deadlock
	for batch := range slices.Chunk(hashes, vectorBatch) {
		err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, hash := range batch {
				vector := vectors[hash]
				if _, err := tx.Exec(ctx, insertVector, hash, model, len(vector), pack(vector)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return store.Fault("knowledge.PutVectors", err)
		}
	}
	return nil
}

// pack writes a vector as little-endian float32.
func pack(vector []float32) []byte {
	packed := make([]byte, 0, 4*len(vector))
	for _, x := range vector {
		packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(x))
	}
	return packed
}

func unpack(packed []byte) []float32 {
	vector := make([]float32, len(packed)/4)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(packed[4*i:]))
	}
	return vector
}
