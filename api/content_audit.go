package api

import (
	"context"
	"net/http"
	"time"

	"yueyue/internal/staff/audit"
)

// AuditEntry is one act of staff.
type AuditEntry struct {
	Seq         int64             `json:"seq" doc:"从 1 起连续编号"`
	At          time.Time         `json:"at"`
	Actor       string            `json:"actor" doc:"登录名；system 为程序"`
	Role        string            `json:"role" doc:"凭哪个角色"`
	Action      string            `json:"action" doc:"做了什么，例如 proposal.publish"`
	SubjectKind string            `json:"subject_kind" doc:"对什么：proposal、account"`
	SubjectID   string            `json:"subject_id,omitempty"`
	Detail      map[string]string `json:"detail" doc:"细节；没有内容、口令和凭证"`
}

// AuditPage is some entries, newest first.
type AuditPage struct {
	Items []AuditEntry `json:"items" nullable:"false"`
	Next  int64        `json:"next,omitempty" doc:"再往前的用 before=next；没有则到头"`
}

type (
	auditInput struct {
		Actor       string `query:"actor" maxLength:"200"`
		Action      string `query:"action" maxLength:"100"`
		SubjectKind string `query:"subject_kind" maxLength:"50"`
		SubjectID   string `query:"subject_id" maxLength:"200"`
		Before      int64  `query:"before" minimum:"1" doc:"只要编号更小的"`
		Limit       int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}
	auditOutput struct{ Body AuditPage }
)

func (s *Server) registerAudit() {
	register(s, Auditors, desk(http.MethodGet, "listAudit", "/audit", "操作记录", "谁在什么时候做了什么，只增不改。"), s.listAudit)
}

func (s *Server) listAudit(ctx context.Context, in *auditInput) (*auditOutput, error) {
	found, err := s.parts.Content.Trail.Entries(ctx, audit.Filter{
		Actor: in.Actor, Action: in.Action, SubjectKind: in.SubjectKind, SubjectID: in.SubjectID, Before: in.Before, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	page := AuditPage{Items: make([]AuditEntry, len(found))}
	for i, e := range found {
		page.Items[i] = AuditEntry{
			Seq: e.Seq, At: e.At, Actor: e.Actor.Name, Role: e.Actor.Role, Action: e.Action, SubjectKind: e.SubjectKind, SubjectID: e.SubjectID, Detail: e.Detail,
		}
	}
	if len(found) > 0 && len(found) == in.Limit {
		page.Next = found[len(found)-1].Seq
	}
	return &auditOutput{page}, nil
}
