package dialog

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/retriever"
)

// Retriever finds candidates; *retriever.Retriever is one.
type Retriever interface {
	Retrieve(ctx context.Context, query retriever.Query) (retriever.Result, error)
}

// Escalator takes down that somebody wants a person, in the transaction that stores the answer.
type Escalator interface {
	RecordTx(ctx context.Context, tx *store.Tx, thread conversation.ID, answer AnswerID) error
}

// Observer is told of every answer; it must return at once.
type Observer interface {
	Answered(kind string, embed, search, whole time.Duration)
}

// Parts are what a Dialog works with. All of them are needed.
type Parts struct {
	Understander *Understander
	Retriever    Retriever
	Contents     Contents
	Calibration  Calibration
	Contact      Contact
	Region       string // of the bureau, six digits; who names no region asks about this one; empty: the whole country
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

	understander atomic.Pointer[Understander]
}

// New puts the parts together.
func New(parts Parts) *Dialog {
	d := &Dialog{
		Answers: NewAnswers(parts.DB, parts.Now), parts: parts,
		decider: Decider{parts.Calibration}, composer: Composer{parts.Contact},
	}
	d.Relearn(parts.Understander)
	return d
}

// Relearn makes questions be read by another Understander from now on: the words that it knows have changed.
func (d *Dialog) Relearn(u *Understander) { d.understander.Store(u) }

// Over is a Dialog like this one that asks and reads elsewhere: a draft over what is published. It shares the database; use
// Preview on it, which keeps nothing.
func (d *Dialog) Over(from Retriever, contents Contents) *Dialog {
	parts := d.parts
	parts.Retriever, parts.Contents, parts.Understander, parts.Observer = from, contents, d.understander.Load(), nobody{}
	return New(parts)
}

// Ask answers a question that belongs to no conversation. The answer is stored before it is given. Errors are those of
// Retriever, Contents and the database.
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

// nobody is an Observer of what nobody asked in earnest.
type nobody struct{}

func (nobody) Answered(string, time.Duration, time.Duration, time.Duration) {}

// Preview answers a question and keeps nothing. Errors are those of Retriever and Contents.
func (d *Dialog) Preview(ctx context.Context, q Question) (Reply, error) {
	answer, err := d.answer(ctx, q)
	return answer.Reply, err
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

// answer takes a question through all steps; nothing is stored yet.
func (d *Dialog) answer(ctx context.Context, q Question) (StoredAnswer, error) {
	const op = "dialog.answer"
	began := time.Now()
	decision, err := d.consider(ctx, q)
	if err != nil {
		return StoredAnswer{}, err
	}
	if decision, err = d.grounded(ctx, decision); err != nil {
		return StoredAnswer{}, err
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return StoredAnswer{}, fault.Wrap(fault.Internal, op, err)
	}
	reply := d.composer.Compose(decision)
	reply.AnswerID, reply.Edition = AnswerID(id.String()), decision.edition
	whole := time.Since(began)
	reply.TookMS = milliseconds(whole)
	reasons, err := json.Marshal(decision)
	if err != nil {
		return StoredAnswer{}, fault.Wrap(fault.Internal, op, err)
	}
	d.parts.Observer.Answered(string(reply.Kind), decision.embedTime, decision.searchTime, whole)
	return StoredAnswer{
		ID: reply.AnswerID, Question: q.Text, Region: decision.region, Audience: string(q.Audience), Reply: reply, Decision: reasons,
	}, nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
