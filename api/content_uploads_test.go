package api_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yueyue/api"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/staff"
)

// form is a body with files, name by name.
func form(t testing.TB, files ...string) (body, kind string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.WriteField("note", "no file"); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("file", files[i])
		if err == nil {
			_, err = part.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), w.FormDataContentType()
}

func (h *house) upload(token string, files ...string) response {
	h.t.Helper()
	body, kind := form(h.t, files...)
	return h.do(call{method: "POST", path: "/api/v1/content/proposals/1/uploads", body: body, header: map[string]string{"Content-Type": kind}}.as(token))
}

// settled asks for an upload until it is over.
func (h *house) settled(token, id string) api.Upload {
	h.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		upload := want[api.Upload](h, token, "GET", "/api/v1/content/proposals/1/uploads/"+id, "", 200)
		if upload.State != api.UploadRunning || time.Now().After(deadline) {
			return upload
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestUpload(t *testing.T) {
	folder := t.TempDir()
	small := func(c *api.Config, _ *api.Parts) {
		c.Uploads = api.UploadConfig{Folder: folder, FileBytes: 2000, TotalBytes: 3000, Files: 4}
	}
	h := open(t, small)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	got := h.upload(ed, "公告.md", "12345", `C:\fakepath\公告.MD`, "123", "../../etc/.hidden", "1")
	begun := decode[api.Upload](t, got.body)
	if got.status != 202 || begun.State != api.UploadRunning || begun.By != "ed" || strings.Join(begun.Files, "|") != "公告.md|公告 (2).MD|_.hidden" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	upload := h.settled(ed, begun.ID)
	sizes := map[string]int{}
	for _, row := range upload.Rows {
		sizes[row.File] = row.Passages
	}
	if upload.State != api.UploadDone || upload.EndedAt == nil || upload.Notes[0] != "读完了" || sizes["公告.md"] != 5 || sizes["公告 (2).MD"] != 3 || sizes["_.hidden"] != 1 {
		t.Errorf("%+v", upload)
	}
	if left, err := filepath.Glob(filepath.Join(folder, "*", "files")); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
	for name, c := range map[string]struct {
		files  []string
		status int
		code   string
	}{
		"no file":        {nil, 422, "files_missing"},
		"a large file":   {[]string{"a", strings.Repeat("x", 2001)}, 413, "file_too_large"},
		"too much":       {[]string{"a", strings.Repeat("x", 2000), "b", strings.Repeat("x", 1001)}, 413, "upload_too_large"},
		"too many files": {[]string{"a", "", "b", "", "c", "", "d", "", "e", ""}, 413, "files_too_many"},
	} {
		if got := h.upload(ed, c.files...); got.status != c.status || got.problem(t).Code != c.code {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if got := h.upload(ed, "a", strings.Repeat("x", 2000), "b", strings.Repeat("x", 1000)); got.status != 202 {
		t.Errorf("at the bounds: %d", got.status)
	}
	body, kind := form(t, "a", "123")
	cut := h.do(call{method: "POST", path: "/api/v1/content/proposals/1/uploads", body: body[:len(body)-20], header: map[string]string{"Content-Type": kind}}.as(ed))
	if cut.status != 408 {
		t.Errorf("a body that ends early: %d", cut.status)
	}
	if got := h.do(call{method: "POST", path: "/api/v1/content/proposals/1/uploads", body: "{}"}.as(ed)); got.status != 415 {
		t.Errorf("JSON: %d", got.status)
	}
	list := want[api.UploadList](h, ed, "GET", "/api/v1/content/proposals/1/uploads", "", 200)
	if len(list.Items) != 2 || list.Items[1].ID != begun.ID || len(list.Items[1].Rows) != 0 {
		t.Errorf("%+v", list)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
		t.Errorf("refused uploads are left: %v %v", entries, err)
	}
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"另一份"}`, 201)
	want[any](h, ed, "GET", "/api/v1/content/proposals/2/uploads/"+begun.ID, "", 404)
	want[any](h, ed, "POST", "/api/v1/content/proposals/2/discard", "", 200)
	if got := h.do(call{method: "POST", path: "/api/v1/content/proposals/2/uploads", body: body, header: map[string]string{"Content-Type": kind}}.as(ed)); got.status != 409 {
		t.Errorf("into a discarded draft: %d", got.status)
	}
	h.settled(ed, list.Items[0].ID)
	h.back.fails = fault.New(fault.Unavailable, "test", "away", "数据库暂时不可用。")
	failed := h.settled(ed, decode[api.Upload](t, h.upload(ed, "a", "1").body).ID)
	if failed.State != api.UploadFailed || failed.Error != "数据库暂时不可用。" || len(failed.Rows) != 1 {
		t.Errorf("%+v", failed)
	}
}

// TestUploadIsCutOff: a stop in the middle of an upload, and a process that dies, are told; the rows until then stay.
func TestUploadIsCutOff(t *testing.T) {
	folder := t.TempDir()
	here := func(c *api.Config, _ *api.Parts) { c.Uploads.Folder = folder }
	h := open(t, here)
	h.back.slow = make(chan struct{})
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	begun := decode[api.Upload](t, h.upload(ed, "a", "1", "b", "2").body)
	h.back.slow <- struct{}{} // one file is read
	running := want[api.Upload](h, ed, "GET", "/api/v1/content/proposals/1/uploads/"+begun.ID, "", 200)
	if running.State != api.UploadRunning {
		t.Errorf("%+v", running)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := h.Serve(ctx, listener); err != nil {
		t.Fatal(err)
	}
	over := want[api.Upload](h, ed, "GET", "/api/v1/content/proposals/1/uploads/"+begun.ID, "", 200)
	if over.State != api.UploadInterrupted || len(over.Rows) != 1 || over.Rows[0].File != "a" {
		t.Errorf("%+v", over)
	}
	if got := h.upload(ed, "c", "3"); got.status != http.StatusServiceUnavailable {
		t.Errorf("an upload after the stop: %d", got.status)
	}
	again := open(t, here)
	ed = again.login("ed", staff.ContentEditor)
	p, err := again.editorial.Open(t.Context(), staff.System, "草案")
	if err != nil || p.ID != editorial.ProposalID(1) {
		t.Fatal(p, err)
	}
	// A row that was being written when the process died is left out.
	rows, err := os.OpenFile(filepath.Join(folder, begun.ID, "rows.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = rows.WriteString(`{"file":"b`)
	}
	if err != nil || rows.Close() != nil {
		t.Fatal(err)
	}
	after := want[api.Upload](again, ed, "GET", "/api/v1/content/proposals/1/uploads/"+begun.ID, "", 200)
	if after.State != api.UploadInterrupted || len(after.Rows) != 1 {
		t.Errorf("after a restart: %+v", after)
	}
}

// TestUploadIsFollowed: whoever asks again gets what is new and nothing twice, however much it was.
func TestUploadIsFollowed(t *testing.T) {
	h := open(t, func(c *api.Config, _ *api.Parts) { c.Uploads.Folder, c.Uploads.Files = t.TempDir(), 10_000 })
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	follow := func(id string, after int64) api.Upload {
		t.Helper()
		return want[api.Upload](h, ed, "GET", fmt.Sprintf("/api/v1/content/proposals/1/uploads/%s?after=%d", id, after), "", 200)
	}

	const count = 2_345
	files := make([]string, 0, 2*count)
	for n := range count {
		files = append(files, fmt.Sprintf("%05d.txt", n), "1")
	}
	begun := decode[api.Upload](t, h.upload(ed, files...).body)
	if begun.FileCount != count || len(begun.Files) != 20 {
		t.Errorf("%d files, %d of them told", begun.FileCount, len(begun.Files))
	}
	h.settled(ed, begun.ID)
	seen := map[string]bool{}
	var after int64
	for _, rows := range []int{1000, 1000, 345, 0} {
		upload := follow(begun.ID, after)
		for _, row := range upload.Rows {
			seen[row.File] = true
		}
		if len(upload.Rows) != rows || upload.More != (len(seen) < count) || rows == 0 && upload.Next != after {
			t.Errorf("behind %d: %d rows, want %d; more %v, next %d", after, len(upload.Rows), rows, upload.More, upload.Next)
		}
		after = upload.Next
	}
	if len(seen) != count {
		t.Errorf("%d rows, want %d", len(seen), count)
	}
	if beyond := follow(begun.ID, after+1_000_000); len(beyond.Rows) != 0 || beyond.State != api.UploadDone {
		t.Errorf("beyond the end: %+v", beyond)
	}
	if amid := follow(begun.ID, 3); len(amid.Rows) != 0 {
		t.Errorf("amid a row: %+v", amid.Rows[0])
	}
	want[any](h, ed, "GET", "/api/v1/content/proposals/1/uploads/"+begun.ID+"?after=-1", "", 422)

	h.back.slow = make(chan struct{})
	begun = decode[api.Upload](t, h.upload(ed, "a", "1", "b", "2").body)
	after = 0
	for _, name := range []string{"a", "b"} {
		h.back.slow <- struct{}{}
		var fresh api.Upload
		for deadline := time.Now().Add(20 * time.Second); len(fresh.Rows) == 0 && time.Now().Before(deadline); {
			fresh = follow(begun.ID, after)
		}
		if len(fresh.Rows) != 1 || fresh.Rows[0].File != name || fresh.More {
			t.Errorf("%s: %+v", name, fresh)
		}
		after = fresh.Next
	}
}
