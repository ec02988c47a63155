package truth_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"yueyue/internal/civil"
)

// samples is the folder of sample policies, which lies beside the repository and not in it.
func samples(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(cmp.Or(os.Getenv("YUEYUE_SHARED"), filepath.Join("..", "..", "..", "shared")), "policies")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no sample policies to compare with: %v (YUEYUE_SHARED names the folder around policies)", err)
	}
	return folder
}

// squeeze takes all blanks out of a text and writes its zeros alike: titles run over lines, numbers are spaced out.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '〇':
			return '○'
		}
		return r
	}, text)
}

// inCharacters writes a date as old texts do: 二○○七年十一月二十二日.
func inCharacters(date civil.Date) string {
	digits := []rune("○一二三四五六七八九")
	count := func(two string) string { // 1 to 31
		n := int(two[0]-'0')*10 + int(two[1]-'0')
		var out string
		if n >= 20 {
			out = string(digits[n/10])
		}
		if n >= 10 {
			out += "十"
		}
		if n%10 > 0 {
			out += string(digits[n%10])
		}
		return out
	}
	var year string
	for _, digit := range date[:4] {
		year += string(digits[digit-'0'])
	}
	return year + "年" + count(string(date[5:7])) + "月" + count(string(date[8:])) + "日"
}

func TestInCharacters(t *testing.T) {
	for date, want := range map[civil.Date]string{
		"2007-11-22": "二○○七年十一月二十二日", "1990-12-05": "一九九○年十二月五日", "2006-09-19": "二○○六年九月十九日",
		"1999-10-31": "一九九九年十月三十一日", "2008-02-10": "二○○八年二月十日", "2008-03-20": "二○○八年三月二十日",
	} {
		if got := inCharacters(date); got != want {
			t.Errorf("%s is %s, want %s", date, got, want)
		}
	}
}

// Every sample of the five groups is in the truth and nothing else is.
func TestEverySampleIsRead(t *testing.T) {
	folder := samples(t)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, entry := range entries {
		for _, group := range []string{"law_", "md_", "pdf_", "oneline_"} {
			if strings.HasPrefix(entry.Name(), group) {
				want = append(want, entry.Name())
			}
		}
	}
	var got []string
	for _, d := range load(t) {
		got = append(got, d.File)
	}
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("the truth is about\n%s\nthe samples are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What the truth says is in the text, word for word but for blanks. PDFs are left out: to read them is what is measured.
func TestValuesAreInTheText(t *testing.T) {
	folder := samples(t)
	all := load(t)
	for i, d := range all {
		if strings.HasSuffix(d.File, ".pdf") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, d.File))
		if err != nil {
			t.Error(err)
			continue
		}
		if d.Line > 0 {
			lines := strings.Split(string(content), "\n")
			end := len(lines) + 1
			if i+1 < len(all) && all[i+1].File == d.File {
				end = all[i+1].Line
			}
			if d.Line >= end || end > len(lines)+1 || squeeze(lines[d.Line-1]) == "" || (d.Line > 1 && squeeze(lines[d.Line-2]) != "") {
				t.Errorf("%s: no document begins at line %d and ends before %d", d.Place, d.Line, end)
				continue
			}
			content = []byte(strings.Join(lines[d.Line-1:end-1], "\n"))
		}
		text := squeeze(string(content))
		names := slices.Concat([]string{d.Title, d.DocumentNumber}, strings.Split(d.Issuer, "、"), d.Taxes, d.Repeals, d.Interprets, d.Annexes)
		for _, clause := range d.RepealsClauses {
			names = append(names, clause.Document, clause.Clause)
		}
		for _, name := range names {
			if !strings.Contains(text, squeeze(name)) {
				t.Errorf("%s: %q is not in the text", d.Place, name)
			}
		}
		for _, date := range append(d.AmendedOn, d.IssuedOn, d.EffectiveFrom, d.EffectiveTo) {
			if date != "" && !strings.Contains(text, date.Chinese()) && !strings.Contains(text, inCharacters(date)) {
				t.Errorf("%s: %s is not in the text", d.Place, date.Chinese())
			}
		}
	}
}
