package dialog

import (
	"context"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// maxTurns is how many earlier messages of a thread are looked at.
const maxTurns = 12

// Respond appends a taxpayer's message to a conversation, answers it and appends the reply. The message is committed before
// it is answered, the answer together with its reply. The same client id again gives the first result, or completes it when
// a crash cut it off. Reply is nil when the message stands but could not be answered now; CompleteUnanswered answers it later.
// Errors are those of conversation.Repository.Append: then nothing was written.
func (d *Dialog) Respond(ctx context.Context, id conversation.ID, clientID, text string) (posted conversation.Message, reply *conversation.Message, err error) {
	posted, created, err := d.parts.Threads.Append(ctx, id, conversation.Draft{ClientID: clientID, Author: conversation.ByTaxpayer, Text: text})
	if err != nil {
		return posted, nil, err
	}
	if created {
		d.parts.Doorbell.Ring(id)
	} else {
		earlier, err := d.parts.Threads.ReplyTo(ctx, posted.ID)
		if err == nil {
			return posted, &earlier, nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return posted, nil, err
		}
	}
	// The message stands: who posted it may go away now, the reply is made all the same.
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), settled)
	defer cancel()
	answered, err := d.complete(detached, posted)
	if err != nil {
		d.parts.Logger.ErrorContext(ctx, "a message stands without a reply for now", "error", err)
		return posted, nil, nil
	}
	return posted, &answered, nil
}

// complete answers a message that stands, in one transaction with its reply.
func (d *Dialog) complete(ctx context.Context, message conversation.Message) (conversation.Message, error) {
	const op = "dialog.complete"
	var reply conversation.Message
	thread, err := d.parts.Threads.Get(ctx, message.ConversationID)
	if err != nil {
		return reply, err
	}
	history, err := d.history(ctx, message)
	if err != nil {
		return reply, err
	}
	answer, err := d.answer(ctx, Question{
		Text: message.Text, Region: thread.Region, Audience: knowledge.Audience(thread.Audience), History: history,
	})
	if err != nil {
		return reply, err
	}
	answer.Conversation = message.ConversationID
	err = d.parts.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var created bool
		var err error
		reply, created, err = d.parts.Threads.AppendTx(ctx, tx, message.ConversationID, conversation.Draft{
			Author: conversation.ByYueyue, Text: answer.Reply.Text, ReplyTo: message.ID, AnswerID: answer.ID,
		})
		if err != nil || !created {
			return err // another node was first: its reply stands
		}
		return d.keepTx(ctx, tx, answer, message.ID)
	})
	if err != nil {
		return reply, store.Fault(op, err)
	}
	d.parts.Doorbell.Ring(message.ConversationID)
	return reply, nil
}

// history gives the turns before a message, oldest first.
func (d *Dialog) history(ctx context.Context, message conversation.Message) ([]Turn, error) {
	earlier, err := d.parts.Threads.Messages(ctx, message.ConversationID, message.Seq, maxTurns)
	if err != nil {
		return nil, err
	}
	var turns []Turn
	for _, m := range earlier {
		switch {
		case m.Author == conversation.ByTaxpayer:
			turns = append(turns, Turn{Question: m.Text})
		case m.Author == conversation.ByYueyue && len(turns) > 0:
			turns[len(turns)-1].Answer = m.Text
		}
	}
	return turns, nil
}

// completeEvery is how often messages without a reply are looked for: after a crash, or when a part was away. settled is how
// long a message may take to be answered, and how old one without a reply is at least before it is taken up, so that one
// being answered at this moment is left alone.
const (
	completeEvery = 2 * time.Second
	settled       = 10 * time.Second
)

// CompleteUnanswered answers what a crash or a failing part left without a reply, until ctx ends. At the start even fresh
// messages are taken: nobody else is answering them.
func (d *Dialog) CompleteUnanswered(ctx context.Context) {
	for age := time.Duration(0); ctx.Err() == nil; age = settled {
		if err := d.completeOlder(ctx, age); err != nil && ctx.Err() == nil {
			d.parts.Logger.ErrorContext(ctx, "messages stay without a reply for now", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(completeEvery):
		}
	}
}

// completeOlder answers messages of an age, oldest first. One that cannot be answered does not keep the others waiting.
func (d *Dialog) completeOlder(ctx context.Context, age time.Duration) error {
	waiting, err := d.parts.Threads.Unanswered(ctx, conversation.PageLimit)
	if err != nil {
		return err
	}
	var failed error
	for _, message := range waiting {
		if d.parts.Now().Sub(message.CreatedAt) < age {
			continue
		}
		if _, err := d.complete(ctx, message); err != nil {
			failed = err
		}
	}
	return failed
}
