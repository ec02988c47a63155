package dialog

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"yueyue/internal/civil"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/retriever"
)

// Retriever finds candidates; *retriever.Retriever is one.
type Retriever interface {
	Retrieve(ctx context.Context, query retriever.Query) (retriever.Result, error)
}

// Contents gives what candidates say; *knowledge.Repository does.
type Contents interface {
	Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error)
}

// Escalator takes down that somebody wants a person, in the transaction that stores the answer.
type Escalator interface {
	RecordTx(ctx context.Context, tx *store.Tx, thread conversation.ID, answer AnswerID) error
}

// Observer is told of every answer; it must return at once.
type Observer interface {
	Answered(kind string, embed, search, whole time.Duration)
}

// Parts are what a Dialog works with.
type Parts struct {
	Understander *Understander
	Retriever    Retriever
	Contents     Contents
	Calibration  Calibration
	Contact      Contact
	Region       string // of the bureau; who names no region asks about this one
	Escalator    Escalator
	Observer     Observer
	Threads      *conversation.Repository
	Doorbell     *conversation.Doorbell
	DB           *store.DB
	Now          func() time.Time
	Logger       *slog.Logger
}

// Dialog answers questions. It is safe for concurrent use.
type Dialog struct {
	*Answers
	parts    Parts
	decider  Decider
	composer Composer
}

// New puts the parts together.
func New(parts Parts) *Dialog {
	return &Dialog{
		Answers: NewAnswers(parts.DB, parts.Now), parts: parts,
		decider: Decider{parts.Calibration}, composer: Composer{parts.Contact},
	}
}

// Ask answers a question that belongs to no conversation. The answer is stored before it is given.
func (d *Dialog) Ask(ctx context.Context, q Question) (Reply, error) {
	answer, err := d.answer(ctx, q)
	if err != nil {
		return Reply{}, err
	}
	err = d.parts.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return d.keepTx(ctx, tx, answer, "") })
	if err != nil {
		return Reply{}, store.Fault("dialog.Ask", err)
	}
	return answer.Reply, nil
}

// keepTx stores an answer and, when a person is wished for, the wish.
func (d *Dialog) keepTx(ctx context.Context, tx *store.Tx, answer StoredAnswer, message conversation.MessageID) error {
	if err := d.PutTx(ctx, tx, answer, message); err != nil {
		return err
	}
	if answer.Reply.Kind == Handoff {
		return d.parts.Escalator.RecordTx(ctx, tx, answer.Conversation, answer.ID)
	}
	return nil
}

// Preview answers a question and keeps nothing.
func (d *Dialog) Preview(ctx context.Context, q Question) (Reply, error) {
	answer, err := d.answer(ctx, q)
	return answer.Reply, err
}

// answer takes a question through all steps; nothing is stored yet.
func (d *Dialog) answer(ctx context.Context, q Question) (StoredAnswer, error) {
	const op = "dialog.answer"
	began := time.Now()
	decision, edition, err := d.Consider(ctx, q)
	if err != nil {
		return StoredAnswer{}, err
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return StoredAnswer{}, fault.Wrap(fault.Internal, op, err)
	}
	reply := d.composer.Compose(decision)
	reply.AnswerID, reply.Edition = AnswerID(id.String()), edition
	whole := time.Since(began)
	reply.TookMS = milliseconds(whole)
	reasons, err := json.Marshal(decision)
	if err != nil {
		return StoredAnswer{}, fault.Wrap(fault.Internal, op, err)
	}
	d.parts.Observer.Answered(string(reply.Kind), duration(decision.Found.EmbedMS), duration(decision.Found.SearchMS), whole)
	return StoredAnswer{
		ID: reply.AnswerID, Question: q.Text, Region: q.Region, Audience: string(q.Audience), Reply: reply, Decision: reasons,
	}, nil
}

// Consider understands, retrieves and decides.
func (d *Dialog) Consider(ctx context.Context, q Question) (Decision, int64, error) {
	today := civil.Of(d.parts.Now())
	u := d.parts.Understander.Understand(q, today)
	q.Region = cmp.Or(u.Region, q.Region, d.parts.Region)
	if u.Intent != NoIntent {
		decision := d.decider.Decide(u, retriever.Result{}, nil, q, today)
		return decision, 0, nil
	}
	alone, err := d.look(ctx, u, u.Searched, q, today)
	if err != nil || u.Context == "" || (u.Leans == stands && alone.decision.Kind == Answer) {
		return alone.decision, alone.edition, err
	}
	inThread := u
	inThread.Searched = u.Context + " " + u.Searched
	thread, err := d.look(ctx, inThread, inThread.Searched, q, today)
	if err != nil {
		return Decision{}, 0, err
	}
	return follow(u, alone, thread), alone.edition, nil
}

// looked is one try at a question.
type looked struct {
	decision Decision
	edition  int64
}

// maxHydrated is how many candidates are read from the database: all that can be shown or told apart.
const maxHydrated = 2 * maxOffered

// look retrieves for a text and decides.
func (d *Dialog) look(ctx context.Context, u Understanding, text string, q Question, today civil.Date) (looked, error) {
	found, err := d.parts.Retriever.Retrieve(ctx, retriever.Query{Text: text, Region: q.Region, Audience: q.Audience, Limit: maxHydrated})
	if err != nil {
		return looked{}, err
	}
	ids := make([]knowledge.PairID, len(found.Candidates))
	for i, c := range found.Candidates {
		ids[i] = knowledge.PairID(c.Target.ID)
	}
	pairs, err := d.parts.Contents.Pairs(ctx, ids, found.Edition)
	if err != nil {
		return looked{}, err
	}
	return looked{d.decider.Decide(u, found, pairs, q, today), found.Edition}, nil
}

// follow chooses between the question by itself and the question in its thread. A question that leans on the thread belongs
// to it; when it clearly does (那季度呢) it is never answered by itself, only offered what the thread finds. One that stands
// alone changes the subject unless the thread is sure of something that the question by itself finds too: an old subject must
// not drown a new question.
func follow(u Understanding, alone, thread looked) Decision {
	sureAlone, sureThread := alone.decision.Kind == Answer, thread.decision.Kind == Answer
	found := thread.decision.Kind != Abstain
	takes := false
	switch u.Leans {
	case clearly:
		takes = found
	case maybe:
		takes = sureThread || (found && !sureAlone)
	case stands:
		takes = !sureAlone && sureThread && slices.Contains(alone.decision.offered, thread.decision.offered[0]) ||
			found && alone.decision.Kind == Abstain && !sureThread
	}
	if !takes {
		return alone.decision
	}
	thread.decision.Why = append(thread.decision.Why, "接着上文理解")
	return thread.decision
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// Evidence is what the confidence of a question's first candidate rests on. Calibration learns from it.
type Evidence struct {
	Features []float64
	Offered  []knowledge.PairID // the best candidates, best first; empty: none, or no question about tax
}

// Examine gives the evidence for a question, in its thread when it has one, as if the knowledge lacked a unit or a target.
func (d *Dialog) Examine(ctx context.Context, q Question, without retriever.UnitID, withoutTarget retriever.Target) (Evidence, error) {
	u := d.parts.Understander.Understand(q, civil.Of(d.parts.Now()))
	if u.Intent != NoIntent {
		return Evidence{}, nil
	}
	q.Region = cmp.Or(u.Region, q.Region, d.parts.Region)
	if u.Context != "" {
		u.Searched = u.Context + " " + u.Searched
	}
	found, err := d.parts.Retriever.Retrieve(ctx, retriever.Query{
		Text: u.Searched, Region: q.Region, Audience: q.Audience, Limit: maxHydrated, Without: without, WithoutTarget: withoutTarget,
	})
	if err != nil || len(found.Candidates) == 0 {
		return Evidence{}, err
	}
	top := knowledge.PairID(found.Candidates[0].Target.ID)
	pairs, err := d.parts.Contents.Pairs(ctx, []knowledge.PairID{top}, found.Edition)
	if err != nil {
		return Evidence{}, err
	}
	pair := pairs[top]
	if without != "" { // the unit's text is the question itself: it must not count as what the pair says
		pair.Similar = slices.DeleteFunc(slices.Clone(pair.Similar), func(similar string) bool { return similar == q.Text })
	}
	evidence := Evidence{Features: Features(u, found, pair)}
	for _, c := range found.Candidates[:min(len(found.Candidates), maxOffered)] {
		evidence.Offered = append(evidence.Offered, knowledge.PairID(c.Target.ID))
	}
	return evidence, nil
}
