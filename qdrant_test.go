package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"yueyue/dialog"
	"yueyue/internal/config"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/telemetry"
	"yueyue/retriever/qdrant/qdranttest"
)

// TestOnQdrant: the whole program answers from an index on a Qdrant server (here one in the process), takes it over when it starts
// again, refuses in plain words while the server is away, and catches up by itself.
func TestOnQdrant(t *testing.T) {
	t.Parallel()
	server := qdranttest.Start(t, qdranttest.Options{})
	cfg := config.Default()
	cfg.Var, cfg.Embedding.Enabled, cfg.Index.Qdrant.URL, cfg.Index.Qdrant.SearchTimeout = t.TempDir(), false, server.URL(), time.Second
	open := func() *program {
		t.Helper()
		p, err := openProgram(t.Context(), cfg, telemetry.NewLogger(t.Output(), nil, "text"))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	const question = "小规模纳税人月销售额多少可以免征增值税？"
	answers := func(p *program, want knowledge.PairID) bool {
		t.Helper()
		reply, err := p.dialog.Preview(t.Context(), dialog.Question{Text: question})
		return err == nil && reply.Kind == dialog.Answer && reply.PairID == want
	}
	p := open()
	if err := p.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !answers(p, "vat-threshold") {
		t.Fatal("no answer from the server's index")
	}
	generation, _, _ := p.retriever.Ready()
	p.close()

	p = open()
	defer p.close()
	if err := p.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, _, _ := p.retriever.Ready(); again != generation || !answers(p, "vat-threshold") {
		t.Errorf("after a restart generation %s, was %s", again, generation)
	}

	server.Leave()
	if _, err := p.dialog.Preview(t.Context(), dialog.Question{Text: question}); fault.KindOf(err) != fault.Unavailable || fault.MessageOf(err) == "" {
		t.Errorf("with the server away: %v", err)
	}
	if _, err := p.knowledge.Publish(t.Context(), knowledge.Publication{
		Title: "撤", Author: "a", Withdraw: []knowledge.Key{{Kind: knowledge.PairItem, ID: "vat-threshold"}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := p.retriever.CatchUp(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("catching up with the server away: %v", err)
	}
	var out, errors bytes.Buffer
	environ := []string{"YUEYUE_VAR=" + cfg.Var, "YUEYUE_EMBEDDING_ENABLED=false", "YUEYUE_INDEX_QDRANT_URL=" + server.URL(), "YUEYUE_INDEX_QDRANT_SEARCH_TIMEOUT=1s"}
	if status := run(t.Context(), []string{"doctor"}, environ, &out, &errors); status == 0 || !strings.Contains(out.String(), "Qdrant") {
		t.Errorf("doctor with the server away: status %d\n%s%s", status, out.String(), errors.String())
	}

	server.Return()
	eventually(t, "caught up", func() bool { return p.retriever.CatchUp(t.Context()) == nil })
	if answers(p, "vat-threshold") {
		t.Error("what was withdrawn while the server was away is still stated")
	}
}
