package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yueyue/ingest"
	"yueyue/ingest/reader"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// TestMain runs a worker when a pool of a test starts this binary as one, and otherwise the tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "read-worker" {
		if err := reader.Worker(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	pool, err := reader.Open(reader.Config{Workers: 2})
	if err != nil {
		panic(err)
	}
	files = pool
	code := m.Run()
	if err := pool.Close(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// files reads for all tests, so that workers start once.
var files *reader.Pool

var (
	wang = audit.Actor{Name: "王", Role: "content_editor"}
	zhao = audit.Actor{Name: "赵", Role: "content_reviewer"}
)

// house is an Ingester on real parts: database, desk and child processes.
type house struct {
	*ingest.Ingester
	t         *testing.T
	knowledge *knowledge.Repository
	desk      *editorial.Repository
	files     *ingest.Files
	originals string
	in        string // a folder for files to take in
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	began := time.Now()
	now := func() time.Time { return time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC).Add(time.Since(began)) }
	h := &house{t: t, knowledge: knowledge.NewRepository(db, now), in: t.TempDir(), originals: filepath.Join(t.TempDir(), "originals")}
	h.desk = editorial.NewRepository(db, h.knowledge, audit.NewTrail(db, now), editorial.Config{}, now)
	h.files = ingest.NewFiles(h.originals)
	var err error
	h.Ingester, err = ingest.New(ingest.Parts{
		Reader: files, Understand: ingest.Understand, Contents: h.knowledge, Links: h.knowledge, Desk: h.desk, Files: h.files, Now: now,
		Logger: slog.New(slog.DiscardHandler),
	})
	check(t, err)
	return h
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write makes a file to take in.
func (h *house) write(name string, data []byte) string {
	h.t.Helper()
	path := filepath.Join(h.in, name)
	check(h.t, os.MkdirAll(filepath.Dir(path), 0o750))
	check(h.t, os.WriteFile(path, data, 0o600))
	return path
}

// take takes files in and gives the rows by the last part of their names.
func (h *house) take(o ingest.Options, paths ...string) (map[string]ingest.Row, ingest.Result) {
	h.t.Helper()
	o.Actor = wang
	rows := map[string]ingest.Row{}
	result, err := h.Ingest(h.t.Context(), paths, o, func(r ingest.Row) {
		rows[strings.TrimPrefix(r.File, h.in+"/")] = r
	})
	check(h.t, err)
	return rows, result
}

// publish makes an edition of a draft.
func (h *house) publish(draft int64) int64 {
	h.t.Helper()
	id := editorial.ProposalID(draft)
	_, err := h.desk.Submit(h.t.Context(), wang, id)
	check(h.t, err)
	_, edition, err := h.desk.Publish(h.t.Context(), zhao, id, editorial.Approval{})
	check(h.t, err)
	return edition.Number
}

// changes are the keys of a draft's items.
func (h *house) changes(draft int64) []string {
	h.t.Helper()
	put, withdraw, err := h.desk.Contents(h.t.Context(), editorial.ProposalID(draft))
	check(h.t, err)
	var keys []string
	for _, content := range put {
		keys = append(keys, fmt.Sprintf("%s %s", content.Key().Kind, content.Key().ID))
	}
	for _, key := range withdraw {
		keys = append(keys, fmt.Sprintf("-%s %s", key.Kind, key.ID))
	}
	slices.Sort(keys)
	return keys
}

// rules is a document of three articles.
func rules(second string) []byte {
	return []byte("# 国家税务总局合肥市税务局关于纸鸢经营备案的公告\n\n国家税务总局合肥市税务局公告2025年第7号\n\n" +
		"第一条 经营纸鸢的单位应当在开业后三十日内备案。\n\n第二条 " + second + "\n\n第三条 本公告自2025年3月1日起施行。\n\n国家税务总局合肥市税务局\n\n2025年2月10日\n")
}

const second = "备案时提交纸鸢清单，清单保存五年。"

// workbook makes a spreadsheet of questions.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check(t, f.SetSheetName("Sheet1", "纸鸢"))
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14}) // as spreadsheets show dates by default
	check(t, err)
	for i, row := range rows {
		check(t, f.SetSheetRow("纸鸢", fmt.Sprintf("A%d", i+1), &row))
		for k, cell := range row {
			if _, ok := cell.(time.Time); ok {
				at, err := excelize.CoordinatesToCellName(k+1, i+1)
				check(t, err)
				check(t, f.SetCellStyle("纸鸢", at, at, date))
			}
		}
	}
	var out bytes.Buffer
	check(t, f.Write(&out))
	return out.Bytes()
}

func archive(t *testing.T, entries map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, data := range entries {
		w, err := z.Create(name)
		check(t, err)
		_, err = w.Write(data)
		check(t, err)
	}
	check(t, z.Close())
	return out.Bytes()
}

func TestIngest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		policy := h.write("公告.md", rules(second))
		questions := h.write("问答.xlsx", workbook(t,
			[]any{"问题", "答案", "依据", "生效日期", "类型"},
			[]any{"纸鸢怎么备案", "开业后**三十日内**备案。", "《国家税务总局合肥市税务局关于纸鸢经营备案的公告》第一条", time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), ""},
			[]any{"纸鸢清单在哪里下载", "在办税服务栏目下载。", "", nil, "guide"},
			[]any{"纸鸢要交多少税", "", "", nil, ""},
		))
		broken := h.write("坏.pdf", []byte("%PDF-1.7\nnothing that follows is a page"))
		rows, result := h.take(ingest.Options{Title: "纸鸢"}, policy, questions, broken)

		if r := rows["公告.md"]; r.Error != "" || r.Format != "markdown" || r.Encoding != "utf-8" || len(r.Documents) != 1 || r.Passages < 3 || r.Draft != result.Draft {
			t.Errorf("the policy: %+v", r)
		} else if d := r.Documents[0]; d.Title != "国家税务总局合肥市税务局关于纸鸢经营备案的公告" || d.DocumentNumber != "国家税务总局合肥市税务局公告2025年第7号" ||
			d.EffectiveFrom != "2025-03-01" || d.IssuedOn != "2025-02-10" || d.Status != knowledge.StatusInForce {
			t.Errorf("the policy's fields: %+v", d)
		}
		if r := rows["问答.xlsx"]; r.Pairs != 2 || !strings.Contains(r.Error, "工作表“纸鸢”第 4 行“答案”一栏：没有写答案") || len(r.Documents) != 0 {
			t.Errorf("the questions: %+v", r)
		}
		if r := rows["坏.pdf"]; r.Error == "" || r.Code != reader.CodeBroken || r.Draft != 0 {
			t.Errorf("the broken file: %+v", r)
		}
		if result.Files != 3 || result.Failed != 2 || result.Documents != 1 || result.Pairs != 2 || result.Text < 300 || result.Title != "纸鸢" {
			t.Errorf("the result: %+v", result)
		}
		if edition := h.publish(result.Draft); edition != 1 {
			t.Fatalf("edition %d", edition)
		}
		packages, err := h.knowledge.Packages(t.Context(), 1)
		check(t, err)
		if len(packages) != 1 || packages[0].Title != "纸鸢" || len(packages[0].Pairs) != 2 || packages[0].Summary != "2 个常见问题" {
			t.Errorf("packages %+v", packages)
		}
		pairs, err := h.knowledge.AllPairs(t.Context(), 1)
		check(t, err)
		for _, pair := range pairs {
			if pair.Kind == knowledge.Policy && (pair.Answers[0].EffectiveFrom != "2025-03-01" || pair.Answers[0].Citations[0].Clause != "第一条") {
				t.Errorf("the pair: %+v", pair)
			}
		}

		// The same again is no change.
		rows, result = h.take(ingest.Options{}, h.in)
		if result.Draft != 0 || result.Unchanged != 3 || !slices.Contains(rows["公告.md"].Warnings, "与现行版本相同，没有变化") {
			t.Errorf("the same again: %+v %+v", result, rows["公告.md"])
		}

		// One article corrected is one passage and its document.
		h.write("公告.md", rules("备案时提交纸鸢清单，清单保存十年。"))
		_, result = h.take(ingest.Options{}, policy)
		changed := h.changes(result.Draft)
		if len(changed) != 2 || !strings.HasPrefix(changed[0], "document d-") || !strings.HasSuffix(changed[1], ".a2") || result.Changed != 2 || result.Added != 0 {
			t.Errorf("one article corrected: %q %+v", changed, result)
		}

		// What waits in a draft is not put into another one.
		rows, result = h.take(ingest.Options{}, policy)
		if result.Draft != 0 || !slices.Contains(rows["公告.md"].Warnings, "已在草案 2 中，没有重复导入") {
			t.Errorf("what waits: %+v %+v", result, rows["公告.md"])
		}
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	path := h.write("公告.md", rules(second))
	rows, result := h.take(ingest.Options{DryRun: true}, path)
	if r := rows["公告.md"]; len(r.Documents) != 1 || r.Draft != 0 || result.Added < 4 || result.Draft != 0 {
		t.Errorf("%+v %+v", r, result)
	}
	proposals, err := h.desk.Proposals(t.Context(), editorial.Filter{})
	check(t, err)
	if len(proposals) != 0 {
		t.Errorf("proposals %+v", proposals)
	}
	if _, err := os.Stat(h.originals); !os.IsNotExist(err) {
		t.Errorf("originals were kept: %v", err)
	}
}

func TestOneDocumentFromTwoFilesCountsOnce(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	h.write("a.txt", bytes.TrimPrefix(rules("这一份读得晚。"), []byte("# ")))
	h.write("z.md", rules(second))
	rows, result := h.take(ingest.Options{}, h.in)
	want := "与“" + filepath.Join(h.in, "z.md") + "”是同一份文件，以先读到的为准，这里的没有导入"
	if !slices.Contains(rows["a.txt"].Warnings, want) || result.Failed != 0 || rows["a.txt"].Draft != 0 {
		t.Fatalf("%+v", rows["a.txt"])
	}
	for _, key := range h.changes(result.Draft) {
		if !strings.HasSuffix(key, ".a2") {
			continue
		}
		item, err := h.desk.Item(t.Context(), editorial.ProposalID(result.Draft), knowledge.Key{Kind: knowledge.PassageItem, ID: strings.TrimPrefix(key, "passage ")})
		check(t, err)
		if text := item.Content.(knowledge.Passage).Text; !strings.Contains(text, "清单保存五年") {
			t.Errorf("the text file won: %s", text)
		}
		return
	}
	t.Error("the second article was not put")
}

func TestWhatStaffWroteStands(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	path := h.write("公告.md", rules(second))
	rows, result := h.take(ingest.Options{}, path)
	h.publish(result.Draft)
	id := rows["公告.md"].Documents[0].ID
	document, err := h.knowledge.Document(t.Context(), id, 1)
	check(t, err)
	document.EffectiveFrom, document.Owner, document.Taxes = "2025-04-01", "李", []string{"增值税"}
	document.Evidence = slices.DeleteFunc(document.Evidence, func(e knowledge.Evidence) bool { return e.Field == "effective_from" })
	proposal, err := h.desk.Open(t.Context(), wang, "更正")
	check(t, err)
	_, err = h.desk.Put(t.Context(), wang, proposal.ID, []editorial.Edit{{Content: document}})
	check(t, err)
	h.publish(int64(proposal.ID))

	rows, result = h.take(ingest.Options{}, path) // the same bytes: all that was corrected stands
	if result.Draft != 0 || result.Unchanged != 1 || rows["公告.md"].Documents[0].EffectiveFrom != "2025-04-01" {
		t.Errorf("%+v %+v", result, rows["公告.md"])
	}

	h.write("公告.md", rules("备案时提交纸鸢清单，清单保存十年。"))
	rows, result = h.take(ingest.Options{}, path)
	if !slices.Contains(rows["公告.md"].Warnings, "人工填写的施行日期、负责人保留不变") || rows["公告.md"].Documents[0].EffectiveFrom != "2025-04-01" {
		t.Errorf("%+v", rows["公告.md"])
	}
	h.publish(result.Draft)
	document, err = h.knowledge.Document(t.Context(), id, 3)
	check(t, err)
	if document.EffectiveFrom != "2025-04-01" || document.Owner != "李" {
		t.Errorf("%+v", document)
	}
}

func TestContradictionsAreShown(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	header := []any{"编号", "问题", "答案", "依据"}
	h.write("一.xlsx", workbook(t, header, []any{"kite-1", "纸鸢备案要几天", "要3天，费用10万元。", "《甲法》"}))
	_, result := h.take(ingest.Options{}, h.in)
	h.publish(result.Draft)
	h.write("一.xlsx", workbook(t, header, []any{"kite-2", "纸鸢备案要几天？", "要3天，费用20万元。", "《甲法》"}))
	rows, _ := h.take(ingest.Options{}, h.in)
	if got := rows["一.xlsx"].Warnings; len(got) != 1 || !strings.Contains(got[0], "kite-1") || !strings.Contains(got[0], "数字不同") ||
		!strings.Contains(got[0], "200000元") || !strings.Contains(got[0], "100000元") {
		t.Errorf("%q", got)
	}
}

func TestAPairKeepsWhatTheTableDoesNotTouch(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	h.write("a.yaml", []byte("- id: kite-1\n  kind: policy\n  question: 纸鸢税率\n  aliases: [风筝税]\n  unconfirmed: true\n  answers:\n"+
		"    - effective_from: 2025-01-01\n      text: 3%\n      citations: [{title: 乙法}]\n"+
		"    - effective_to: 2023-12-31\n      text: 5%\n      citations: [{title: 甲法}]\n"))
	_, result := h.take(ingest.Options{}, h.in)
	h.publish(result.Draft)
	check(t, os.Remove(filepath.Join(h.in, "a.yaml")))
	h.write("b.csv", []byte("编号,问题,答案,依据,生效日期\nkite-1,纸鸢税率,2%,《丙法》,2025-01-01\n"))
	rows, result := h.take(ingest.Options{}, h.in)
	if rows["b.csv"].Error != "" {
		t.Fatalf("%+v", rows["b.csv"])
	}
	edition := h.publish(result.Draft)
	pair, err := h.knowledge.Pair(t.Context(), "kite-1", edition)
	check(t, err)
	if len(pair.Answers) != 2 || pair.Answers[0].Text != "2%" || pair.Answers[1].Text != "5%" || !pair.Unconfirmed || len(pair.Aliases) != 1 {
		t.Errorf("%+v", pair)
	}
}

func TestRefusals(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	_, err := h.Ingest(t.Context(), nil, ingest.Options{Actor: wang}, func(ingest.Row) {})
	if fault.CodeOf(err) != "paths_missing" {
		t.Errorf("no paths: %v", err)
	}
	_, err = h.Ingest(t.Context(), []string{h.in}, ingest.Options{}, func(ingest.Row) {})
	if fault.CodeOf(err) != "author_missing" {
		t.Errorf("no author: %v", err)
	}
	if _, err := ingest.New(ingest.Parts{Config: ingest.Config{Threads: 99}}); fault.CodeOf(err) != "config_invalid" {
		t.Errorf("99 threads: %v", err)
	}
}

func TestWalk(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	outside := filepath.Join(t.TempDir(), "外.md")
	check(t, os.WriteFile(outside, rules(second), 0o600))
	inside := h.write("b/公告.md", rules(second))
	h.write(".hidden.md", rules(second))
	h.write("~$公告.docx", []byte("lock"))
	check(t, os.WriteFile(filepath.Join(h.in, "\xb9\xab\n\x1b\xb8\xe6.txt"), nil, 0o600))
	check(t, os.Symlink(outside, filepath.Join(h.in, "out.md")))
	check(t, os.Symlink("/etc", filepath.Join(h.in, "etc")))
	check(t, os.Symlink(inside, filepath.Join(h.in, "inside.md")))
	check(t, os.Symlink(filepath.Join(h.in, "none"), filepath.Join(h.in, "dangling.md")))
	rows, result := h.take(ingest.Options{DryRun: true}, h.in, filepath.Join(h.in, "absent.md"))
	codes := map[string]string{"out.md": "link_outside", "etc": "link_outside", "dangling.md": reader.CodeMissing, "absent.md": reader.CodeMissing, "公告.txt": reader.CodeEmpty}
	for name, code := range codes {
		if rows[name].Code != code || rows[name].Error == "" {
			t.Errorf("%s: %+v", name, rows[name])
		}
	}
	if len(rows) != len(codes)+1 || result.Documents != 1 || result.TotalFiles != len(codes)+1 {
		t.Errorf("%d rows, %+v", len(rows), result)
	}
}

func TestOriginals(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	inner := archive(t, map[string][]byte{"深/公告.md": rules(second)})
	path := h.write("全部.zip", archive(t, map[string][]byte{"内.zip": inner, "b/说明.txt": []byte("第一条 这是另一份文件的文字，讲纸鸢的保管。\n第二条 纸鸢应当放在干燥的地方。")}))
	rows, result := h.take(ingest.Options{}, path)
	if result.Sources != 2 || result.Failed != 0 || result.Files != 1 {
		t.Fatalf("%+v %+v", result, rows)
	}
	var hash string
	for name, row := range rows {
		if strings.HasSuffix(name, "公告.md") {
			document, err := h.desk.Item(t.Context(), editorial.ProposalID(result.Draft), knowledge.Key{Kind: knowledge.DocumentItem, ID: string(row.Documents[0].ID)})
			check(t, err)
			hash = document.Content.(knowledge.Document).SourceHash
		}
	}
	original, err := h.files.Original(hash)
	check(t, err)
	if original.Format != "markdown" || !strings.HasSuffix(original.Name, "公告.md") || original.In == "" {
		t.Errorf("%+v", original)
	}
	in, err := h.files.Open(hash)
	check(t, err)
	var got bytes.Buffer
	_, err = got.ReadFrom(in)
	check(t, err)
	check(t, in.Close())
	if !bytes.Equal(got.Bytes(), rules(second)) {
		t.Errorf("the original is %q", got.String())
	}
	check(t, filepath.WalkDir(h.originals, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil && (info.Mode().Perm()&0o111 != 0 || strings.HasPrefix(entry.Name(), ".new")) {
			t.Errorf("%s %v", path, info.Mode())
		}
		return err
	}))
	for _, unknown := range []string{"", "../../etc/passwd", strings.Repeat("a", 64), strings.Repeat("A", 64)} {
		if _, err := h.files.Open(unknown); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: %v", unknown, err)
		}
	}
}

// A file in the format of data/ is one inside an archive too.
func TestYAMLInArchive(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	one := "- id: kite-1\n  kind: guide\n  question: 纸鸢怎么备案\n  answers:\n    - text: |-\n        先填表。\n\n        再盖章。\n"
	two := `[{"id":"kite-2","kind":"guide","question":"纸鸢怎么注销","answers":[{"text":"再填一张表。"}]}]`
	inner := archive(t, map[string][]byte{"深/b.json": []byte(two)})
	h.write("全部.zip", archive(t, map[string][]byte{"pairs/a.yaml": []byte(one), "内.zip": inner, "bad.yml": []byte("- id: kite-3\n  question: 没有答案\n")}))
	rows, result := h.take(ingest.Options{}, h.in)
	for name, pairs := range map[string]int{"全部.zip!pairs/a.yaml": 1, "全部.zip!内.zip!深/b.json": 1, "全部.zip!bad.yml": 0} {
		row := rows[name]
		if row.Format != "yaml" || row.Pairs != pairs || len(row.Documents) > 0 || (row.Error == "") != (pairs == 1) {
			t.Errorf("%s: %+v", name, row)
		}
	}
	pair, err := h.knowledge.Pair(t.Context(), "kite-1", h.publish(result.Draft))
	check(t, err)
	if pair.Answers[0].Text != "先填表。\n\n再盖章。" {
		t.Errorf("%+v", pair)
	}
}

// A row says where a document stands with all that was read before it; a later file that changes it says so.
func TestStatusWithinOneRun(t *testing.T) {
	document := func(name, number, more string) []byte {
		return []byte("# 国家税务总局合肥市税务局关于" + name + "的公告\n\n国家税务总局合肥市税务局公告" + number + "\n\n第一条 经营的单位应当备案。\n\n第二条 清单保存五年。\n\n" +
			more + "\n\n国家税务总局合肥市税务局\n\n2025年2月10日\n")
	}
	old := document("纸鸢备案", "2020年第7号", "第三条 本公告自2020年3月1日起施行。")
	repeal := document("风筝备案", "2025年第8号", "第三条 本公告自2025年3月1日起施行。《国家税务总局合肥市税务局关于纸鸢备案的公告》（国家税务总局合肥市税务局公告2020年第7号）同时废止。")
	t.Run("repealed before", func(t *testing.T) {
		h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
		h.write("1.md", repeal)
		h.write("2.md", old)
		rows, _ := h.take(ingest.Options{DryRun: true}, h.in)
		if got := rows["2.md"].Documents[0].Status; got != knowledge.StatusRepealed {
			t.Errorf("%s %+v", got, rows["1.md"])
		}
	})
	t.Run("repealed behind", func(t *testing.T) {
		h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
		h.write("1.md", old)
		h.write("2.md", repeal)
		rows, result := h.take(ingest.Options{}, h.in)
		if got := rows["1.md"].Documents[0].Status; got != knowledge.StatusInForce {
			t.Errorf("%s before the other file was read", got)
		}
		if !strings.Contains(strings.Join(rows["2.md"].Warnings, "\n"), "同时导入的《国家税务总局合肥市税务局关于纸鸢备案的公告》已失效") {
			t.Errorf("%q", rows["2.md"].Warnings)
		}
		h.publish(result.Draft)
		h.write("2.md", []byte(strings.Replace(string(repeal), "同时废止", "继续有效", 1)))
		rows, _ = h.take(ingest.Options{DryRun: true}, filepath.Join(h.in, "2.md"), filepath.Join(h.in, "1.md"))
		if got := rows["1.md"].Documents[0].Status; got != knowledge.StatusRepealed { // 1.md is read first
			t.Errorf("%s by what is published", got)
		}
	})
}
