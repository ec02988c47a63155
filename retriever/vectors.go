package retriever

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// embedBatch is how many texts are embedded between two writes to the store, so that a stop loses little work.
const embedBatch = 256

// vectors gives the vector of every text by its hash, from the store or made and stored; nothing in words-only mode.
func (p *projection) vectors(ctx context.Context, drafts []draft) (map[knowledge.ContentHash][]float32, error) {
	if p.parts.Model == nil {
		return nil, nil
	}
	texts := map[knowledge.ContentHash]string{}
	for _, d := range drafts {
		for _, t := range d.texts {
			texts[hashOf(t.meaning)] = t.meaning
		}
	}
	hashes := slices.Sorted(maps.Keys(texts))
	vectors, err := p.parts.Source.Vectors(ctx, p.parts.Model.Model(), hashes)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(hashes, func(hash knowledge.ContentHash) bool { return vectors[hash] != nil })
	done := 0
	for batch := range slices.Chunk(missing, embedBatch) {
		made, err := p.embed(ctx, texts, batch)
		if err != nil {
			return nil, err
		}
		maps.Copy(vectors, made)
		done += len(batch)
		p.parts.Logger.InfoContext(ctx, "embedded", "texts", done, "of", len(missing))
	}
	return vectors, nil
}

// embed makes and stores the vectors of some texts.
func (p *projection) embed(ctx context.Context, texts map[knowledge.ContentHash]string, hashes []knowledge.ContentHash) (map[knowledge.ContentHash][]float32, error) {
	const op = "retriever.embed"
	input := make([]string, len(hashes))
	for i, hash := range hashes {
		input[i] = texts[hash]
	}
	made, err := p.parts.Model.EmbedDocuments(ctx, input)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	if len(made) != len(input) {
		return nil, fault.Wrap(fault.Unavailable, op, fmt.Errorf("the model gave %d vectors for %d texts", len(made), len(input)))
	}
	vectors := make(map[knowledge.ContentHash][]float32, len(hashes))
	for i, hash := range hashes {
		vectors[hash] = made[i]
	}
	return vectors, p.parts.Source.PutVectors(ctx, p.parts.Model.Model(), vectors)
}

// hashOf names a text by its SHA-256.
func hashOf(text string) knowledge.ContentHash {
	sum := sha256.Sum256([]byte(text))
	return knowledge.ContentHash(hex.EncodeToString(sum[:]))
}
