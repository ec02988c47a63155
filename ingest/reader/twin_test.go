package reader

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// shared is the folder with samples; a test that needs it is skipped where it is absent.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("YUEYUE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	dir = filepath.Join(dir, "policies")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no samples: %v", err)
	}
	return dir
}

// bareText is the text of blocks without white space.
func bareText(blocks []Block) string {
	var b strings.Builder
	for _, x := range blocks {
		for _, r := range x.Text {
			if !unicode.IsSpace(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// bareMarkdown is a Markdown file without white space and without its marks, told by other means than the reader's.
func bareMarkdown(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimLeft(strings.TrimSpace(line), "#> ")
		line = strings.TrimPrefix(line, "- ")
		for _, r := range strings.ReplaceAll(line, "**", "") {
			if !unicode.IsSpace(r) && r != '`' {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// alike is the share of characters that two texts have in common in the same order, of the longer one.
func alike(a, b string) float64 {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0
	same := 0
	for _, part := range d.DiffMainRunes([]rune(a), []rune(b), false) {
		if part.Type == diffmatchpatch.DiffEqual {
			same += len([]rune(part.Text))
		}
	}
	return float64(same) / float64(max(len([]rune(a)), len([]rune(b)), 1))
}

// A PDF printed from a Markdown file gives its text, in its order, in the same blocks.
func TestTwins(t *testing.T) {
	dir := shared(t)
	names, err := filepath.Glob(filepath.Join(dir, "md_*.md"))
	if err != nil || len(names) == 0 {
		t.Skip("no twins")
	}
	for _, name := range names {
		stem := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "md_"), ".md")
		md, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pdf, err := os.ReadFile(filepath.Join(dir, "pdf_"+stem+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := read(t, "a.md", md)
		if err != nil {
			t.Fatal(err)
		}
		p, err := read(t, "a.pdf", pdf)
		if err != nil {
			t.Fatal(err)
		}
		source := bareMarkdown(string(md))
		toMarkdown, toPDF, twins := alike(source, bareText(m.Blocks)), alike(source, bareText(p.Blocks)), alike(bareText(m.Blocks), bareText(p.Blocks))
		t.Logf("%s: Markdown %.4f, PDF %.4f, between them %.4f of characters, %d and %d blocks", stem, toMarkdown, toPDF, twins, len(m.Blocks), len(p.Blocks))
		if toMarkdown < 0.99 || toPDF < 0.97 || twins < 0.97 {
			t.Errorf("%s: too little in common", stem)
		}
		same := 0
		for i := range min(len(m.Blocks), len(p.Blocks)) {
			if m.Blocks[i].Kind == p.Blocks[i].Kind && m.Blocks[i].Level == p.Blocks[i].Level && bareText(m.Blocks[i:i+1]) == bareText(p.Blocks[i:i+1]) {
				same++
			}
		}
		if same*100 < 97*len(m.Blocks) {
			t.Errorf("%s: %d of %d blocks are the same", stem, same, len(m.Blocks))
		}
	}
}

// Every sample is read but the Word file from before 2007, and what is read keeps the promises of Block.
func TestSamples(t *testing.T) {
	dir := shared(t)
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Format{"md": Markdown, "txt": Text, "html": HTML, "pdf": PDF, "xls": XLS, "docx": DOCX, "tsv": TSV}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		src, err := read(t, f.Name(), data)
		if extension(f.Name()) == "doc" {
			if src.Format != DOC {
				t.Errorf("%s: %v", f.Name(), err)
			}
			continue
		}
		if err != nil || src.Format != want[extension(f.Name())] {
			t.Errorf("%s: %s, %v", f.Name(), src.Format, err)
		}
		if strings.HasPrefix(f.Name(), "gbk_") != (src.Encoding == "gb18030") {
			t.Errorf("%s: %s", f.Name(), src.Encoding)
		}
		text := show(src.Blocks)
		for _, mark := range []string{"<%", "%>", "function(", "\uFFFD", "&nbsp;", "</"} {
			if src.Format == HTML && strings.Contains(text, mark) {
				t.Errorf("%s: %q is left in the text", f.Name(), mark)
			}
		}
		checkBlocks(t, src.Blocks)
	}
}
