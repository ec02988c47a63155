package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"yueyue/api"
	"yueyue/data"
	"yueyue/dialog"
	"yueyue/dialog/golden"
	"yueyue/internal/civil"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever/local"
)

// rehearsal asks drafts as if they were published; api.Rehearsal. It is safe for concurrent use.
type rehearsal struct {
	program   *program
	proposals *editorial.Repository
	questions []golden.Question
	replaying chan struct{} // holds the one who replays: it takes all cores

	mu     sync.Mutex
	views  []draftView // the newest first
	before struct {    // how the golden questions went without a draft
		edition  int64
		day      civil.Date
		outcomes []golden.Outcome
	}
}

// draftView is a draft over an edition, ready to be asked. It is a view of a moment.
type draftView struct {
	id      editorial.ProposalID
	changed time.Time
	edition int64
	dialog  *dialog.Dialog
}

// viewsKept is how many drafts stay ready. Each holds the index of what it changes.
const viewsKept = 4

func newRehearsal(p *program, proposals *editorial.Repository) (*rehearsal, error) {
	questions, err := golden.Load(data.FS)
	if err != nil {
		return nil, err
	}
	return &rehearsal{program: p, proposals: proposals, questions: questions, replaying: make(chan struct{}, 1)}, nil
}

// Ask answers a question as if the proposal were published over the current edition.
func (r *rehearsal) Ask(ctx context.Context, id editorial.ProposalID, q dialog.Question) (dialog.Reply, error) {
	for attempt := 0; ; attempt++ {
		view, err := r.view(ctx, id)
		if err != nil {
			return dialog.Reply{}, err
		}
		reply, err := view.dialog.Preview(ctx, q)
		if fault.CodeOf(err) == "draft_view_stale" && attempt < 2 { // published meanwhile: the next view is over the new edition
			r.forget(view)
			continue
		}
		return reply, err
	}
}

// view makes a proposal ready to be asked, unless it is.
func (r *rehearsal) view(ctx context.Context, id editorial.ProposalID) (draftView, error) {
	proposal, err := r.proposals.Proposal(ctx, id)
	if err != nil {
		return draftView{}, err
	}
	_, edition, ready := r.program.retriever.Ready()
	if !ready {
		return draftView{}, fault.New(fault.Unavailable, "main.rehearsal", "index_not_ready", "知识还在准备，请稍等片刻再试。")
	}
	r.mu.Lock()
	for _, v := range r.views {
		if v.id == id && v.changed.Equal(proposal.UpdatedAt) && v.edition == edition {
			r.mu.Unlock()
			return v, nil
		}
	}
	r.mu.Unlock()
	put, withdraw, err := r.proposals.Contents(ctx, id)
	if err != nil {
		return draftView{}, err
	}
	index, err := r.program.retriever.Overlay(ctx, local.New(), put, withdraw)
	if err != nil {
		return draftView{}, err
	}
	v := draftView{id, proposal.UpdatedAt, edition, r.program.dialog.Over(index, knowledge.NewOverlay(r.program.knowledge, put, withdraw))}
	r.forget(v)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.views = append([]draftView{v}, r.views[:min(len(r.views), viewsKept-1)]...)
	return v, nil
}

// forget drops the views of a proposal.
func (r *rehearsal) forget(v draftView) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var others []draftView
	for _, other := range r.views {
		if other.id != v.id {
			others = append(others, other)
		}
	}
	r.views = others
}

// Replay asks the golden questions of the current edition and of the proposal. One replay is at work at a time; others wait.
func (r *rehearsal) Replay(ctx context.Context, id editorial.ProposalID) ([]api.Replayed, error) {
	select {
	case r.replaying <- struct{}{}:
		defer func() { <-r.replaying }()
	case <-ctx.Done():
		return nil, fault.Wrap(fault.Unavailable, "main.Replay", ctx.Err())
	}
	view, err := r.view(ctx, id)
	if err != nil {
		return nil, err
	}
	before, err := r.published(ctx, view.edition)
	if err != nil {
		return nil, err
	}
	after, err := golden.Run(ctx, view.dialog, r.questions)
	if err != nil {
		r.forget(view)
		return nil, err
	}
	replayed := make([]api.Replayed, len(after))
	for i, o := range after {
		replayed[i] = api.Replayed{ID: o.Question.ID, Style: o.Question.Style, Question: o.Question.Text, Before: replayedReply(before[i]), After: replayedReply(o)}
	}
	return replayed, nil
}

func replayedReply(o golden.Outcome) api.ReplayedReply {
	return api.ReplayedReply{Reply: o.Reply, Right: o.Right, Wrong: o.Wrong}
}

// published is how the golden questions go without a draft. An edition answers the same all day.
func (r *rehearsal) published(ctx context.Context, edition int64) ([]golden.Outcome, error) {
	today := civil.Of(time.Now())
	r.mu.Lock()
	kept := r.before
	r.mu.Unlock()
	if kept.outcomes != nil && kept.edition == edition && kept.day == today {
		return kept.outcomes, nil
	}
	outcomes, err := golden.Run(ctx, r.program.dialog.Over(r.program.retriever, r.program.knowledge), r.questions)
	if err != nil {
		return nil, fmt.Errorf("the current edition: %w", err)
	}
	if _, now, _ := r.program.retriever.Ready(); now == edition {
		r.mu.Lock()
		r.before.edition, r.before.day, r.before.outcomes = edition, today, outcomes
		r.mu.Unlock()
	}
	return outcomes, nil
}

// answering asks the current edition as taxpayers do; editorial.Answers. What it answers is kept nowhere.
type answering struct{ program *program }

func (a answering) Answering(ctx context.Context, question, region string, audience knowledge.Audience) (knowledge.PairID, error) {
	if _, _, ready := a.program.retriever.Ready(); !ready {
		if err := a.program.retriever.CatchUp(ctx); err != nil {
			return "", err
		}
	}
	published := a.program.dialog.Over(a.program.retriever, a.program.knowledge)
	reply, err := published.Preview(ctx, dialog.Question{Text: question, Region: region, Audience: audience})
	if err != nil || reply.Kind != dialog.Answer {
		return "", err
	}
	return reply.PairID, nil
}
