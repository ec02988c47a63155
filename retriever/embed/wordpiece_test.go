package embed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// shippedWordPiece reads the tokenizer that ships with the model; change edits the file before.
func shippedWordPiece(tb testing.TB, change ...func(normalizer map[string]any)) *wordPiece {
	tb.Helper()
	content, err := os.ReadFile(filepath.Join(assets(tb), tokenizerFile.name))
	if err != nil {
		tb.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(content, &file); err != nil {
		tb.Fatal(err)
	}
	for _, f := range change {
		f(file["normalizer"].(map[string]any))
	}
	if content, err = json.Marshal(file); err != nil {
		tb.Fatal(err)
	}
	w, err := newWordPiece(content)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func likeBERT(normalizer map[string]any) {
	normalizer["lowercase"], normalizer["strip_accents"] = true, true
}

func TestWordPieceAgainstReference(t *testing.T) {
	plain, bert := shippedWordPiece(t), shippedWordPiece(t, likeBERT)
	content, err := os.ReadFile("testdata/wordpiece.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines, stripped := 0, 0
	for scan := bufio.NewScanner(bytes.NewReader(content)); scan.Scan(); lines++ {
		var row struct {
			Text      string
			IDs, BERT []int64
		}
		if err := json.Unmarshal(scan.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if got := plain.encode(nil, row.Text, 512); !slices.Equal(got, row.IDs) {
			t.Errorf("%.80q gives\n%v, want\n%v", row.Text, got, row.IDs)
		}
		if row.BERT == nil {
			row.BERT = row.IDs
		} else {
			stripped++
		}
		if got := bert.encode(nil, row.Text, 512); !slices.Equal(got, row.BERT) {
			t.Errorf("%.80q without accents gives\n%v, want\n%v", row.Text, got, row.BERT)
		}
		for _, limit := range []int{2, 3, 17, 256} {
			want := row.IDs
			if len(want) > limit {
				want = append(slices.Clone(want[:limit-1]), want[len(want)-1])
			}
			if got := plain.encode(nil, row.Text, limit); !slices.Equal(got, want) {
				t.Errorf("%.80q cut at %d gives\n%v, want\n%v", row.Text, limit, got, want)
			}
		}
	}
	if lines < 300 || stripped < 20 {
		t.Errorf("%d texts, %d with accents", lines, stripped)
	}
}

// TestCharacterClasses goes through the blocks that Chinese and western text uses. In the blocks of ancient scripts Go knows
// newer signs than the reference.
func TestCharacterClasses(t *testing.T) {
	want := map[rune]string{}
	content, err := os.ReadFile("testdata/classes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		var first, last rune
		var name string
		if _, err := fmt.Sscanf(line, "%x\t%x\t%s", &first, &last, &name); err != nil {
			t.Fatal(err)
		}
		for r := first; r <= last; r++ {
			want[r] = name
		}
	}
	blocks := [][2]rune{
		{0, 0x5ff}, {0x1e00, 0x2e42}, {0x2e80, 0xa4cf}, {0xac00, 0xd7ff}, {0xe000, 0xffff}, {0x1f000, 0x1fbff}, {0x20000, utf8.MaxRune},
	}
	for _, block := range blocks {
		for r := block[0]; r <= block[1]; r++ {
			if got := classOf(r); got != want[r] {
				t.Errorf("%U is %q, want %q", r, got, want[r])
			}
		}
	}
}

func classOf(r rune) string {
	w := wordPiece{
		first: map[string]int64{"a": 1, "b": 2}, rest: map[string]int64{"b": 3}, longest: 4, maxWord: 9, unknown: 9, clean: true, splitHan: true,
	}
	switch ids := w.encode(nil, "a"+string(r)+"b", 9); {
	case r == 'A' || r == 'B' || r == 'a' || r == 'b':
		return ""
	case slices.Equal(ids, []int64{0, 1, 3, 0}):
		return "dropped"
	case slices.Equal(ids, []int64{0, 1, 2, 0}):
		return "space"
	case slices.Equal(ids, []int64{0, 9, 0}):
		return ""
	case slices.Equal(ids, []int64{0, 1, 9, 2, 0}) && isChinese(r):
		return "chinese"
	case slices.Equal(ids, []int64{0, 1, 9, 2, 0}):
		return "punctuation"
	default:
		return fmt.Sprint(ids)
	}
}

func TestSpecialTokensInTextAreText(t *testing.T) {
	w := shippedWordPiece(t)
	ids := w.encode(nil, "[CLS][SEP][MASK][PAD]", 512)
	for _, id := range ids[1 : len(ids)-1] {
		if id < 106 { // [PAD] [unused…] [UNK] [CLS] [SEP] [MASK] come before
			t.Errorf("special token %d in %v", id, ids)
		}
	}
}

func TestWordPieceRefuses(t *testing.T) {
	const good = `{"added_tokens":[{"id":1,"content":"[UNK]"},{"id":2,"content":"[CLS]"},{"id":3,"content":"[SEP]"}],
		"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},
		"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"a":4}}}`
	if _, err := newWordPiece([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, old, new, says string }{
		{"no JSON", "{", "", "invalid character"},
		{"another normalizer", "BertNormalizer", "NFKC", "NFKC"},
		{"another pre-tokenizer", "BertPreTokenizer", "Whitespace", "Whitespace"},
		{"another model", `"WordPiece"`, `"BPE"`, "BPE"},
		{"no [SEP]", "[SEP]", "[EOS]", "[SEP]"},
		{"no unknown token", `"unk_token":"[UNK]"`, `"unk_token":"[OOV]"`, "[OOV]"},
		{"an added token that text may hold", `"id":3,"content":"[SEP]"`, `"id":3,"content":"<s>"`, "<s>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, err := newWordPiece([]byte(strings.Replace(good, test.old, test.new, 1)))
			if w != nil || err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("newWordPiece = %v, %v", w, err)
			}
		})
	}
}

func FuzzWordPiece(f *testing.F) {
	for _, seed := range []string{"增值税VAT 3%", "\xff\x00İ", "é\u0301", strings.Repeat("x", 101), "𠮷😀"} {
		f.Add(seed, 20)
	}
	plain, bert := shippedWordPiece(f), shippedWordPiece(f, likeBERT)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 2 + max(limit, -limit, 0)%600
		for _, w := range []*wordPiece{plain, bert} {
			ids := w.encode(nil, text, limit)
			if len(ids) < 2 || len(ids) > limit || ids[0] != w.start || ids[len(ids)-1] != w.end {
				t.Fatalf("%q: %v", text, ids)
			}
			for _, id := range ids {
				if id < 0 || id >= 21128 {
					t.Fatalf("%q: id %d", text, id)
				}
			}
			if all := w.encode(nil, text, 4*len(text)+2); !slices.Equal(all[:len(ids)-1], ids[:len(ids)-1]) {
				t.Fatalf("%q: cut at %d %v, whole %v", text, limit, ids, all)
			}
		}
	})
}

func BenchmarkWordPiece(b *testing.B) {
	w := shippedWordPiece(b)
	text := strings.Repeat("自2023年1月1日起，对月销售额10万元以下（含本数）的增值税小规模纳税人，免征增值税。VAT e-Tax APP ", 4)
	ids := make([]int64, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		ids = w.encode(ids, text, 512)
	}
	b.ReportMetric(float64(utf8.RuneCountInString(text)*b.N)/1e6/b.Elapsed().Seconds(), "Mchar/s")
}
