package api

import (
	"context"
	"io"

	"yueyue/dialog"
	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
)

// ContentParts is what the routes of content staff stand on. All are needed.
type ContentParts struct {
	Editorial Editorial
	Library   Library
	Words     func(knowledge.Lexicon) (shipped, words knowledge.Words) // that the program ships, and what a lexicon makes of them
	Rehearsal Rehearsal
	Intake    Intake
	Originals Originals
	Trail     Trail
}

// Editorial is the way of a change from a draft to an edition; *editorial.Repository is one. Errors are as that package says.
type Editorial interface {
	Proposals
	ProposalItems
	Edits
	Steps
	Comparisons
	Editions
}

// Proposals opens and finds drafts of editions.
type Proposals interface {
	Open(ctx context.Context, actor audit.Actor, title string) (editorial.Proposal, error)
	Rename(ctx context.Context, actor audit.Actor, id editorial.ProposalID, title string) error
	Proposal(ctx context.Context, id editorial.ProposalID) (editorial.Proposal, error)
	Proposals(ctx context.Context, f editorial.Filter) ([]editorial.Proposal, error)
}

// ProposalItems reads what a proposal does.
type ProposalItems interface {
	Item(ctx context.Context, id editorial.ProposalID, key knowledge.Key) (editorial.Item, error)
	Items(ctx context.Context, id editorial.ProposalID, f editorial.ItemFilter) ([]editorial.Item, error)
}

// Edits changes a draft.
type Edits interface {
	Put(ctx context.Context, actor audit.Actor, id editorial.ProposalID, edits []editorial.Edit) ([]editorial.Item, error)
	Remove(ctx context.Context, actor audit.Actor, id editorial.ProposalID, key knowledge.Key, version int64) error
	Resolve(ctx context.Context, actor audit.Actor, id editorial.ProposalID, key knowledge.Key, version, edition int64) (editorial.Item, error)
}

// Steps moves a proposal on.
type Steps interface {
	Submit(ctx context.Context, actor audit.Actor, id editorial.ProposalID) (editorial.Proposal, error)
	Return(ctx context.Context, actor audit.Actor, id editorial.ProposalID, note string) (editorial.Proposal, error)
	Publish(ctx context.Context, reviewer audit.Actor, id editorial.ProposalID, a editorial.Approval) (editorial.Proposal, knowledge.Edition, error)
	Discard(ctx context.Context, actor audit.Actor, id editorial.ProposalID, note string) (editorial.Proposal, error)
	Rollback(ctx context.Context, actor audit.Actor, edition int64, note string) (editorial.Proposal, error)
}

// Comparisons tells what a proposal changes and what is wrong with it.
type Comparisons interface {
	Diff(ctx context.Context, from, to int64, p editorial.Page) ([]editorial.Change, error)
	ProposalDiff(ctx context.Context, id editorial.ProposalID, p editorial.Page) ([]editorial.Change, error)
	Clashes(ctx context.Context, id editorial.ProposalID) ([]editorial.Clash, error)
	Problems(ctx context.Context, id editorial.ProposalID, keys ...knowledge.Key) ([]editorial.Problem, error)
	Findings(ctx context.Context, id editorial.ProposalID) (editorial.Findings, error)
}

// Editions reads what was published.
type Editions interface {
	Editions(ctx context.Context, before int64, limit int) ([]editorial.Edition, error)
	Edition(ctx context.Context, number int64) (editorial.Edition, error)
}

// Library reads the knowledge of an edition; *knowledge.Repository is one.
type Library interface {
	Lists
	Papers
	AllPairs(ctx context.Context, edition int64) ([]knowledge.QAPair, error)
	// Positions are the ranks of the items of a kind whose order people choose, by id.
	Positions(ctx context.Context, kind knowledge.Kind, edition int64) (map[string]int64, error)
	Lexicon(ctx context.Context, edition int64) (knowledge.Lexicon, error)
}

// Papers reads the documents of an edition.
type Papers interface {
	Document(ctx context.Context, id knowledge.DocumentID, edition int64) (knowledge.Document, error)
	Documents(ctx context.Context, edition int64) ([]knowledge.Document, error)
	DocumentPassages(ctx context.Context, d knowledge.Document, edition int64) ([]knowledge.Passage, error)
	Incoming(ctx context.Context, d knowledge.Document, edition int64) ([]knowledge.Incoming, error)
}

// Rehearsal asks drafts. What it answers is kept nowhere.
type Rehearsal interface {
	// Ask answers a question as if the proposal were published over the current edition.
	Ask(ctx context.Context, id editorial.ProposalID, q dialog.Question) (dialog.Reply, error)
	// Replay asks the golden questions of the current edition and of the proposal, and gives how each went, in one order.
	Replay(ctx context.Context, id editorial.ProposalID) ([]Replayed, error)
}

// Replayed is how one golden question goes without and with a proposal.
type Replayed struct {
	ID, Style, Question string
	Before, After       ReplayedReply
}

// ReplayedReply is a reply to a golden question with the verdict on it.
type ReplayedReply struct {
	dialog.Reply
	Right bool // it is what the golden set expects
	Wrong bool // it states something as the answer that is not
}

// Intake takes files into proposals.
type Intake interface {
	// Take reads all files of a folder into an open draft and reports a row for each, named without the folder. Its notes are
	// about the whole, in Chinese. It ends with ctx.
	Take(ctx context.Context, actor audit.Actor, id editorial.ProposalID, folder string, report func(UploadRow)) (notes []string, err error)
}

// Originals keeps the files that documents were read from. What is not kept is fault.NotFound.
type Originals interface {
	// Open gives the bytes of a hash with the name of the file; the caller closes them.
	Open(ctx context.Context, hash string) (file io.ReadSeekCloser, name string, err error)
	// Text is what can be read of it, line by line.
	Text(ctx context.Context, hash string) (SourceText, error)
}

// Trail reads what staff did.
type Trail interface {
	Entries(ctx context.Context, f audit.Filter) ([]audit.Entry, error)
}
