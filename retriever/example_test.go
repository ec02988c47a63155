package retriever_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/tmc/langchaingo/schema"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/retriever"
	"yueyue/retriever/local"
	"yueyue/retriever/segment"
)

// A chain of langchaingo asks the shipped knowledge.
func ExampleLangChain() {
	if err := ask("小规模纳税人月销售额多少可以免增值税"); err != nil {
		log.Fatal(err)
	}
	// Output: 小规模纳税人月销售额多少可以免征增值税？
}

func ask(question string) error {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "yueyue")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	logger := slog.New(slog.DiscardHandler)
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(folder, "yueyue.db")}, logger)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	seed, err := knowledge.LoadSeed(os.DirFS("../data"))
	if err != nil {
		return err
	}
	repository := knowledge.NewRepository(db, time.Now)
	if _, err := repository.Seed(ctx, seed); err != nil {
		return err
	}

	var segmenter segment.Segmenter
	r := retriever.New(retriever.Parts{
		Source: repository, Indexes: retriever.InMemory(func() retriever.Index { return local.New() }), Logger: logger,
		Languages: retriever.Fixed(retriever.Language{
			Tokenizer: &segmenter, Normalize: segmenter.Normalize, Names: knowledge.NewNames(seed.Synonyms, segmenter.Normalize),
		}),
	})
	if err := r.CatchUp(ctx); err != nil { // a server runs Follow instead
		return err
	}

	var chain schema.Retriever = retriever.NewLangChain(r, repository, 3)
	documents, err := chain.GetRelevantDocuments(ctx, question)
	if err != nil {
		return err
	}
	fmt.Println(documents[0].Metadata["question"])
	return nil
}
