package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
)

const contentTag = "内容"

// Proposal is a draft of an edition.
type Proposal struct {
	ID          editorial.ProposalID `json:"id"`
	Title       string               `json:"title"`
	Author      string               `json:"author"`
	State       editorial.State      `json:"state" enum:"draft,review,published,discarded" doc:"草稿、待审核、已发布、已作废"`
	BaseEdition int64                `json:"base_edition" doc:"起草时的现行版本"`
	Restores    int64                `json:"restores,omitempty" doc:"恢复到哪个版本"`
	Edition     int64                `json:"edition,omitempty" doc:"发布成了哪个版本"`
	Reviewer    string               `json:"reviewer,omitempty" doc:"最近一次退回或发布的人"`
	Note        string               `json:"note,omitempty" doc:"最近一步的说明"`
	Alone       bool                 `json:"alone,omitempty" doc:"发布的人就是起草或改过的人，没有别人审核过：单人值守，或只是恢复旧版本"`
	CreatedAt   time.Time            `json:"created_at"`
	UpdatedAt   time.Time            `json:"updated_at"`
}

func proposalOf(p editorial.Proposal) Proposal { return Proposal(p) }

// ProposalList is some proposals, newest first.
type ProposalList struct {
	Items []Proposal `json:"items" nullable:"false"`
	Next  int64      `json:"next,omitempty" doc:"再往前的用 before=next；没有则到头"`
}

// ProposalTitle names a proposal.
type ProposalTitle struct {
	Title string `json:"title" maxLength:"400" doc:"1 到 200 字"`
}

// StepNote says why.
type StepNote struct {
	Note string `json:"note,omitempty" maxLength:"4000" doc:"说明，最多 2000 字；退回别人的草案时必填"`
}

// PublishStep is what a reviewer says when she publishes.
type PublishStep struct {
	Note    string `json:"note,omitempty" maxLength:"4000" doc:"说明，最多 2000 字"`
	Consent string `json:"consent,omitempty" maxLength:"100" doc:"核对过矛盾之后带上的代码，即 contradictions_unconfirmed 或 conflicts 里的 consent"`
}

// SubmittedProposal is a proposal in review with what its reviewer will have to confirm.
type SubmittedProposal struct {
	Proposal
	Contradictions []PairConflict `json:"contradictions" nullable:"false" doc:"与别的问答数字不同，发布时要逐条核对"`
}

// PublishedProposal is a proposal with the edition that it became.
type PublishedProposal struct {
	Proposal Proposal `json:"proposal"`
	Edition  int64    `json:"edition"`
}

type (
	proposalsInput struct {
		State  editorial.State      `query:"state" enum:"draft,review,published,discarded"`
		Author string               `query:"author" maxLength:"200"`
		Before editorial.ProposalID `query:"before" minimum:"1" doc:"只要编号更小的"`
		Limit  int                  `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	proposalsOutput struct{ Body ProposalList }
	titleInput      struct{ Body ProposalTitle }
	renameInput     struct {
		ID   editorial.ProposalID `path:"id" minimum:"1"`
		Body ProposalTitle
	}
	proposalInput struct {
		ID editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
	}
	proposalOutput struct{ Body Proposal }
	stepInput      struct {
		ID   editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		Body *StepNote
	}
	publishInput struct {
		ID   editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		Body *PublishStep
	}
	submittedOutput struct{ Body SubmittedProposal }
	publishedOutput struct{ Body PublishedProposal }
)

// note is what the body says, nothing without one.
func (in *stepInput) note() string {
	if in.Body == nil {
		return ""
	}
	return in.Body.Note
}

// desk is an operation of content staff.
func desk(method, id, path, summary, description string, more ...int) huma.Operation {
	errs := append([]int{401, 403, 422, 503}, more...)
	if method != http.MethodGet {
		errs = append(errs, 400, 408, 413, 415)
	}
	return huma.Operation{
		OperationID: id, Method: method, Path: "/api/v1/content" + path, Tags: []string{contentTag}, Summary: summary, Description: description, Errors: errs,
	}
}

func (s *Server) registerProposals() {
	register(s, Editors, desk(http.MethodGet, "listProposals", "/proposals", "草案", "新的在前。"), s.listProposals)
	open := desk(http.MethodPost, "openProposal", "/proposals", "新建草案", "内容总是先改在草案里，审核后发布成新的版本。")
	open.DefaultStatus = http.StatusCreated
	register(s, Editors, open, s.openProposal)
	register(s, Editors, desk(http.MethodGet, "getProposal", "/proposals/{id}", "一份草案", "", 404), s.getProposal)
	register(s, Editors, desk(http.MethodPatch, "renameProposal", "/proposals/{id}", "改草案的标题", "只有草稿能改。", 404, 409), s.renameProposal)
	register(s, Editors, desk(http.MethodPost, "submitProposal", "/proposals/{id}/submit", "提交审核",
		"还不能发布的内容逐项列在 errors 里（代码 content_invalid、reference_missing、title_missing；另一条问答问的是同一个问题而答复不同时为 "+
			"question_duplicate）。与别的问答数字不同的列在 contradictions 里，不妨碍提交，发布时要确认。", 404, 409), s.submitProposal)
	register(s, Editors, desk(http.MethodPost, "returnProposal", "/proposals/{id}/return", "退回草稿",
		"审核人退回，要写原因；起草人可以自己撤回。", 404, 409), s.returnProposal)
	register(s, Reviewers, desk(http.MethodPost, "publishProposal", "/proposals/{id}/publish", "发布",
		"成为新的现行版本，立刻生效。起草的人或改过其中内容的人不能自己发布（代码 own_proposal），除非配置为单人值守，或者只是恢复旧版本。"+
			"与别的问答数字不同时要带上 consent（409，代码 contradictions_unconfirmed，逐条列在 contradictions 里）。"+
			"起草之后被别的版本改过的内容不会覆盖（409，代码 base_moved，逐项列在 clashes 里）。", 404, 409), s.publishProposal)
	register(s, Editors, desk(http.MethodPost, "discardProposal", "/proposals/{id}/discard", "作废",
		"起草人或审核人可以作废没有发布的草案；内容仍可查看。", 404, 409), s.discardProposal)
}

func (s *Server) listProposals(ctx context.Context, in *proposalsInput) (*proposalsOutput, error) {
	found, err := s.parts.Content.Editorial.Proposals(ctx, editorial.Filter{State: in.State, Author: in.Author, Before: in.Before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	list := ProposalList{Items: make([]Proposal, len(found))}
	for i, p := range found {
		list.Items[i] = proposalOf(p)
	}
	if len(found) == in.Limit {
		list.Next = int64(found[len(found)-1].ID)
	}
	return &proposalsOutput{list}, nil
}

func (s *Server) openProposal(ctx context.Context, in *titleInput) (*proposalOutput, error) {
	if !storable(in.Body.Title) {
		return nil, unreadable("body.title")
	}
	p, err := s.parts.Content.Editorial.Open(ctx, officerOf(ctx).actor(), tidy(in.Body.Title))
	return &proposalOutput{proposalOf(p)}, err
}

func (s *Server) getProposal(ctx context.Context, in *proposalInput) (*proposalOutput, error) {
	p, err := s.parts.Content.Editorial.Proposal(ctx, in.ID)
	return &proposalOutput{proposalOf(p)}, err
}

func (s *Server) renameProposal(ctx context.Context, in *renameInput) (*proposalOutput, error) {
	if !storable(in.Body.Title) {
		return nil, unreadable("body.title")
	}
	if err := s.parts.Content.Editorial.Rename(ctx, officerOf(ctx).actor(), in.ID, tidy(in.Body.Title)); err != nil {
		return nil, err
	}
	return s.getProposal(ctx, &proposalInput{in.ID})
}

func (s *Server) submitProposal(ctx context.Context, in *proposalInput) (*submittedOutput, error) {
	p, err := s.parts.Content.Editorial.Submit(ctx, officerOf(ctx).actor(), in.ID)
	if err != nil {
		return nil, explained(err)
	}
	findings, err := s.parts.Content.Editorial.Findings(ctx, in.ID)
	return &submittedOutput{SubmittedProposal{proposalOf(p), conflictsOf(findings.Contradictions())}}, err
}

func (s *Server) returnProposal(ctx context.Context, in *stepInput) (*proposalOutput, error) {
	if err := s.mayEnd(ctx, in); err != nil {
		return nil, err
	}
	p, err := s.parts.Content.Editorial.Return(ctx, officerOf(ctx).actor(), in.ID, tidy(in.note()))
	return &proposalOutput{proposalOf(p)}, err
}

func (s *Server) discardProposal(ctx context.Context, in *stepInput) (*proposalOutput, error) {
	if err := s.mayEnd(ctx, in); err != nil {
		return nil, err
	}
	p, err := s.parts.Content.Editorial.Discard(ctx, officerOf(ctx).actor(), in.ID, tidy(in.note()))
	return &proposalOutput{proposalOf(p)}, err
}

// mayEnd refuses an editor who would send back or end what somebody else wrote: that is for reviewers.
func (s *Server) mayEnd(ctx context.Context, in *stepInput) error {
	if !storable(in.note()) {
		return unreadable("body.note")
	}
	p, err := s.parts.Content.Editorial.Proposal(ctx, in.ID)
	if o := officerOf(ctx); err == nil && p.Author != o.Account.Name && !o.Account.Has(staff.ContentReviewer) {
		return fault.New(fault.Forbidden, "api.mayEnd", "role_required", "别人的草案要由内容审核退回或作废。")
	}
	return err
}

func (s *Server) publishProposal(ctx context.Context, in *publishInput) (*publishedOutput, error) {
	var step PublishStep
	if in.Body != nil {
		step = *in.Body
	}
	if !storable(step.Note) {
		return nil, unreadable("body.note")
	}
	approval := editorial.Approval{Note: tidy(step.Note), Consent: step.Consent}
	p, edition, err := s.parts.Content.Editorial.Publish(ctx, officerOf(ctx).actor(), in.ID, approval)
	return &publishedOutput{PublishedProposal{proposalOf(p), edition.Number}}, explained(err)
}

// explained turns the errors of package editorial that carry what people have to look at into problems that show it.
func explained(err error) error {
	if err == nil {
		return nil
	}
	p := newProblem(statusOf[fault.KindOf(err)], fault.CodeOf(err), sentenceOf(err))
	if faulty, ok := errors.AsType[*editorial.Faulty](err); ok {
		for _, wrong := range faulty.Problems[:min(len(faulty.Problems), maxDefects)] {
			p.Errors = append(p.Errors, Defect{string(wrong.Key.Kind) + " " + wrong.Key.ID, wrong.Say()})
		}
		return p
	}
	if contrary, ok := errors.AsType[*editorial.Contrary](err); ok {
		p.Contradictions, p.Consent = conflictsOf(contrary.Conflicts), contrary.Consent
		return p
	}
	if moved, ok := errors.AsType[*editorial.Moved](err); ok {
		var failed error
		if p.Clashes, failed = clashesOf(moved.Clashes); failed != nil {
			return failed
		}
		return p
	}
	if stale, ok := errors.AsType[*editorial.Stale](err); ok && len(stale.Present) > 0 {
		present, failed := itemOf(stale.Present[0])
		if failed != nil {
			return failed
		}
		p.Present = &present
		return p
	}
	return err
}

// clashesOf writes clashes for the wire.
func clashesOf(found []editorial.Clash) ([]ContentClash, error) {
	clashes := make([]ContentClash, len(found))
	for i, c := range found {
		clash := ContentClash{
			Kind: c.Key.Kind, ID: c.Key.ID, Title: c.Title, Fields: fieldsOf(c.Fields), Version: c.Version, Current: c.Current,
		}
		for _, side := range []struct {
			content knowledge.Content
			body    **ContentBody
		}{{c.Base, &clash.Base}, {c.Present, &clash.Present}, {c.Proposed, &clash.Proposed}} {
			var err error
			if *side.body, err = bodyOf(side.content); err != nil {
				return nil, err
			}
		}
		clashes[i] = clash
	}
	return clashes, nil
}
