package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/index/scorch"
	chromem "github.com/philippgille/chromem-go"
)

// bleveIndex is bleve's scorch index on disk with its own analyzer for Chinese, character bigrams.
type bleveIndex struct {
	index  bleve.Index
	folder string
	took   time.Duration
}

func newBleve(ctx context.Context, passages []string) (*bleveIndex, error) {
	folder, err := os.MkdirTemp("", "bench-bleve-")
	if err != nil {
		return nil, err
	}
	field := bleve.NewTextFieldMapping()
	field.Analyzer, field.Store, field.IncludeTermVectors, field.IncludeInAll, field.DocValues = cjk.AnalyzerName, false, false, false, false
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping.Dynamic = false
	mapping.DefaultMapping.AddFieldMappingsAt("text", field)
	started := time.Now()
	index, err := bleve.NewUsing(folder+"/index", mapping, scorch.Name, scorch.Name, nil)
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	b := &bleveIndex{index: index, folder: folder}
	for start := 0; start < len(passages); start += indexBatch {
		batch := index.NewBatch()
		for i := start; i < min(start+indexBatch, len(passages)); i++ {
			if err := batch.Index(strconv.Itoa(i), map[string]string{"text": passages[i]}); err != nil {
				return nil, errors.Join(err, b.close())
			}
		}
		if err := errors.Join(index.Batch(batch), ctx.Err()); err != nil {
			return nil, errors.Join(err, b.close())
		}
	}
	b.took = time.Since(started)
	return b, nil
}

func (b *bleveIndex) close() error { return errors.Join(b.index.Close(), os.RemoveAll(b.folder)) }

func (b *bleveIndex) find(ctx context.Context, q asked) ([]string, error) {
	match := bleve.NewMatchQuery(q.text)
	match.SetField("text")
	result, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(match, 10, 0, false))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(result.Hits))
	for i, hit := range result.Hits {
		ids[i] = hit.ID
	}
	return ids, nil
}

// chromemIndex is chromem-go in memory.
type chromemIndex struct {
	collection *chromem.Collection
	took       time.Duration
}

func newChromem(ctx context.Context, passages []string, s *source) (*chromemIndex, error) {
	started := time.Now()
	never := func(context.Context, string) ([]float32, error) { return nil, errors.New("vectors are given") }
	collection, err := chromem.NewDB().CreateCollection("passages", nil, never)
	if err != nil {
		return nil, err
	}
	for start := 0; start < len(passages); start += indexBatch {
		var documents []chromem.Document
		for i := start; i < min(start+indexBatch, len(passages)); i++ {
			vector, err := s.passage(i)
			if err != nil {
				return nil, err
			}
			documents = append(documents, chromem.Document{ID: strconv.Itoa(i), Content: passages[i], Embedding: vector})
		}
		if err := collection.AddDocuments(ctx, documents, runtime.NumCPU()); err != nil {
			return nil, err
		}
	}
	return &chromemIndex{collection: collection, took: time.Since(started)}, nil
}

func (c *chromemIndex) find(ctx context.Context, q asked) ([]string, error) {
	results, err := c.collection.QueryEmbedding(ctx, q.vector, 10, nil, nil)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(results))
	for i, result := range results {
		ids[i] = result.ID
	}
	return ids, nil
}
