package api

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"yueyue/dialog"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
)

// maxReason is the most characters of a reason.
const maxReason = 500

// VoteRequest is 有用 or 无用.
type VoteRequest struct {
	Value  dialog.VoteValue `json:"value" enum:"useful,useless" doc:"有用或无用"`
	Reason string           `json:"reason,omitempty" doc:"为什么，最多 500 字"`
}

type voteInput struct {
	ID   string `path:"id" doc:"答复"`
	Body VoteRequest
}

func (s *Server) registerVotes() {
	register(s, Limited, huma.Operation{
		OperationID: "vote", Method: http.MethodPost, Path: "/api/v1/answers/{id}/vote", Tags: []string{"问答"},
		Summary:     "评价答复",
		Description: "会话里的答复由会话的主人评价；不属于会话的答复，由拿到它编号的人评价。再评一次，以后一次为准。别人的答复为 404。",
		Errors:      []int{400, 401, 404, 408, 413, 415, 422, 429, 503},
	}, s.vote)
}

func (s *Server) vote(ctx context.Context, in *voteInput) (*struct{}, error) {
	if !idForm.MatchString(in.ID) {
		return nil, fault.New(fault.NotFound, "api.vote", "answer_unknown", "没有找到这条答复。")
	}
	if !storable(in.Body.Reason) {
		return nil, unreadable("body.reason")
	}
	reason := tidy(in.Body.Reason)
	if utf8.RuneCountInString(reason) > maxReason {
		return nil, defective("reason_too_long", "原因太长了（最多 500 字），请缩短后重试。", "body.reason")
	}
	caller := principalOf(ctx)
	voter := dialog.Voter{
		Conversation: caller.Conversation,
		Subject:      caller.Subject,
		Owns: func(ctx context.Context, id conversation.ID) (bool, error) {
			_, err := s.thread(ctx, caller, id)
			if fault.KindOf(err) == fault.NotFound {
				return false, nil
			}
			return err == nil, err
		},
	}
	return nil, s.parts.Dialog.Vote(ctx, dialog.AnswerID(in.ID), voter, in.Body.Value, reason)
}
