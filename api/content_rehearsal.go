package api

import (
	"context"
	"net/http"
	"time"

	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// replayTimeout is for the golden questions of an edition and of a draft over it.
const replayTimeout = 3 * time.Minute

// ReplayReport is what a draft changes in the answers to the golden questions.
type ReplayReport struct {
	Questions int              `json:"questions" doc:"问了几个"`
	Before    ReplayCount      `json:"before" doc:"现行版本"`
	After     ReplayCount      `json:"after" doc:"草案"`
	Better    int              `json:"better" doc:"由不对变对"`
	Worse     int              `json:"worse" doc:"由对变不对"`
	Changed   []ReplayedChange `json:"changed" nullable:"false" doc:"答复有变化的问题，变差的在前"`
	TookMS    float64          `json:"took_ms"`
}

// ReplayCount counts verdicts.
type ReplayCount struct {
	Right int `json:"right" doc:"与期望一致"`
	Wrong int `json:"wrong" doc:"答错：当作答案说了不该说的"`
}

// ReplayedChange is a golden question whose reply changes.
type ReplayedChange struct {
	ID       string          `json:"id"`
	Style    string          `json:"style" doc:"哪一类问法"`
	Question string          `json:"question"`
	Before   ReplayedVerdict `json:"before"`
	After    ReplayedVerdict `json:"after"`
}

// ReplayedVerdict is a reply with the verdict on it.
type ReplayedVerdict struct {
	Kind   dialog.Kind      `json:"kind" enum:"answer,suggest,clarify,abstain,handoff,smalltalk"`
	PairID knowledge.PairID `json:"pair_id,omitempty"`
	Text   string           `json:"text" doc:"Markdown"`
	Right  bool             `json:"right" doc:"与期望一致"`
	Wrong  bool             `json:"wrong" doc:"答错"`
}

type (
	tryInput struct {
		ID   editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		Body AskRequest
	}
	replayOutput struct{ Body ReplayReport }
)

func (s *Server) registerRehearsal() {
	register(s, Editors, desk(http.MethodPost, "tryProposal", "/proposals/{id}/ask", "试问草案",
		"与 POST /api/v1/ask 的请求和答复一样，就像草案已经发布；什么也不保存。草案里改的词典发布之后才用于理解问题。", 404, 409), s.tryProposal)
	register(s, Editors, desk(http.MethodPost, "replayProposal", "/proposals/{id}/replay", "草案会改变哪些答复",
		"用随程序发布的黄金问题分别问现行版本和草案，列出答复有变化的。最长 3 分钟。", 404, 409), s.replayProposal)
	s.patience["POST /api/v1/content/proposals/:id/replay"] = replayTimeout
}

func (s *Server) tryProposal(ctx context.Context, in *tryInput) (*askOutput, error) {
	question, err := in.Body.Read(auth.Principal{})
	if err != nil {
		return nil, err
	}
	reply, err := s.parts.Content.Rehearsal.Ask(ctx, in.ID, question)
	if err != nil {
		return nil, err
	}
	return &askOutput{Body: complete(reply)}, nil
}

func (s *Server) replayProposal(ctx context.Context, in *proposalInput) (*replayOutput, error) {
	began := time.Now()
	replayed, err := s.parts.Content.Rehearsal.Replay(ctx, in.ID)
	if ctx.Err() == context.DeadlineExceeded {
		return nil, fault.New(fault.Unavailable, "api.replay", "replay_timeout", "问题太多，3 分钟内没有问完，请稍后再试。")
	}
	if err != nil {
		return nil, err
	}
	report := ReplayReport{Questions: len(replayed), Changed: []ReplayedChange{}}
	var others []ReplayedChange
	for _, r := range replayed {
		report.Before.count(r.Before)
		report.After.count(r.After)
		switch {
		case r.After.Right && !r.Before.Right:
			report.Better++
		case r.Before.Right && !r.After.Right:
			report.Worse++
		}
		if r.Before.Kind == r.After.Kind && r.Before.PairID == r.After.PairID && r.Before.Text == r.After.Text && r.Before.Right == r.After.Right {
			continue
		}
		change := ReplayedChange{ID: r.ID, Style: r.Style, Question: r.Question, Before: verdictOf(r.Before), After: verdictOf(r.After)}
		if r.Before.Right && !r.After.Right || r.After.Wrong && !r.Before.Wrong {
			report.Changed = append(report.Changed, change)
		} else {
			others = append(others, change)
		}
	}
	report.Changed = append(report.Changed, others...)
	report.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return &replayOutput{report}, nil
}

func (c *ReplayCount) count(reply ReplayedReply) {
	if reply.Right {
		c.Right++
	}
	if reply.Wrong {
		c.Wrong++
	}
}

func verdictOf(reply ReplayedReply) ReplayedVerdict {
	return ReplayedVerdict{Kind: reply.Kind, PairID: reply.PairID, Text: reply.Text, Right: reply.Right, Wrong: reply.Wrong}
}
