package main

import (
	"testing"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/internal/config"
	"yueyue/internal/knowledge"
	"yueyue/internal/telemetry"
)

// A question that the window offers is answered when it is asked again: every standard question, every similar question and
// every hot question gets the answer of its own pair. Words alone must do, so the model is off.
func TestEveryQuestionIsAnsweredByItsOwnPair(t *testing.T) {
	t.Parallel()
	cfg := config.Default()
	cfg.Var, cfg.Embedding.Enabled = t.TempDir(), false
	p, err := openProgram(t.Context(), cfg, telemetry.NewLogger(t.Output(), nil, "text"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if err := p.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	seed, err := knowledge.LoadSeed(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(text string, want knowledge.PairID) {
		reply, err := p.dialog.Preview(t.Context(), dialog.Question{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case reply.Kind == dialog.Answer && reply.PairID == want:
		case reply.Kind == dialog.Handoff && want == "etax-human":
		case reply.Kind == dialog.Suggest && len(reply.Suggestions) > 0 && reply.Suggestions[0].PairID == want: // of a time not recorded
		default:
			t.Errorf("%s: %s %s, want the answer of %s", text, reply.Kind, reply.PairID, want)
		}
	}
	for _, pair := range seed.Pairs {
		reply, err := p.dialog.Preview(t.Context(), dialog.Question{Text: pair.Question})
		if err != nil || reply.Kind != dialog.Answer || reply.PairID != pair.ID {
			t.Errorf("%s: %s %s %v, want the answer of %s", pair.Question, reply.Kind, reply.PairID, err, pair.ID)
		}
		for _, similar := range pair.Similar {
			ask(similar, pair.ID)
		}
	}
	for _, trending := range seed.Trending {
		ask(trending.Question, trending.Pair)
	}
}
