package main

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yueyue/api"
)

// person is somebody of staff who is logged in.
type person struct {
	s      *server
	cookie string
}

// hire makes an account by the command, as an operator does, and logs in.
func (s *server) hire(environ []string, name, role string) *person {
	s.t.Helper()
	status, stdout, stderr := yueyue(environ, "staff", "add", name, "--role", role, "--generate")
	found := regexp.MustCompile(`口令：(\S+)`).FindStringSubmatch(stdout)
	if status != 0 || found == nil {
		s.t.Fatalf("staff add: %d %s%s", status, stdout, stderr)
	}
	p := &person{s: s}
	body, err := json.Marshal(api.StaffLogin{Name: name, Password: found[1]})
	if err != nil {
		s.t.Fatal(err)
	}
	read[api.StaffSession](p, http.StatusOK, p.send(http.MethodPost, "/api/v1/staff/session", "application/json", bytes.NewReader(body)))
	if p.cookie == "" {
		s.t.Fatalf("login of %s gives no cookie", name)
	}
	return p
}

// got is what came back for a request.
type got struct {
	asked  string
	status int
	body   []byte
}

// send makes a request and keeps the cookie that comes with the reply.
func (p *person) send(method, path, kind string, body io.Reader) got {
	p.s.t.Helper()
	request, err := http.NewRequestWithContext(p.s.t.Context(), method, "http://"+p.s.address+path, body)
	if err != nil {
		p.s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("X-Requested-With", "yueyue")
	if p.cookie != "" {
		request.Header.Set("Cookie", p.cookie)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		p.s.t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil {
		p.s.t.Fatal(err)
	}
	for _, cookie := range reply.Cookies() {
		p.cookie = cookie.Name + "=" + cookie.Value
	}
	return got{method + " " + path, reply.StatusCode, text}
}

// does makes a request as the console makes it, and decodes the reply.
func does[T any](p *person, status int, method, path string, body any) T {
	p.s.t.Helper()
	var from io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			p.s.t.Fatal(err)
		}
		from = bytes.NewReader(text)
	}
	return read[T](p, status, p.send(method, path, "application/json", from))
}

func read[T any](p *person, status int, reply got) T {
	p.s.t.Helper()
	if reply.status != status {
		p.s.t.Fatalf("%s: %d, want %d: %.500s", reply.asked, reply.status, status, reply.body)
	}
	var value T
	if err := json.Unmarshal(reply.body, &value); err != nil {
		p.s.t.Fatalf("%v in %.300s", err, reply.body)
	}
	return value
}

const kiteQuestion = "放飞量子纸鸢需要缴纳什么税费"

func (s *server) asksOfKites() answer {
	s.t.Helper()
	return as[answer](s.t, s.post("/api/v1/ask", "", map[string]string{"question": kiteQuestion}), http.StatusOK)
}

// TestContent is the way of an answer: written, tried, submitted, published by somebody else, asked for, and taken back.
func TestContent(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir())
	s := boot(t, environ)
	editor, reviewer := s.hire(environ, "wang", "content_editor"), s.hire(environ, "li", "content_reviewer")
	before := s.asksOfKites()

	proposal := does[api.Proposal](editor, http.StatusCreated, "POST", "/api/v1/content/proposals", api.ProposalTitle{Title: "纸鸢"})
	path := "/api/v1/content/proposals/" + strconv.FormatInt(int64(proposal.ID), 10)
	item := does[api.ContentItem](editor, http.StatusOK, "PUT", path+"/items/pair/kites", api.PutItem{Content: api.ContentBody{Pair: &api.ContentPair{
		ID: "kites", Kind: "guide", Question: kiteQuestion + "？", Answers: []api.ContentAnswer{{Text: "纸鸢不缴税。"}},
	}}})
	if item.Version != 1 || item.Problem != "" {
		t.Errorf("%+v", item)
	}
	if tried := does[answer](editor, http.StatusOK, "POST", path+"/ask", api.AskRequest{Question: kiteQuestion}); tried.PairID != "kites" || tried.Text != "纸鸢不缴税。" {
		t.Errorf("tried: %+v", tried)
	}
	if now := s.asksOfKites(); now.PairID == "kites" {
		t.Error("a draft answers taxpayers")
	}
	report := does[api.ReplayReport](editor, http.StatusOK, "POST", path+"/replay", nil)
	if report.Questions < 500 || report.Before.Right < report.Questions/2 || report.After.Right != report.Before.Right {
		t.Errorf("replay: %+v", report)
	}
	does[api.Proposal](editor, http.StatusOK, "POST", path+"/submit", nil)
	does[api.Problem](editor, http.StatusForbidden, "POST", path+"/publish", api.StepNote{})
	published := does[api.PublishedProposal](reviewer, http.StatusOK, "POST", path+"/publish", api.StepNote{Note: "可以"})
	eventually(t, "an edition is followed", func() bool { return s.asksOfKites().PairID == "kites" })

	restored := does[api.Proposal](reviewer, http.StatusCreated, "POST", "/api/v1/content/editions/"+strconv.FormatInt(published.Edition-1, 10)+"/restore", api.StepNote{})
	second := s.hire(environ, "zhao", "content_reviewer")
	does[api.PublishedProposal](second, http.StatusOK, "POST", "/api/v1/content/proposals/"+strconv.FormatInt(int64(restored.ID), 10)+"/publish", api.StepNote{})
	eventually(t, "an edition is followed", func() bool { return s.asksOfKites().PairID == before.PairID })
	if after := s.asksOfKites(); after.Kind != before.Kind || after.Text != before.Text {
		t.Errorf("before %+v, after it was taken back %+v", before, after)
	}
	expectQuietLog(t, s.journal.String())
	if log := s.journal.String(); strings.Contains(log, "纸鸢") {
		t.Error("content is in the log")
	}
}

// TestUploadedFiles: what is uploaded stands in the draft, is shown beside its original, and what somebody corrected by hand stands
// when a new version of the file comes.
func TestUploadedFiles(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir())
	s := boot(t, environ)
	editor := s.hire(environ, "wang", "content_editor")
	does[api.Proposal](editor, http.StatusCreated, "POST", "/api/v1/content/proposals", api.ProposalTitle{Title: "纸鸢"})
	upload := func(text string) api.Upload {
		t.Helper()
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		part, err := w.CreateFormFile("file", "纸鸢公告.md")
		if err == nil {
			_, err = part.Write([]byte(text))
		}
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		begun := read[api.Upload](editor, http.StatusAccepted, editor.send(http.MethodPost, "/api/v1/content/proposals/1/uploads", w.FormDataContentType(), &form))
		var over api.Upload
		eventually(t, "an upload is read", func() bool {
			over = does[api.Upload](editor, http.StatusOK, "GET", "/api/v1/content/proposals/1/uploads/"+begun.ID, nil)
			return over.State != api.UploadRunning
		})
		return over
	}
	first := upload(kites)
	if first.State != api.UploadDone || len(first.Rows) != 1 || first.Rows[0].Error != "" || first.Rows[0].File != "纸鸢公告.md" || len(first.Rows[0].Documents) != 1 {
		t.Fatalf("%+v", first)
	}
	document := "/api/v1/content/documents/" + first.Rows[0].Documents[0].ID + "?proposal=1"
	detail := does[api.DocumentDetail](editor, http.StatusOK, "GET", document, nil)
	if detail.Document.Source != "纸鸢公告.md" || detail.Change != api.ItemAdded || len(detail.Passages) < 3 || len(detail.Document.Evidence) == 0 {
		t.Errorf("%+v", detail)
	}
	text := does[api.SourceText](editor, http.StatusOK, "GET", "/api/v1/content/sources/"+detail.Document.SourceHash+"/text", nil)
	if text.Name != "纸鸢公告.md" || len(text.Blocks) < 5 || !strings.Contains(text.Blocks[0].Text, "纸鸢经营备案") {
		t.Errorf("%+v", text)
	}
	if original := editor.send(http.MethodGet, "/api/v1/content/sources/"+detail.Document.SourceHash, "", nil); string(original.body) != kites {
		t.Errorf("the original: %d %.100s", original.status, original.body)
	}
	for _, term := range []string{"六十日", "七十日"} { // over what only files have written
		changed := upload(strings.Replace(kites, "三十日", term, 1))
		detail = does[api.DocumentDetail](editor, http.StatusOK, "GET", document, nil)
		if len(changed.Notes) != 1 || !strings.Contains(detail.Passages[0].Passage.Text+detail.Passages[1].Passage.Text, term) {
			t.Errorf("%v %+v", changed.Notes, detail.Passages)
		}
	}
	detail.Document.Owner = "王编"
	does[api.ContentItem](editor, http.StatusOK, "PUT", "/api/v1/content/proposals/1/items/document/"+detail.Document.ID,
		api.PutItem{Version: detail.Version, Content: api.ContentBody{Document: &detail.Document}})
	again := upload(strings.Replace(kites, "三十日", "九十日", 1))
	detail = does[api.DocumentDetail](editor, http.StatusOK, "GET", document, nil)
	if detail.Document.Owner != "王编" || strings.Contains(detail.Passages[0].Passage.Text+detail.Passages[1].Passage.Text, "九十日") ||
		len(again.Notes) != 2 || !strings.Contains(again.Notes[1], "人工改过") {
		t.Errorf("%v %+v", again.Notes, detail)
	}
	expectQuietLog(t, s.journal.String())
}

func TestStaffCommand(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir())
	if status, stdout, _ := yueyue(environ, "staff", "list"); status != 0 || !strings.Contains(stdout, "staff add") {
		t.Errorf("none yet: %d %s", status, stdout)
	}
	for _, c := range []struct {
		name   string
		args   []string
		status int
		hint   string
	}{
		{"no role", []string{"staff", "add", "wang", "--generate"}, 2, "--role"},
		{"an unknown role", []string{"staff", "add", "wang", "--role", "king", "--generate"}, 1, "king"},
		{"a bad name", []string{"staff", "add", "王", "--role", "agent", "--generate"}, 1, "登录名"},
		{"an unknown command", []string{"staff", "fire", "wang"}, 2, "fire"},
		{"an unknown account", []string{"staff", "password", "wang", "--generate"}, 1, "没有这个账号"},
		{"nobody to disable", []string{"staff", "disable", "wang"}, 1, "没有这个账号"},
	} {
		status, _, stderr := yueyue(environ, c.args...)
		if status != c.status {
			t.Errorf("%s: status %d", c.name, status)
		}
		expectLine(t, stderr, c.hint)
	}
	status, stdout, stderr := yueyue(environ, "staff", "add", "Root", "--role", "administrator,content_reviewer", "--display-name", "管理员", "--generate")
	if status != 0 || !strings.Contains(stdout, "root（content_reviewer、administrator）") || !strings.Contains(stdout, "口令：") {
		t.Fatalf("%d %s%s", status, stdout, stderr)
	}
	if status, _, stderr := yueyue(environ, "staff", "add", "root", "--role", "agent", "--generate"); status != 1 || !strings.Contains(stderr, "已经有人用了") {
		t.Errorf("the name again: %d %s", status, stderr)
	}
	_, reset, _ := yueyue(environ, "staff", "password", "root", "--generate")
	if !strings.Contains(reset, "口令：") || strings.Contains(stdout, strings.TrimSpace(strings.SplitN(reset, "口令：", 2)[1])) {
		t.Errorf("reset: %s", reset)
	}
	if status, _, stderr := yueyue(environ, "staff", "disable", "root"); status != 1 || !strings.Contains(stderr, "至少要保留一位") {
		t.Errorf("the last administrator: %d %s", status, stderr)
	}
	yueyue(environ, "staff", "add", "wang", "--role", "agent", "--generate")
	for _, step := range []struct {
		args     []string
		disabled bool
	}{{[]string{"staff", "disable", "wang"}, true}, {[]string{"staff", "disable", "wang", "--undo"}, false}} {
		if status, _, stderr := yueyue(environ, step.args...); status != 0 {
			t.Errorf("%v: %s", step.args, stderr)
		}
		_, list, _ := yueyue(environ, "staff", "list", "--json")
		var rows []staffRow
		if err := json.Unmarshal([]byte(list), &rows); err != nil || len(rows) != 2 || rows[1].Name != "wang" || rows[1].Disabled != step.disabled {
			t.Errorf("%v: %s", step.args, list)
		}
	}
}

func TestNewPasswordFromInput(t *testing.T) {
	t.Parallel()
	env := &environment{stderr: io.Discard}
	if got, err := env.newPassword(strings.NewReader("correct horse battery \r\nmore")); err != nil || got != "correct horse battery " {
		t.Errorf("%q %v", got, err)
	}
	if _, err := env.newPassword(strings.NewReader("")); err == nil || !strings.Contains(err.Error(), "--generate") {
		t.Errorf("no input: %v", err)
	}
}
