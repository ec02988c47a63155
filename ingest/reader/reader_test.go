package reader

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yueyue/internal/fault"
)

// TestMain runs a worker when a pool of a test starts this binary as one, and otherwise the tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "mortal-worker" {
		if err := Worker(os.Stdin, mortal{}); err != nil {
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "read-worker" {
		if err := Worker(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	testEngine.close()
	os.Exit(code)
}

// testEngine is started once for all tests.
var testEngine = &engine{cache: filepath.Join(os.TempDir(), "yueyue-reader-test-cache")}

func read(t testing.TB, name string, data []byte) (Source, error) {
	t.Helper()
	return readWithin(t, DefaultLimits(), name, data)
}

func readWithin(t testing.TB, limits Limits, name string, data []byte) (Source, error) {
	t.Helper()
	p := &parser{limits: limits, engine: testEngine}
	ctx, cancel := context.WithTimeout(context.Background(), limits.Time)
	defer cancel()
	return p.parse(ctx, name, data)
}

// show writes blocks one a line: "h1 …" "p …" "l2 …" "r1 …".
func show(blocks []Block) string {
	var b strings.Builder
	for _, x := range blocks {
		switch x.Kind {
		case Heading:
			fmt.Fprintf(&b, "h%d %s\n", x.Level, x.Text)
		case ListItem:
			fmt.Fprintf(&b, "l%d %s\n", x.Level, x.Text)
		case Row:
			fmt.Fprintf(&b, "r%d %s\n", x.Table, x.Text)
		default:
			fmt.Fprintf(&b, "p %s\n", x.Text)
		}
	}
	return b.String()
}

// mustBe compares blocks with what is expected, a line each.
func mustBe(t *testing.T, src Source, err error, format Format, want string) {
	t.Helper()
	if err != nil {
		t.Fatalf("not read: %v", err)
	}
	if src.Format != format {
		t.Errorf("format %s, want %s", src.Format, format)
	}
	got := strings.TrimSpace(show(src.Blocks))
	var lines []string
	for l := range strings.SplitSeq(strings.TrimSpace(want), "\n") {
		lines = append(lines, strings.TrimSpace(l))
	}
	if want := strings.Join(lines, "\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	checkBlocks(t, src.Blocks)
}

// checkBlocks holds what Block promises.
func checkBlocks(t testing.TB, blocks []Block) {
	t.Helper()
	for _, b := range blocks {
		if b.Text == "" || b.Text != clean(b.Text) {
			t.Fatalf("text is not clean: %q", b.Text)
		}
		if b.Header != nil && len(b.Header) != len(b.Cells) {
			t.Fatalf("%d headers for %d cells", len(b.Header), len(b.Cells))
		}
		if (b.Kind == Row) != (b.Cells != nil) || (b.Kind == Row) != (b.Table > 0) {
			t.Fatalf("a row has cells and a table, nothing else has: %+v", b)
		}
		if (b.Kind == Heading || b.Kind == ListItem) != (b.Level > 0) {
			t.Fatalf("level %d of a %s", b.Level, b.Kind)
		}
	}
}

func mustRefuse(t *testing.T, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code || fault.KindOf(err) != fault.Invalid {
		t.Fatalf("got %v, want %s", err, code)
	}
	if m := fault.MessageOf(err); !strings.HasSuffix(m, "。") || strings.Contains(m, "%!") {
		t.Fatalf("not a sentence for people: %q", m)
	}
}

func warned(src Source, part string) bool {
	return slices.ContainsFunc(src.Warnings, func(w string) bool { return strings.Contains(w, part) })
}

func TestFormatsByContent(t *testing.T) {
	page := "<html><body><p>正文一句话。</p></body></html>"
	cases := []struct {
		name, file string
		data       string
		format     Format
		code       string
	}{
		{"page called txt", "a.txt", page, HTML, ""},
		{"page behind server tags", "a.pdf", "<%@page contentType=\"text/html\"%>\n<%@ include file=\"x\"%>\n" + page, HTML, ""},
		{"markdown called txt", "a.txt", "# 标题\n\n正文。", Markdown, ""},
		{"text called md", "a.md", "没有任何标记的一行。", Markdown, ""},
		{"text", "a", "第一条 没有任何标记。\n第二条 也没有。", Text, ""},
		{"csv by name", "a.csv", "问题,答案\n甲,乙\n", CSV, ""},
		{"csv without name", "a.dat", "问题,答案,期限\n甲,乙,丙\n丁,戊,己\n", CSV, ""},
		{"prose with commas is no csv", "a.txt", "一,二\n三,四\n五。\n", Text, ""},
		{"tsv", "a.txt", "问题\t答案\n甲\t乙\n丙\t丁\n", TSV, ""},
		{"json", "a.txt", `{"问题":"甲"}`, JSON, ""},
		{"jsonl", "a.json", "{\"问题\":\"甲\"}\n{\"问题\":\"乙\"}\n", JSONL, ""},
		{"broken json", "a.json", `{"问题":`, JSON, CodeBroken},
		{"broken json called txt", "a.txt", `{"问题":`, Text, ""},
		{"text that begins like a bitmap", "a.txt", "BM是一个缩写。", Text, ""},
		{"picture called pdf", "a.pdf", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "", CodeUnknown},
		{"jpeg called docx", "a.docx", "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00", "", CodeUnknown},
		{"svg", "a.svg", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>`, "", CodeUnknown},
		{"xml", "a.xml", `<?xml version="1.0"?><data><a>1</a></data>`, "", CodeUnknown},
		{"postscript called pdf", "a.pdf", "%!PS-Adobe-3.0\n%%Title: x\nshowpage\n", "", CodeUnknown},
		{"page saved with all that it shows", "a.doc", "From: <Saved by Browser>\nSubject: x\n y\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html>", "", CodeUnknown},
		{"message", "a.txt", "Return-Path: <a@b>\r\nReceived: from x\r\n\tby y\r\nMIME-Version: 1.0\r\n\r\n正文", "", CodeUnknown},
		{"text about messages", "a.txt", "说明：\nMIME-Version: 1.0 是邮件的一行。\n", Text, ""},
		{"workbook of 2003", "a.xls", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`, "", CodeUnknown},
		{"office file cut off", "a.doc", string(compoundOf(map[string][]byte{"WordDocument": make([]byte, 9000)})[:600]), "", CodeBroken},
		{"book", "a.zip", string(zipped(t, "mimetype", "application/epub+zip", "META-INF/container.xml", "<x/>", "a.xhtml", page)), "", CodeUnknown},
		{"rar", "a.zip", "Rar!\x1A\x07\x01\x00", "", CodeUnknown},
		{"random bytes", "a.txt", "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13", "", CodeUnknown},
		{"nothing", "a.txt", "", "", CodeEmpty},
		{"blanks", "a.txt", " \r\n\t ", "", CodeEmpty},
		{"marks without text", "a.html", "<html><body><p> </p></body></html>", HTML, CodeNoText},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			src, err := read(t, c.file, []byte(c.data))
			if c.code != "" {
				mustRefuse(t, err, c.code)
			} else if err != nil {
				t.Fatal(err)
			}
			if src.Format != c.format {
				t.Errorf("format %q, want %q", src.Format, c.format)
			}
			checkBlocks(t, src.Blocks)
		})
	}
}

func TestPicturesAreNamed(t *testing.T) {
	_, err := read(t, "公告.pdf", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if m := fault.MessageOf(err); m != "这是 PNG 图片，不是可以导入的文档。" {
		t.Error(m)
	}
}
