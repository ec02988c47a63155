package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yueyue/internal/fault"
)

// outcome is a source with its error, as a line: "name: format" or "name: code".
type outcome struct {
	src Source
	err error
}

func (o outcome) String() string {
	if o.err != nil {
		return o.src.Name + ": " + fault.CodeOf(o.err)
	}
	return o.src.Name + ": " + string(o.src.Format)
}

// walked reads bytes as a file, in this process.
func walked(t testing.TB, limits Limits, f handle) []outcome {
	t.Helper()
	var out []outcome
	w := &walker{
		parser: &parser{limits: limits, engine: testEngine},
		begin:  func(int, string) error { return nil },
		end: func(_ int, src Source, err error) error {
			out = append(out, outcome{src, err})
			return nil
		},
	}
	if err := w.walk(context.Background(), "a.zip", f); err != nil && !errors.Is(err, errStop) {
		t.Fatal(err)
	}
	return out
}

func lines(outcomes []outcome) string {
	var b strings.Builder
	for _, o := range outcomes {
		fmt.Fprintln(&b, o)
	}
	return strings.TrimSpace(b.String())
}

// file is bytes in a file of their own.
func file(t testing.TB, data []byte) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// packed writes entries with headers of their own.
func packedBy(t testing.TB, entries ...func(z *zip.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		if err := e(z); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func entry(h zip.FileHeader, data string) func(z *zip.Writer) error {
	return func(z *zip.Writer) error {
		w, err := z.CreateHeader(&h)
		if err == nil {
			_, err = io.WriteString(w, data)
		}
		return err
	}
}

func TestArchive(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("政策/公告.txt")
	if err != nil {
		t.Fatal(err)
	}
	link := zip.FileHeader{Name: "link.txt"}
	link.SetMode(fs.ModeSymlink | 0o777)
	device := zip.FileHeader{Name: "device.txt"}
	device.SetMode(fs.ModeDevice | 0o666)
	inner := zipped(t, "内.md", "# 内层", "../越界.txt", "越界")
	data := packedBy(t,
		entry(zip.FileHeader{Name: "dir/"}, ""),
		entry(zip.FileHeader{Name: gbk, NonUTF8: true, Method: zip.Deflate}, "正文"),
		entry(zip.FileHeader{Name: "../../etc/passwd"}, "root"),
		entry(zip.FileHeader{Name: "/etc/passwd"}, "root"),
		entry(zip.FileHeader{Name: `..\windows.txt`}, "root"),
		entry(zip.FileHeader{Name: `C:\windows.txt`}, "root"),
		entry(link, "/etc/passwd"),
		entry(device, "x"),
		entry(zip.FileHeader{Name: "图片.pdf"}, "\x89PNG\r\n\x1a\n"),
		entry(zip.FileHeader{Name: "空.txt"}, ""),
		entry(zip.FileHeader{Name: "__MACOSX/x.txt"}, "x"),
		entry(zip.FileHeader{Name: "~$锁.docx"}, "x"),
		entry(zip.FileHeader{Name: "内.zip"}, string(inner)),
		entry(zip.FileHeader{Name: "文档.docx"}, string(docx(t, wp("正文")))),
		entry(zip.FileHeader{Name: "坏.zip"}, "PK\x03\x04坏的"),
		entry(zip.FileHeader{Name: "../" + strings.Repeat("长", 400) + ".txt"}, "越界"),
		entry(zip.FileHeader{Name: strings.Repeat("d/", 20_000) + "深\x1b[31m.txt"}, "正文"),
		entry(zip.FileHeader{Name: "末.html"}, "<html><body><p>正文</p></body></html>"),
	)
	if got, want := lines(walked(t, DefaultLimits(), file(t, data))), strings.TrimSpace(`
a.zip!政策/公告.txt: text
a.zip!../../etc/passwd: archive_path
a.zip!/etc/passwd: archive_path
a.zip!../windows.txt: archive_path
a.zip!C:/windows.txt: archive_path
a.zip!link.txt: archive_path
a.zip!device.txt: archive_path
a.zip!图片.pdf: format_unknown
a.zip!空.txt: file_empty
a.zip!内.zip!内.md: markdown
a.zip!内.zip!../越界.txt: archive_path
a.zip!文档.docx: docx
a.zip!坏.zip: file_broken
a.zip!…`+strings.Repeat("长", longestName-4)+`.txt: archive_path
a.zip!…/`+strings.Repeat("d/", (longestName-10)/2)+`深[31m.txt: text
a.zip!末.html: html`); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for _, o := range walked(t, DefaultLimits(), file(t, data)) {
		if strings.Contains(o.src.Name, "link") && !strings.Contains(fault.MessageOf(o.err), "链接") {
			t.Error(fault.MessageOf(o.err))
		}
	}
}

func TestArchiveBombs(t *testing.T) {
	limits := DefaultLimits()
	limits.Size, limits.Total, limits.Entries, limits.Depth = 32<<20, 5<<20, 10, 2
	zeros := strings.Repeat("0", 20<<20)
	deep := zipped(t, "a.txt", "正文")
	for range 4 {
		deep = zipped(t, "a.zip", string(deep))
	}
	var many []string
	for i := range 12 {
		many = append(many, fmt.Sprintf("%02d.txt", i), "正文")
	}
	var large []string
	for i := range 4 {
		large = append(large, fmt.Sprintf("%d.txt", i), strings.Repeat(fmt.Sprintf("正文第%d句。", i), 100_000))
	}
	lying := zipped(t, "a.txt", strings.Repeat("正文。", 1000), "b.txt", "正文")
	at := bytes.LastIndex(lying, []byte("PK\x01\x02\x14\x00\x14\x00")) // the directory's second entry says that it is small
	cases := []struct {
		name string
		data []byte
		want string
	}{
		{"ratio", zipped(t, "0.txt", zeros, "b.txt", "正文"), "a.zip!0.txt: archive_bomb\na.zip!b.txt: text"},
		{"depth", deep, "a.zip!a.zip!a.zip: archive_bomb"},
		{"entries", zipped(t, many...), "a.zip!00.txt: text\na.zip!01.txt: text\na.zip!02.txt: text\na.zip!03.txt: text\na.zip!04.txt: text\na.zip!05.txt: text\na.zip!06.txt: text\na.zip!07.txt: text\na.zip!08.txt: text\na.zip!09.txt: text\na.zip: archive_bomb"},
		{"total", zipped(t, large...), "a.zip!0.txt: text\na.zip!1.txt: text\na.zip!2.txt: text\na.zip!3.txt: text"},
		{"nothing inside", zipped(t, "dir/", ""), "a.zip: file_empty"},
		{"directory gone", lying[:at], "a.zip: file_broken"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := limits
			if c.name == "total" {
				l.Ratio = 5000
			}
			if c.name == "ratio" {
				l.Total = 1 << 30
			}
			if got := lines(walked(t, l, file(t, c.data))); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
	t.Run("total ends the walk", func(t *testing.T) {
		l := limits
		l.Ratio, l.Total = 5000, 2<<20
		if got := lines(walked(t, l, file(t, zipped(t, large...)))); !strings.HasSuffix(got, "a.zip: archive_bomb") || strings.Contains(got, "3.txt") {
			t.Error(got)
		}
	})
	t.Run("entry larger than a file may be", func(t *testing.T) {
		l := limits
		l.Size, l.Ratio, l.Total = 1<<20, 5000, 1<<30
		if got := lines(walked(t, l, file(t, zipped(t, "0.txt", zeros)))); got != "a.zip!0.txt: file_too_large" {
			t.Error(got)
		}
	})
}

func TestDamagedArchives(t *testing.T) {
	t.Run("encrypted entry", func(t *testing.T) {
		data := zipped(t, "a.txt", "正文")
		at := bytes.Index(data, []byte("PK\x01\x02"))
		data[at+8] |= 1
		if got := lines(walked(t, DefaultLimits(), file(t, data))); got != "a.zip!a.txt: file_encrypted" {
			t.Error(got)
		}
	})
	t.Run("checksum", func(t *testing.T) {
		data := packedBy(t, entry(zip.FileHeader{Name: "a.txt"}, "正文一句话"), entry(zip.FileHeader{Name: "b.txt"}, "正文"))
		copy(data[bytes.Index(data, []byte("一句话")):], "两句话")
		if got := lines(walked(t, DefaultLimits(), file(t, data))); got != "a.zip!a.txt: file_broken\na.zip!b.txt: text" {
			t.Error(got)
		}
	})
	t.Run("too large", func(t *testing.T) {
		l := DefaultLimits()
		l.Size = 1 << 10
		if got := lines(walked(t, l, file(t, []byte(strings.Repeat("正文。", 1000))))); got != "a.zip: file_too_large" {
			t.Error(got)
		}
		l.Archive = 10
		if got := lines(walked(t, l, file(t, zipped(t, "a.txt", "正文")))); got != "a.zip: file_too_large" {
			t.Error(got)
		}
	})
}

// restless is a file that somebody writes to while it is read.
type restless struct {
	*os.File
	change func()
}

func (r *restless) Read(p []byte) (int, error) {
	n, err := r.File.Read(p)
	r.touch()
	return n, err
}

func (r *restless) ReadAt(p []byte, at int64) (int, error) {
	n, err := r.File.ReadAt(p, at)
	if at > 0 {
		r.touch()
	}
	return n, err
}

func (r *restless) touch() {
	if r.change != nil {
		r.change()
		r.change = nil
	}
}

func TestFileThatChanges(t *testing.T) {
	changes := map[string]func(path string) error{
		"grows":   func(path string) error { return appendTo(path, "又一句。") },
		"shrinks": func(path string) error { return os.Truncate(path, 10) },
		"is written again": func(path string) error {
			return os.Chtimes(path, time.Now(), time.Now().Add(time.Minute))
		},
	}
	for name, change := range changes {
		for kind, data := range map[string][]byte{"text": []byte(strings.Repeat("正文一句话。", 5000)), "archive": zipped(t, "a.txt", "正文", "b.txt", "正文")} {
			t.Run(kind+" "+name, func(t *testing.T) {
				f := file(t, data)
				r := &restless{File: f, change: func() {
					if err := change(f.Name()); err != nil {
						t.Fatal(err)
					}
				}}
				got := lines(walked(t, DefaultLimits(), r))
				if got != "a.zip: file_changed" && (kind != "archive" || !strings.HasSuffix(got, ": file_changed")) {
					t.Error(got)
				}
			})
		}
	}
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(text)
	return err
}

// memory is a file that lies in memory.
type memory struct{ *bytes.Reader }

func (m memory) Stat() (fs.FileInfo, error) { return memoryInfo{size: m.Size()}, nil }

type memoryInfo struct {
	fs.FileInfo
	size int64
}

func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
