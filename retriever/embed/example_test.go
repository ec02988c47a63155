package embed_test

import (
	"context"
	"fmt"
	"log"

	"github.com/tmc/langchaingo/embeddings"

	"yueyue/retriever/embed"
)

// The model serves whatever asks for langchaingo's Embedder.
func Example() {
	model, err := embed.Open(embed.Config{Dir: "assets"})
	if err != nil {
		log.Print(err) // without the model the program answers from words alone
		return
	}
	defer model.Close()

	var embedder embeddings.Embedder = model
	vectors, err := embedder.EmbedDocuments(context.Background(), []string{"增值税税率是多少", "增值税的税率有几档"})
	if err != nil {
		log.Print(err)
		return
	}
	cosine := float32(0)
	for i := range vectors[0] {
		cosine += vectors[0][i] * vectors[1][i]
	}
	fmt.Printf("%.2f\n", cosine)
}
