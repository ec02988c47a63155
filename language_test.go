package main

import (
	"testing"

	"yueyue/dialog"
	"yueyue/internal/config"
	"yueyue/internal/knowledge"
	"yueyue/internal/telemetry"
)

// TestALexiconIsLearnt: a published everyday name is understood without a restart, in the question and in its spelling, and a
// new program on the same database knows it from the start.
func TestALexiconIsLearnt(t *testing.T) {
	t.Parallel()
	cfg := config.Default()
	cfg.Var, cfg.Embedding.Enabled = t.TempDir(), false
	open := func() *program {
		t.Helper()
		p, err := openProgram(t.Context(), cfg, telemetry.NewLogger(t.Output(), nil, "text"))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.retriever.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		return p
	}
	understood := func(p *program) string {
		t.Helper()
		reply, err := p.dialog.Preview(t.Context(), dialog.Question{Text: "小微本本怎么办理"})
		if err != nil {
			t.Fatal(err)
		}
		return reply.UnderstoodAs
	}
	p := open()
	before := understood(p)
	lexicon := knowledge.Lexicon{Synonyms: []knowledge.Synonym{{Official: "税务登记证", Everyday: []string{"小微本本"}}}}
	publication := knowledge.Publication{Title: "词", Author: "content", Put: []knowledge.Item{{Content: lexicon}}}
	if _, err := p.knowledge.Publish(t.Context(), publication); err != nil {
		t.Fatal(err)
	}
	if err := p.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	const want = "税务登记证怎么办理"
	if after := understood(p); before == want || after != want {
		t.Errorf("understood as %q before and %q after, want %q", before, after, want)
	}
	p.close()
	p = open()
	defer p.close()
	if again := understood(p); again != want {
		t.Errorf("after a restart %q, want %q", again, want)
	}
}
