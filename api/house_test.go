package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/google/uuid"

	"yueyue/api"
	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/internal/auth/authtest"
	"yueyue/internal/conversation"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
	"yueyue/internal/telemetry"
)

// now is when everything happens.
var now = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

// house is the whole API on a real database, with an 悦悦 who says what the test tells her.
type house struct {
	*api.Server
	t         testing.TB
	db        *store.DB
	threads   *conversation.Repository
	knowledge *knowledge.Repository
	doorbell  *conversation.Doorbell
	editorial *editorial.Repository
	staff     *staff.Repository
	back      *backRoom
	yueyue    *yueyue
	host      *authtest.Host
	parts     *partStates
	log       *logBook
	published knowledge.Edition
}

type change func(*api.Config, *api.Parts)

func open(t testing.TB, changes ...change) *house {
	t.Helper()
	h := &house{t: t, db: storetest.Open(t, storetest.SQLite(t)), doorbell: &conversation.Doorbell{}, host: authtest.NewHost(t), log: &logBook{}}
	clock := func() time.Time { return now }
	h.threads, h.knowledge = conversation.NewRepository(h.db, clock), knowledge.NewRepository(h.db, clock)
	h.yueyue = &yueyue{db: h.db, Answers: dialog.NewAnswers(h.db, clock), threads: h.threads, doorbell: h.doorbell}
	h.parts = &partStates{states: []telemetry.PartState{{Name: "database", State: telemetry.OK, Version: "SQLite"}}}
	trail := audit.NewTrail(h.db, clock)
	h.editorial = editorial.NewRepository(h.db, h.knowledge, trail, editorial.Config{}, clock)
	h.staff = staff.NewRepository(h.db, trail, staff.DefaultConfig(), clock)
	h.back = &backRoom{}
	h.publish()
	logger := telemetry.NewLogger(h.log, slog.LevelDebug, "json")
	verifier, err := auth.OpenVerifier(h.host.Config(), clock, logger)
	if err != nil {
		t.Fatal(err)
	}
	config := api.Config{Origins: []string{"https://etax.example"}, MetricsNetworks: []string{"192.0.2.0/24"}, Uploads: api.UploadConfig{Folder: t.TempDir()}}
	parts := api.Parts{
		Dialog: h.yueyue, Conversations: h.threads, Doorbell: h.doorbell, Lists: h.knowledge,
		Authenticator: auth.NewAuthenticator(verifier, h.threads), Readiness: h.parts, Pages: pages, Logger: logger, Now: clock,
		Staff: api.StaffParts{Sessions: h.staff, Accounts: h.staff, Identities: h.staff},
		Content: api.ContentParts{
			Editorial: h.editorial, Library: h.knowledge, Rehearsal: h.back, Intake: h.back, Originals: h.back, Trail: trail,
			Words: func(l knowledge.Lexicon) (knowledge.Words, knowledge.Words) {
				return shipped.words(), l.Words(shipped.seed())
			},
		},
	}
	for _, change := range changes {
		change(&config, &parts)
	}
	if h.Server, err = api.New(config, parts); err != nil {
		t.Fatal(err)
	}
	return h
}

// pages stands for a built front-end.
var pages = fstest.MapFS{
	"index.html":                    {Data: []byte("<!doctype html><title>demo</title>")},
	"loader.js":                     {Data: []byte("/* loader */")},
	"widget/index.html":             {Data: []byte("<!doctype html><title>window</title>")},
	"console/index.html":            {Data: []byte("<!doctype html><title>console</title>")},
	"assets/widget-AbCd1234.js":     {Data: bytes.Repeat([]byte("export const a = 1;\n"), 200)},
	"assets/logo.svg":               {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
	".gitkeep":                      {},
	"assets/.secret-AbCd1234.js":    {Data: []byte("hidden")},
	"assets/unknown-AbCd1234.thing": {Data: []byte("?")},
}

// publish puts two pairs, a package, a trending question and a quick link into the database.
func (h *house) publish() {
	h.t.Helper()
	pair := func(id knowledge.PairID, question string) knowledge.Item {
		return knowledge.Item{Content: knowledge.QAPair{
			ID: id, Kind: knowledge.Guide, Question: question, Answers: []knowledge.Answer{{Text: "按页面提示办理。"}},
		}}
	}
	var err error
	h.published, err = h.knowledge.Publish(h.t.Context(), knowledge.Publication{Title: "第一版", Author: "测试", Put: []knowledge.Item{
		pair("vat-small", "小规模纳税人月销售额多少免征增值税？"),
		pair("invoice-red", "数电发票怎么红冲？"),
		{Content: knowledge.QAPackage{ID: "new", Title: "新办企业", Summary: "开业前后要做的事", Pairs: []knowledge.PairID{"vat-small", "invoice-red"}}},
		{Content: knowledge.TrendingQuestion{ID: "t1", Question: "小规模免税标准是多少", Pair: "vat-small"}},
		{Content: knowledge.QuickLink{ID: "q1", Title: "电子税务局", Description: "办税", URL: "https://etax.chinatax.gov.cn", Group: "系统"}},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// yueyue is a Dialog that answers everything with one text. Answers, votes and messages are kept for real.
type yueyue struct {
	*dialog.Answers
	db       *store.DB
	threads  *conversation.Repository
	doorbell *conversation.Doorbell

	mu    sync.Mutex
	asked []dialog.Question
	fails error // what Ask and Respond give instead
	crash any   // what they panic with
}

func (y *yueyue) reply(text string) dialog.Reply {
	return dialog.Reply{
		AnswerID: dialog.AnswerID(uuid.NewString()), Kind: dialog.Answer, Text: "月销售额10万元以下免征。", Confidence: .93, PairID: "vat-small",
		Citations:    []dialog.Citation{{Title: "增值税法", Status: "InForce", EffectiveFrom: "2026-01-01"}},
		UnderstoodAs: text, AsOf: "2026-11-22", Edition: 1, TookMS: 1,
	}
}

// put keeps an answer as dialog does.
func (y *yueyue) put(ctx context.Context, answer dialog.StoredAnswer) error {
	return y.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return y.PutTx(ctx, tx, answer, "") })
}

func (y *yueyue) Ask(ctx context.Context, q dialog.Question) (dialog.Reply, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.crash != nil {
		panic(y.crash)
	}
	if y.fails != nil {
		return dialog.Reply{}, y.fails
	}
	y.asked = append(y.asked, q)
	reply := y.reply(q.Text)
	return reply, y.put(ctx, dialog.StoredAnswer{ID: reply.AnswerID, Question: q.Text, Reply: reply, Decision: []byte("{}")})
}

func (y *yueyue) Respond(ctx context.Context, id conversation.ID, clientID, text string) (conversation.Message, *conversation.Message, error) {
	if y.fails != nil {
		return conversation.Message{}, nil, y.fails
	}
	said, created, err := y.threads.Append(ctx, id, conversation.Draft{ClientID: clientID, Author: conversation.ByTaxpayer, Text: text})
	if err != nil {
		return said, nil, err
	}
	defer y.doorbell.Ring(id)
	if text == "以后再说" {
		return said, nil, nil
	}
	reply := y.reply(text)
	if created {
		answer := dialog.StoredAnswer{ID: reply.AnswerID, Conversation: id, Question: text, Reply: reply, Decision: []byte("{}")}
		if err := y.put(ctx, answer); err != nil {
			return said, nil, err
		}
	}
	answered, _, err := y.threads.Append(ctx, id, conversation.Draft{
		Author: conversation.ByYueyue, Text: reply.Text, ReplyTo: said.ID, AnswerID: reply.AnswerID,
	})
	return said, &answered, err
}

// last is the question asked last.
func (y *yueyue) last() dialog.Question {
	y.mu.Lock()
	defer y.mu.Unlock()
	if len(y.asked) == 0 {
		return dialog.Question{}
	}
	return y.asked[len(y.asked)-1]
}

type partStates struct{ states []telemetry.PartState }

func (p *partStates) Ready(context.Context) []telemetry.PartState { return p.states }

// logBook is a log that may be read while it is written.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// call is one request; response what came back.
type call struct {
	method, path string
	token        string
	body         string // sent as JSON unless header says otherwise
	header       map[string]string
	from         string // address, 203.0.113.5 when empty
	report       bool   // a failing status carries a report and no problem
}

type response struct {
	status int
	header http.Header
	body   string
}

func (h *house) do(c call) response {
	h.t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	request := httptest.NewRequestWithContext(h.t.Context(), c.method, c.path, body)
	if c.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	request.RemoteAddr = "203.0.113.5:4711"
	if c.from != "" {
		request.RemoteAddr = c.from + ":4711"
	}
	for name, value := range c.header {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	h.Handler().ServeHTTP(recorder, request)
	got := response{recorder.Code, recorder.Header(), recorder.Body.String()}
	if got.status >= 400 && !c.report {
		h.expectProblem(c, got)
	}
	return got
}

// doHost is a GET with a Host header of its own.
func (h *house) doHost(path, host string) response {
	h.t.Helper()
	request := httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, nil)
	request.Host = host
	recorder := httptest.NewRecorder()
	h.Handler().ServeHTTP(recorder, request)
	return response{recorder.Code, recorder.Header(), recorder.Body.String()}
}

// problem is what every failure must be.
type problem struct {
	Type, Title, Detail, Code string
	Status                    int
	RequestID                 string `json:"request_id"`
	Errors                    []struct{ Location, Message string }
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{2,39}$`)

func (r response) problem(t testing.TB) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(r.body), &p); err != nil {
		t.Errorf("no problem: %v in %.200s", err, r.body)
	}
	return p
}

// expectProblem holds for each failure of each test: RFC 9457, Chinese, a code, a request id, and nothing of the program.
func (h *house) expectProblem(c call, got response) {
	h.t.Helper()
	p := got.problem(h.t)
	where := c.method + " " + c.path
	if kind := got.header.Get("Content-Type"); kind != "application/problem+json" {
		h.t.Errorf("%s: content type %q", where, kind)
	}
	if p.Status != got.status || p.Type != "about:blank" || !codeForm.MatchString(p.Code) {
		h.t.Errorf("%s: status, type or code is wrong: %s", where, got.body)
	}
	if !isChinese(p.Detail) || !strings.HasSuffix(p.Detail, "。") || !isChinese(p.Title) {
		h.t.Errorf("%s: detail %q or title %q is no Chinese sentence", where, p.Detail, p.Title)
	}
	if p.RequestID == "" || p.RequestID != got.header.Get("X-Request-ID") {
		h.t.Errorf("%s: request id %q, header %q", where, p.RequestID, got.header.Get("X-Request-ID"))
	}
	for _, e := range p.Errors {
		if e.Location == "" || !isChinese(e.Message) {
			h.t.Errorf("%s: defect %+v", where, e)
		}
	}
	for _, leak := range []string{"sql", "json:", "goroutine", ".go:", "unmarshal", "panic", "invalid character", "runtime error", marker} {
		if strings.Contains(strings.ToLower(strings.ReplaceAll(got.body, p.RequestID, "")), leak) {
			h.t.Errorf("%s: the problem tells %q: %s", where, leak, got.body)
		}
	}
}

// marker stands in what clients send; it must never come back in a problem, nor reach the log.
const marker = "zq7机密文字x"

func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// anonymous opens a conversation without a credential.
func (h *house) anonymous() (id, token string) {
	h.t.Helper()
	var opened struct{ ID, Token string }
	got := h.do(call{method: "POST", path: "/api/v1/conversations", body: "{}"})
	if err := json.Unmarshal([]byte(got.body), &opened); err != nil || got.status != http.StatusCreated || opened.ID == "" || opened.Token == "" {
		h.t.Fatalf("open: %d %s", got.status, got.body)
	}
	return opened.ID, opened.Token
}

// jwt is a valid token of a taxpayer.
func (h *house) jwt(subject string) string {
	h.t.Helper()
	return h.host.Token(h.t, "ed", authtest.Claims(subject, now))
}

// rows counts what is kept.
func (h *house) rows() map[string]int {
	h.t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"conversations", "messages", "answers", "votes"} {
		var n int
		if err := h.db.QueryRow(context.Background(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			h.t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

func decode[T any](t testing.TB, body string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		t.Fatalf("%v in %.300s", err, body)
	}
	return value
}

var errDown = fault.New(fault.Unavailable, "test", "", "")
