package ingest_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"yueyue/ingest"
	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
	"yueyue/internal/store/storetest"
)

// What a recogniser does not survive costs one row.
func TestPanicCostsOneRow(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	in, err := ingest.New(ingest.Parts{
		Reader: files, Contents: h.knowledge, Links: h.knowledge, Desk: h.desk, Files: h.files, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
		Understand: func(s reader.Source) []ingest.Understood {
			if strings.HasSuffix(s.Name, "毒.md") {
				panic("an index")
			}
			return ingest.Understand(s)
		},
	})
	check(t, err)
	h.Ingester = in
	h.write("甲.md", rules(second))
	h.write("毒.md", []byte("# 毒\n\n第一条 正文。"))
	rows, result := h.take(ingest.Options{DryRun: true}, h.in)
	if row := rows["毒.md"]; row.Code != "content_crashed" || row.Error == "" || row.Format != "markdown" {
		t.Errorf("%+v", row)
	}
	if result.Documents != 1 || result.Failed != 1 {
		t.Errorf("%+v", result)
	}
}

// Documents of more articles and paragraphs than any statute has are read to their end.
func TestMoreArticlesThanStatutesHave(t *testing.T) {
	for _, mark := range []string{"纳税人应当依法办理纳税申报。", "第二条 纳税人应当依法办理。"} {
		source := reader.Source{Name: "长.txt", Format: reader.Text, Hash: strings.Repeat("0", 64)}
		source.Blocks = append(source.Blocks, reader.Block{Kind: reader.Paragraph, Text: "第99999条 为了规范，制定本办法。"})
		for range 12_000 {
			source.Blocks = append(source.Blocks, reader.Block{Kind: reader.Paragraph, Text: mark})
		}
		if got := ingest.Understand(source); len(got) != 1 || len(got[0].Passages) == 0 {
			t.Errorf("%d documents", len(got))
		}
	}
	for n, want := range map[int]string{9999: "九千九百九十九", 10_000: "10000"} {
		if got := policy.Chinese(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}
