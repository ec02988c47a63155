package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yueyue/ingest"
	"yueyue/ingest/reader"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// kites is a policy that nobody else knows of.
const kites = `# 国家税务总局合肥市税务局关于纸鸢经营备案的公告

国家税务总局合肥市税务局公告2025年第7号

第一条 经营纸鸢的单位应当在开业后三十日内向主管税务机关备案。

第二条 纸鸢清单由经营单位保存五年。

第三条 本公告自2025年3月1日起施行。

国家税务总局合肥市税务局

2025年2月10日
`

// writeQuestions makes a spreadsheet of questions with notes above its header.
func writeQuestions(t *testing.T, path string, rows ...[]any) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	rows = append([][]any{{"纸鸢常见问题"}, {"标准问题", "答复", "依据", "相似问题", "生效日期", "类型"}}, rows...)
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", at, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

// rowsOf reads what ingest --json prints.
func rowsOf(t *testing.T, stdout string) map[string]ingest.Row {
	t.Helper()
	rows := map[string]ingest.Row{}
	for line := range strings.Lines(stdout) {
		var row ingest.Row
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		rows[filepath.Base(row.File)] = row
	}
	return rows
}

func TestIngestPublishAsk(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir(), "YUEYUE_REGION=340100")
	folder := t.TempDir()
	policy, questions := filepath.Join(folder, "公告.md"), filepath.Join(folder, "问答.xlsx")
	if err := os.WriteFile(policy, []byte(kites), 0o600); err != nil {
		t.Fatal(err)
	}
	writeQuestions(t, questions, []any{
		"纸鸢经营怎么备案？", "开业后**三十日内**向主管税务机关备案。", "《国家税务总局合肥市税务局关于纸鸢经营备案的公告》第一条", "开风筝店要去税务局登记吗；卖纸鸢要备案吗", "2025-03-01", "",
	})

	status, stdout, stderr := yueyue(environ, "ingest", "--dry-run", folder)
	if status != 0 || !strings.Contains(stdout, "没有写入任何内容") || !strings.Contains(stdout, "《国家税务总局合肥市税务局关于纸鸢经营备案的公告》") {
		t.Fatalf("dry run: %d %s %s", status, stdout, stderr)
	}
	status, stdout, stderr = yueyue(environ, "publish", "1", "--reviewer", "赵")
	if status != 1 {
		t.Fatalf("a dry run left a draft: %s", stdout)
	}
	expectLine(t, stderr, "没有这份草案")

	status, stdout, stderr = yueyue(environ, "ingest", folder, "--json", "--author", "王", "--title", "纸鸢")
	rows := rowsOf(t, stdout)
	if status != 0 || len(rows) != 2 || rows["公告.md"].Draft != 1 || rows["公告.md"].Documents[0].DocumentNumber != "国家税务总局合肥市税务局公告2025年第7号" ||
		rows["问答.xlsx"].Pairs != 1 || !strings.Contains(stderr, "草案 1：纸鸢，用 yueyue publish 1 --reviewer 姓名 发布") {
		t.Fatalf("ingest: %d %s %s", status, stdout, stderr)
	}
	status, _, stderr = yueyue(environ, "publish", "1", "--reviewer", "王")
	if status != 1 {
		t.Fatal("the author published what she wrote")
	}
	expectLine(t, stderr, "另一位同事")

	running := boot(t, environ)
	question := map[string]string{"question": "开风筝店要去税务局登记吗"}
	if reply := running.post("/api/v1/ask", "", question); reply.status != http.StatusOK || strings.Contains(reply.body, "三十日内") {
		t.Fatalf("a draft is visible: %s", reply.body)
	}
	status, stdout, stderr = yueyue(environ, "publish", "1", "--reviewer", "赵", "--json")
	published := time.Now()
	if status != 0 || !strings.Contains(stdout, `"edition": 2`) {
		t.Fatalf("publish: %d %s %s", status, stdout, stderr)
	}
	eventually(t, "the server answers from what was published", func() bool {
		reply := running.post("/api/v1/ask", "", question)
		return reply.status == http.StatusOK && strings.Contains(reply.body, "三十日内")
	})
	if took := time.Since(published); took > 5*time.Second { // 1 s on an idle machine
		t.Errorf("the server answered from it after %v", took)
	}
	if status, stdout, stderr = yueyue(environ, "ask", "国家税务总局合肥市税务局公告2025年第7号第二条"); status != 0 || !strings.Contains(stdout, "保存五年") {
		t.Errorf("the clause: %s %s", stdout, stderr)
	}
	status, stdout, _ = yueyue(environ, "ingest", folder)
	if status != 0 || !strings.Contains(stdout, "没有新的内容") {
		t.Errorf("the same again: %d %s", status, stdout)
	}
	if status, _, stderr = yueyue(environ, "publish", "1", "--reviewer", "赵"); status != 1 {
		t.Error("one draft was published twice")
	}
	expectLine(t, stderr, "已发布")
}

func TestPublishListsConflicts(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir())
	path := filepath.Join(t.TempDir(), "公告.md")
	for i, years := range []string{"五年", "十年", "八年"} {
		if err := os.WriteFile(path, []byte(strings.Replace(kites, "五年", years, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, stdout, stderr := yueyue(environ, "ingest", path); status != 0 {
			t.Fatalf("%d %s %s", status, stdout, stderr)
		}
		if i != 0 {
			continue
		}
		if status, _, stderr := yueyue(environ, "publish", "1", "--reviewer", "赵"); status != 0 {
			t.Fatal(stderr)
		}
	}
	if status, _, stderr := yueyue(environ, "publish", "2", "--reviewer", "赵"); status != 0 {
		t.Fatal(stderr)
	}
	status, stdout, stderr := yueyue(environ, "publish", "3", "--reviewer", "赵")
	if status != 1 || !strings.Contains(stdout, "冲突：passage ") || !strings.Contains(stdout, "纸鸢经营备案") {
		t.Errorf("%d %s", status, stdout)
	}
	expectLine(t, stderr, "已由别的版本改过")
	if !strings.Contains(stdout, "草案 3 没有发布，已退回起草人改正") {
		t.Errorf("where the draft is now: %s", stdout)
	}
	status, stdout, stderr = yueyue(environ, "publish", "3", "--reviewer", "赵", "--json") // it was a draft again
	if status != 1 || !strings.Contains(stdout, `"returned": true`) {
		t.Errorf("%d %s %s", status, stdout, stderr)
	}
	if status, stdout, stderr = yueyue(environ, "discard", "3", "--author", "王"); status != 0 || !strings.Contains(stdout, "草案 3 已作废") {
		t.Errorf("%d %s %s", status, stdout, stderr)
	}
	if status, _, stderr = yueyue(environ, "publish", "3", "--reviewer", "赵"); status != 1 {
		t.Error("a discarded draft was published")
	}
	expectLine(t, stderr, "已作废")
}

// What is published was embedded before, so that the first question finds its vectors.
func TestPublishEmbeds(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir(), withModel(t)...)
	path := filepath.Join(t.TempDir(), "公告.md")
	if err := os.WriteFile(path, []byte(kites), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, stdout, stderr := yueyue(environ, "ingest", path); status != 0 {
		t.Fatalf("%d %s %s", status, stdout, stderr)
	}
	status, stdout, stderr := yueyue(environ, "publish", "1", "--reviewer", "赵", "--json")
	var published publication
	if err := json.Unmarshal([]byte(stdout), &published); status != 0 || err != nil || published.Edition != 2 {
		t.Fatalf("%d %v %s %s", status, err, stdout, stderr)
	}
	if !strings.Contains(stderr, "段/秒") {
		t.Errorf("no rate: %s", stderr)
	}
	env := &environment{stdout: io.Discard, stderr: io.Discard, environ: environ}
	p, err := env.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	made := newTally(io.Discard)
	r := retriever.New(retriever.Parts{
		Source: p.knowledge, Languages: p.languages.of, Model: counted{p.model, made}, Logger: slog.New(slog.DiscardHandler),
		Indexes: retriever.InMemory(func() retriever.Index { return local.New() }),
	})
	if err := r.CatchUp(t.Context()); err != nil || made.texts > 0 {
		t.Errorf("%d texts were embedded for the first question, %v", made.texts, err)
	}
}

func TestWrongUseOfIngest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		hint string
	}{
		"ingest of nothing":    {[]string{"ingest"}, "yueyue ingest"},
		"publish of nothing":   {[]string{"publish"}, "yueyue publish"},
		"publish of a word":    {[]string{"publish", "草案", "--reviewer", "赵"}, "草案编号"},
		"publish of no one":    {[]string{"publish", "1"}, "--reviewer"},
		"publish of a blank":   {[]string{"publish", "1", "--reviewer", " "}, "--reviewer"},
		"discard of nobody":    {[]string{"discard", "1"}, "--author"},
		"discard of a word":    {[]string{"discard", "草案", "--author", "王"}, "草案编号"},
		"publish of minus one": {[]string{"publish", "--reviewer", "赵", "--", "-1"}, "草案编号"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "var")
			status, stdout, stderr := yueyue(settings(folder), c.args...)
			if status != 2 || stdout != "" {
				t.Errorf("status %d, %q", status, stdout)
			}
			expectLine(t, stderr, c.hint)
			if _, err := os.Stat(folder); !os.IsNotExist(err) {
				t.Error("a part was opened")
			}
		})
	}
}

// samples is the folder of real files, or skips the test.
func samples(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("YUEYUE_SHARED")
	if shared == "" {
		shared = filepath.Join(repository, "..", "shared")
	}
	folder := filepath.Join(shared, "policies")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the folder of sample policies is absent:", err)
	}
	return folder
}

func TestIngestSamples(t *testing.T) {
	t.Parallel()
	folder := samples(t)
	environ := settings(t.TempDir())
	status, stdout, stderr := yueyue(environ, "ingest", folder, "--json", "--author", "王")
	rows := rowsOf(t, stdout)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, entry := range entries {
		row, ok := rows[entry.Name()]
		switch {
		case !ok:
			t.Errorf("%s has no row", entry.Name())
		case row.Error != "" && row.Code != reader.CodeUnsupported:
			t.Errorf("%s: %s", row.File, row.Error)
		case row.Error != "":
			refused++
		case len(row.Documents) == 0 || row.Passages == 0:
			t.Errorf("%s gave nothing: %+v", row.File, row)
		}
	}
	if want := min(refused, 1); status != want {
		t.Errorf("status %d with %d refused: %s", status, refused, stderr)
	}
	if status, _, stderr := yueyue(environ, "publish", "1", "--reviewer", "赵"); status != 0 {
		t.Fatal(stderr)
	}
	status, stdout, stderr = yueyue(environ, "ask", "环境保护税法第十二条规定了哪些免税情形", "--json")
	var reply struct {
		Kind, Text string
		Citations  []struct {
			Clause        string `json:"clause"`
			EffectiveFrom string `json:"effective_from"`
			Status        string `json:"status"`
		}
	}
	if err := json.Unmarshal([]byte(stdout), &reply); status != 0 || err != nil {
		t.Fatalf("%d %v %s", status, err, stderr)
	}
	if reply.Kind != "answer" || !strings.Contains(reply.Text, "规模化养殖") || len(reply.Citations) == 0 || reply.Citations[0].Clause != "第十二条" ||
		reply.Citations[0].EffectiveFrom != "2018-01-01" || reply.Citations[0].Status != "InForce" {
		t.Errorf("%+v", reply)
	}
}
