package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yueyue/dialog"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
)

// OpenConversation says where and as whom an anonymous taxpayer asks.
type OpenConversation struct {
	Region   string `json:"region,omitempty" pattern:"^[0-9]{6}$" patternDescription:"六位数字" doc:"行政区划代码；令牌里有的以令牌为准"`
	Audience string `json:"audience,omitempty" enum:"enterprise,natural_person" doc:"身份；令牌里有的以令牌为准"`
}

// Conversation is a thread as its owner gets it.
type Conversation struct {
	ID    conversation.ID `json:"id"`
	Token string          `json:"token,omitempty" doc:"未登录时打开这个会话的凭证，只给出这一次；已登录时没有，用登录令牌即可"`
}

// Message is one entry of a thread.
type Message struct {
	Seq       int64                  `json:"seq" doc:"会话内从 1 起连续编号"`
	ID        conversation.MessageID `json:"id"`
	ClientID  string                 `json:"client_id,omitempty"`
	ReplyTo   conversation.MessageID `json:"reply_to,omitempty" doc:"回复的是哪条消息"`
	Author    conversation.Author    `json:"author" enum:"taxpayer,yueyue,agent,system"`
	Text      string                 `json:"text"`
	Answer    *dialog.Reply          `json:"answer,omitempty" doc:"悦悦的答复，含依据和相关问题"`
	CreatedAt time.Time              `json:"created_at"`
}

// MessagePage is a run of messages in ascending order.
type MessagePage struct {
	Messages []Message `json:"messages" nullable:"false"`
}

// PostMessage is something a taxpayer says.
type PostMessage struct {
	ClientID string `json:"client_id" pattern:"^[A-Za-z0-9_-]{1,64}$" patternDescription:" 1 到 64 位字母、数字、_ 或 -" doc:"客户端给这条消息起的编号；同一编号再发一次，得到第一次的结果"`
	Text     string `json:"text" doc:"去掉首尾空白后 1 到 2000 字"`
}

// PostedMessage is what became of it. Reply is null while 悦悦 has not answered yet; the reply then comes by the socket.
type PostedMessage struct {
	Message Message  `json:"message"`
	Reply   *Message `json:"reply"`
}

// TransformSchema says that the reply may be null, which huma's tags cannot for an object.
func (PostedMessage) TransformSchema(_ huma.Registry, schema *huma.Schema) *huma.Schema {
	schema.Properties["reply"] = &huma.Schema{
		AnyOf:       []*huma.Schema{{Ref: schema.Properties["reply"].Ref}, {Type: "null"}},
		Description: "答复；为 null 时还在准备，稍后从 WebSocket 送到",
	}
	return schema
}

type openInput struct {
	Body *OpenConversation
}

type openOutput struct {
	Status int
	Body   Conversation
}

type pageInput struct {
	ID     string `path:"id" doc:"会话"`
	Before int64  `query:"before" minimum:"1" doc:"只要这个编号之前的；不填从最新的开始"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"30" doc:"最多几条"`
}

type pageOutput struct {
	Body MessagePage
}

type postInput struct {
	ID   string `path:"id" doc:"会话"`
	Body PostMessage
}

type postOutput struct {
	Body PostedMessage
}

func (s *Server) registerConversations() {
	register(s, Limited, huma.Operation{
		OperationID: "openConversation", Method: http.MethodPost, Path: "/api/v1/conversations", Tags: []string{"会话"},
		Summary:     "打开会话",
		Description: "未登录：新建会话（201），返回它的凭证。已登录：返回这位纳税人以同一地区和身份最近一次的会话（200），没有就新建（201）。",
		Errors:      []int{400, 401, 408, 413, 415, 422, 429, 503}, DefaultStatus: http.StatusCreated,
		Responses: map[string]*huma.Response{"200": {Description: "原有的会话", Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/Conversation"}},
		}}},
	}, s.openConversation)
	register(s, Owner, huma.Operation{
		OperationID: "listMessages", Method: http.MethodGet, Path: "/api/v1/conversations/{id}/messages", Tags: []string{"会话"},
		Summary:     "看消息",
		Description: "最新的若干条，或某个编号之前的若干条；总是按编号从小到大。",
		Errors:      []int{401, 404, 422, 503},
	}, s.listMessages)
	register(s, Owner, huma.Operation{
		OperationID: "postMessage", Method: http.MethodPost, Path: "/api/v1/conversations/{id}/messages", Tags: []string{"会话"},
		Summary:     "说一句话",
		Description: "收到 200 即已保存。网络中断后用同一 client_id 重发，不会重复；同一 client_id 换了文字则为 409。",
		Errors:      []int{400, 401, 404, 408, 409, 413, 415, 422, 429, 503},
	}, s.postMessage)
}

func (s *Server) openConversation(ctx context.Context, in *openInput) (*openOutput, error) {
	var wish OpenConversation
	if in.Body != nil {
		wish = *in.Body
	}
	caller := principalOf(ctx)
	if !caller.SignedIn() {
		thread, token, err := s.parts.Conversations.Create(ctx, conversation.Owner{Kind: conversation.Anonymous}, wish.Region, wish.Audience)
		return &openOutput{Status: http.StatusCreated, Body: Conversation{ID: thread.ID, Token: token}}, err
	}
	if caller.Region != "" {
		wish.Region = caller.Region
	}
	if caller.Audience != "" {
		wish.Audience = string(caller.Audience)
	}
	thread, err := s.latest(ctx, caller.Subject, wish)
	if fault.KindOf(err) != fault.NotFound {
		return &openOutput{Status: http.StatusOK, Body: Conversation{ID: thread.ID}}, err
	}
	// Two windows of one taxpayer that open at once must not get one conversation each.
	s.opening.Lock()
	defer s.opening.Unlock()
	thread, err = s.latest(ctx, caller.Subject, wish)
	if fault.KindOf(err) != fault.NotFound {
		return &openOutput{Status: http.StatusOK, Body: Conversation{ID: thread.ID}}, err
	}
	owner := conversation.Owner{Kind: conversation.Taxpayer, Subject: caller.Subject}
	thread, _, err = s.parts.Conversations.Create(ctx, owner, wish.Region, wish.Audience)
	return &openOutput{Status: http.StatusCreated, Body: Conversation{ID: thread.ID}}, err
}

// latest is the taxpayer's last conversation when it was begun from the same place in the same capacity; a thread is answered
// for the region and audience that it began with.
func (s *Server) latest(ctx context.Context, subject string, wish OpenConversation) (conversation.Conversation, error) {
	thread, err := s.parts.Conversations.Latest(ctx, subject)
	if err == nil && (thread.Region != wish.Region || thread.Audience != wish.Audience) {
		return conversation.Conversation{}, errNoThread
	}
	return thread, err
}

func (s *Server) listMessages(ctx context.Context, in *pageInput) (*pageOutput, error) {
	messages, err := s.parts.Conversations.Messages(ctx, threadOf(ctx).ID, in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	page, err := s.withAnswers(ctx, messages)
	return &pageOutput{Body: MessagePage{Messages: page}}, err
}

func (s *Server) postMessage(ctx context.Context, in *postInput) (*postOutput, error) {
	text, err := readText("body.text", in.Body.Text)
	if err != nil {
		return nil, err
	}
	said, reply, err := s.parts.Dialog.Respond(ctx, threadOf(ctx).ID, in.Body.ClientID, text)
	if err != nil {
		return nil, err
	}
	messages := []conversation.Message{said}
	if reply != nil {
		messages = append(messages, *reply)
	}
	posted, err := s.withAnswers(ctx, messages)
	if err != nil {
		return nil, err
	}
	out := &postOutput{Body: PostedMessage{Message: posted[0]}}
	if reply != nil {
		out.Body.Reply = &posted[1]
	}
	return out, nil
}

// withAnswers puts messages on the wire, each with the answer that it shows.
func (s *Server) withAnswers(ctx context.Context, messages []conversation.Message) ([]Message, error) {
	var ids []dialog.AnswerID
	for _, m := range messages {
		if m.AnswerID != "" {
			ids = append(ids, m.AnswerID)
		}
	}
	answers := map[dialog.AnswerID]dialog.Reply{}
	if len(ids) > 0 {
		var err error
		if answers, err = s.parts.Dialog.Replies(ctx, ids); err != nil {
			return nil, err
		}
	}
	page := make([]Message, len(messages))
	for i, m := range messages {
		page[i] = Message{
			Seq: m.Seq, ID: m.ID, ClientID: m.ClientID, ReplyTo: m.ReplyTo, Author: m.Author, Text: m.Text, CreatedAt: m.CreatedAt.UTC(),
		}
		if answer, ok := answers[m.AnswerID]; ok {
			answer = complete(answer)
			page[i].Answer = &answer
		}
	}
	return page, nil
}
