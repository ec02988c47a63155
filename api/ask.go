package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

const (
	maxHistory  = 10_000 // entries accepted
	usedHistory = 20     // newest entries that are used
	maxAnswer   = 4000   // characters of an earlier answer that are used
)

// Dates that a question can be about: the first year before any rule that is still asked for, the last beyond any that is
// announced.
const (
	earliestDate civil.Date = "1990-01-01"
	latestDate   civil.Date = "2100-12-31"
)

const dateSentence = "日期应为真实存在的日期，格式如 2026-01-31，年份在 1990 到 2100 之间。"

// AskRequest is a question outside any conversation.
type AskRequest struct {
	Question string         `json:"question" doc:"问题，去掉首尾空白后 1 到 2000 字"`
	AsOf     string         `json:"as_of,omitempty" format:"date" example:"2026-11-22" doc:"按哪一天的规定回答；不填为今天，或问题里写明的日期。1990 到 2100 年"`
	Region   string         `json:"region,omitempty" pattern:"^[0-9]{6}$" patternDescription:"六位数字" example:"340100" doc:"主管税务机关所在地的行政区划代码；不填时依次取问题里的地名、令牌里的地区、部署单位所在地区，000000 为全国"`
	Audience string         `json:"audience,omitempty" enum:"enterprise,natural_person" doc:"以什么身份提问；不填为不限"`
	History  []HistoryEntry `json:"history,omitempty" nullable:"false" maxItems:"10000" doc:"同一话题里先前的提问，旧的在前；只用最近 20 条"`
}

// HistoryEntry is an earlier question, with its answer where the client has it; on the wire a string or an object.
type HistoryEntry struct {
	Question string `json:"question"`
	Answer   string `json:"answer,omitempty"`
}

// Schema says that an entry is a string or an object.
func (HistoryEntry) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeString, Description: "先前的提问"},
		{
			Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"question"},
			Properties: map[string]*huma.Schema{
				"question": {Type: huma.TypeString, Description: "先前的提问"},
				"answer":   {Type: huma.TypeString, Description: "当时的回答"},
			},
		},
	}}
}

// UnmarshalJSON reads both forms.
func (e *HistoryEntry) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &e.Question)
	}
	type plain HistoryEntry
	return json.Unmarshal(text, (*plain)(e))
}

// Read checks a request and gives the question as dialog takes it; it is the one place where that is decided, for HTTP and
// for the command line. Region and audience of a signed-in taxpayer stand in for those that the request leaves out. What is
// wrong is a *Problem whose first defect names the field.
func (r AskRequest) Read(asker auth.Principal) (dialog.Question, error) {
	text, err := readText("body.question", r.Question)
	if err != nil {
		return dialog.Question{}, err
	}
	asOf, err := civil.Parse(r.AsOf)
	audience := knowledge.Audience(r.Audience)
	switch {
	case err != nil, asOf != "" && (asOf < earliestDate || asOf > latestDate):
		return dialog.Question{}, defective("date_invalid", dateSentence, "body.as_of")
	case r.Region != "" && !auth.IsRegion(r.Region):
		return dialog.Question{}, defective("field_format", "地区应为六位数字的行政区划代码，例如 340000。", "body.region")
	case audience != "" && audience != knowledge.Enterprise && audience != knowledge.NaturalPerson:
		return dialog.Question{}, defective("field_value", "身份应为 enterprise（企业）或 natural_person（自然人）。", "body.audience")
	}
	q := dialog.Question{Text: text, AsOf: asOf, Region: r.Region, Audience: audience}
	if q.Region == "" {
		q.Region = asker.Region
	}
	if q.Audience == "" {
		q.Audience = asker.Audience
	}
	newest := r.History[max(0, len(r.History)-usedHistory):]
	for i, entry := range newest {
		if !storable(entry.Question) || !storable(entry.Answer) {
			return dialog.Question{}, unreadable(fmt.Sprintf("body.history[%d]", len(r.History)-len(newest)+i))
		}
		if earlier := cut(tidy(entry.Question), maxText); earlier != "" {
			q.History = append(q.History, dialog.Turn{Question: earlier, Answer: cut(tidy(entry.Answer), maxAnswer)})
		}
	}
	return q, nil
}

type askInput struct {
	Body AskRequest
}

type askOutput struct {
	Body dialog.Reply
}

func (s *Server) registerAsk() {
	register(s, Limited, huma.Operation{
		OperationID: "ask", Method: http.MethodPost, Path: "/api/v1/ask", Tags: []string{"问答"},
		Summary:     "问一个问题",
		Description: "不属于任何会话，不留聊天记录。不需要凭证；未登录时按来源地址限制每分钟的次数。带上已登录纳税人的令牌时，没有填写的地区和身份取自令牌。",
		Errors:      []int{400, 401, 408, 413, 415, 422, 429, 503},
	}, s.ask)
}

func (s *Server) ask(ctx context.Context, in *askInput) (*askOutput, error) {
	question, err := in.Body.Read(principalOf(ctx))
	if err != nil {
		return nil, err
	}
	reply, err := s.parts.Dialog.Ask(ctx, question)
	if err != nil {
		return nil, err
	}
	return &askOutput{Body: complete(reply)}, nil
}

// complete gives the lists of a reply that has none the empty list that the contract promises.
func complete(reply dialog.Reply) dialog.Reply {
	if reply.Citations == nil {
		reply.Citations = []dialog.Citation{}
	}
	if reply.Suggestions == nil {
		reply.Suggestions = []dialog.Suggestion{}
	}
	if reply.Keywords == nil {
		reply.Keywords = []string{}
	}
	return reply
}
