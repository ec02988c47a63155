package api

import (
	"context"
	"net/http"
	"time"

	"yueyue/internal/editorial"
)

// ContentEdition is a published edition.
type ContentEdition struct {
	Number      int64                `json:"number"`
	Title       string               `json:"title"`
	Author      string               `json:"author"`
	PublishedAt time.Time            `json:"published_at"`
	Current     bool                 `json:"current" doc:"现行版本"`
	Proposal    editorial.ProposalID `json:"proposal,omitempty" doc:"来自哪份草案；没有则随程序发布"`
	Reviewer    string               `json:"reviewer,omitempty"`
	Restores    int64                `json:"restores,omitempty" doc:"恢复到哪个版本"`
	Alone       bool                 `json:"alone,omitempty" doc:"发布的人就是起草或改过的人，没有别人审核过：单人值守，或只是恢复旧版本"`
	Changes     int64                `json:"changes" doc:"改了几项"`
}

// ContentEditionList is some editions, newest first.
type ContentEditionList struct {
	Items []ContentEdition `json:"items" nullable:"false"`
	Next  int64            `json:"next,omitempty" doc:"再往前的用 before=next；没有则到头"`
}

type (
	editionsInput struct {
		Before int64 `query:"before" minimum:"1" doc:"只要编号更小的"`
		Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	editionsOutput struct{ Body ContentEditionList }
	editionInput   struct {
		Number int64 `path:"n" minimum:"1" doc:"版本"`
	}
	editionOutput struct{ Body ContentEdition }
	restoreInput  struct {
		Number int64 `path:"n" minimum:"1" doc:"版本"`
		Body   *StepNote
	}
)

func (s *Server) registerEditions() {
	register(s, Editors, desk(http.MethodGet, "listEditions", "/editions", "版本", "新的在前。"), s.listEditions)
	register(s, Editors, desk(http.MethodGet, "getEdition", "/editions/{n}", "一个版本", "", 404), s.getEdition)
	restore := desk(http.MethodPost, "restoreEdition", "/editions/{n}/restore", "恢复到这个版本",
		"新建一份待审核的草案，内容与那个版本完全一样；发布后生效。那个版本已经审核过，发起的人可以自己发布。", 404, 409)
	restore.DefaultStatus = http.StatusCreated
	register(s, Reviewers, restore, s.restoreEdition)
}

func (s *Server) listEditions(ctx context.Context, in *editionsInput) (*editionsOutput, error) {
	current, err := s.parts.Content.Library.CurrentEdition(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.parts.Content.Editorial.Editions(ctx, in.Before, in.Limit)
	list := ContentEditionList{Items: make([]ContentEdition, len(found))}
	for i, e := range found {
		list.Items[i] = wireEdition(e, current.Number)
	}
	if len(found) > 0 && len(found) == in.Limit {
		list.Next = found[len(found)-1].Number
	}
	return &editionsOutput{list}, err
}

func (s *Server) getEdition(ctx context.Context, in *editionInput) (*editionOutput, error) {
	current, err := s.parts.Content.Library.CurrentEdition(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.parts.Content.Editorial.Edition(ctx, in.Number)
	return &editionOutput{wireEdition(e, current.Number)}, err
}

func wireEdition(e editorial.Edition, current int64) ContentEdition {
	return ContentEdition{
		Number: e.Number, Title: e.Title, Author: e.Author, PublishedAt: e.PublishedAt, Current: e.Number == current,
		Proposal: e.Proposal, Reviewer: e.Reviewer, Restores: e.Restores, Alone: e.Alone, Changes: e.Changes,
	}
}

func (s *Server) restoreEdition(ctx context.Context, in *restoreInput) (*proposalOutput, error) {
	note := (&stepInput{Body: in.Body}).note()
	if !storable(note) {
		return nil, unreadable("body.note")
	}
	p, err := s.parts.Content.Editorial.Rollback(ctx, officerOf(ctx).actor(), in.Number, tidy(note))
	return &proposalOutput{proposalOf(p)}, err
}
