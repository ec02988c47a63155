package house

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"yueyue/internal/knowledge"
)

// Prepare fills a folder with what the program under measurement will find: the shipped knowledge with its real vectors, and
// pairs until the index holds c.Units units.
func Prepare(ctx context.Context, c Config, folder string, m Material, out io.Writer) (err error) {
	p, err := Open(ctx, c, folder)
	if err != nil {
		return err
	}
	defer func() {
		if closing := p.Close(); err == nil {
			err = closing
		}
	}()
	began := time.Now()
	if err := p.Retriever.CatchUp(ctx); err != nil {
		return err
	}
	shipped, embedding := p.units(), time.Since(began)
	items := m.pairs(max(0, (c.Units-shipped)/2))
	vectors, err := openVectors(ctx, p, c, m, items)
	if err != nil {
		return err
	}
	defer vectors.close()
	for some := range slices.Chunk(items, 5000) {
		publication := knowledge.Publication{Title: "bench", Author: "bench", Put: some}
		if _, err := p.Knowledge.Publish(ctx, publication); err != nil {
			return err
		}
	}
	if err := p.NewRetriever(vectors).CatchUp(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "knowledge    %d units shipped (embedded in %s), %d pairs of two units made of texts that are %s, all published into SQLite\n",
		shipped, embedding.Round(100*time.Millisecond), len(items), m.Origin)
	fmt.Fprintf(out, "vectors      %d real ones of the shipped knowledge; %s; questions are embedded for real\n", shipped, vectors)
	return nil
}

// units is how many units the shipped knowledge has: pairs with their question, similar questions and names.
func (p *Program) units() int {
	units := 0
	for _, pair := range p.seed.Pairs {
		units += 2 + len(pair.Similar) + len(pair.Aliases)
	}
	return units
}
