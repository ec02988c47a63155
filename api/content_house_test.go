package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"yueyue/api"
	"yueyue/dialog"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
)

// backRoom rehearses, reads files and keeps originals as the test tells it.
type backRoom struct {
	mu       sync.Mutex
	asked    []dialog.Question
	replayed []api.Replayed
	slow     chan struct{} // a file is read when it is closed; nil: at once
	fails    error
}

func (b *backRoom) Ask(_ context.Context, id editorial.ProposalID, q dialog.Question) (dialog.Reply, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, q)
	if id != 1 {
		return dialog.Reply{}, fault.New(fault.NotFound, "test", "proposal_unknown", "没有这份草案。")
	}
	return dialog.Reply{AnswerID: "a", Kind: dialog.Answer, Text: "草案里的答复", AsOf: "2026-11-22"}, nil
}

func (b *backRoom) Replay(_ context.Context, id editorial.ProposalID) ([]api.Replayed, error) {
	if id != 1 {
		return nil, fault.New(fault.NotFound, "test", "proposal_unknown", "没有这份草案。")
	}
	return b.replayed, nil
}

// Take gives a row for each file with its size as the number of passages.
func (b *backRoom) Take(ctx context.Context, actor audit.Actor, _ editorial.ProposalID, folder string, report func(api.UploadRow)) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if b.slow != nil {
			select {
			case <-b.slow:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		report(api.UploadRow{File: entry.Name(), Format: actor.Name, Documents: []api.UploadDocument{}, Passages: int(info.Size()), Warnings: []string{}})
	}
	return []string{"读完了"}, b.fails
}

var originalHash = strings.Repeat("ab", 32)

type original struct{ *bytes.Reader }

func (original) Close() error { return nil }

func (b *backRoom) Open(_ context.Context, hash string) (io.ReadSeekCloser, string, error) {
	if hash != originalHash {
		return nil, "", fault.New(fault.NotFound, "test", "original_unknown", "没有保存这份原件。")
	}
	return original{bytes.NewReader([]byte("<script>alert(1)</script>"))}, `公告 "1".html`, nil
}

func (b *backRoom) Text(_ context.Context, hash string) (api.SourceText, error) {
	if hash != originalHash {
		return api.SourceText{}, fault.New(fault.NotFound, "test", "original_unknown", "没有保存这份原件。")
	}
	return api.SourceText{Name: "公告.html", Format: "html", Blocks: []api.SourceLine{{Kind: "paragraph", Text: "正文", Line: 1}}}, nil
}

// seeded is the words that the program ships.
type seeded struct{}

var shipped seeded

func (seeded) seed() *knowledge.Seed {
	return &knowledge.Seed{Terms: []string{"留抵退税"}, Synonyms: []knowledge.Synonym{{Official: "增值税专用发票", Everyday: []string{"专票"}}}, StopPhrases: []string{"请问"}}
}

func (s seeded) words() knowledge.Words {
	return knowledge.Lexicon{}.Words(s.seed())
}

// password is that of everybody of staff in the tests.
const password = "correct horse battery"

// hired makes an account.
func (h *house) hired(name string, roles ...staff.Role) {
	h.t.Helper()
	if _, _, err := h.staff.Create(h.t.Context(), staff.System, staff.New{Name: name, DisplayName: "测试" + name, Roles: roles, Password: password}); err != nil {
		h.t.Fatal(err)
	}
}

// login makes an account unless it is there and gives the cookie of a session.
func (h *house) login(name string, roles ...staff.Role) string {
	h.t.Helper()
	_, err := h.staff.Account(h.t.Context(), name)
	if fault.KindOf(err) == fault.NotFound {
		h.hired(name, roles...)
	}
	_, token, err := h.staff.Login(h.t.Context(), name, password, staff.From{})
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// as is a request of staff as the console makes it.
func (c call) as(token string) call {
	header := map[string]string{"X-Requested-With": "yueyue"}
	for name, value := range c.header {
		header[name] = value
	}
	if token != "" {
		header["Cookie"] = "yueyue_staff=" + token
	}
	c.header = header
	return c
}

// want makes a request of staff and decodes what comes back.
func want[T any](h *house, token, method, path, body string, status int) T {
	h.t.Helper()
	got := h.do(call{method: method, path: path, body: body}.as(token))
	if got.status != status {
		h.t.Fatalf("%s %s: %d, want %d: %.600s", method, path, got.status, status, got.body)
	}
	if got.status == http.StatusNoContent {
		got.body = "null"
	}
	return decode[T](h.t, got.body)
}

func encoded(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
