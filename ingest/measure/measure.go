package measure

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
	"yueyue/ingest/truth"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Read reads a file: one source, or several of an archive. An error belongs to the source beside it.
type Read func(ctx context.Context, path string) iter.Seq2[reader.Source, error]

// Verdict is how a field that was read compares with what a person reads.
type Verdict string

// The verdicts. A field that neither states is none of them.
const (
	Right    Verdict = "right"
	Wrong    Verdict = "wrong"    // both state something, not the same
	Missing  Verdict = "missing"  // a person reads something there
	Invented Verdict = "invented" // a person reads nothing there
)

// Field is one compared field of one document.
type Field struct {
	Group    string  `json:"group"` // the file of the truth: statutes, markdown …
	File     string  `json:"file"`
	Line     int     `json:"line,omitempty"` // where the document begins in a file of several
	Name     string  `json:"name"`
	Verdict  Verdict `json:"verdict"`
	Expected string  `json:"expected,omitempty"`
	Got      string  `json:"got,omitempty"`
	Reason   string  `json:"reason,omitempty"` // where the value that was read comes from
}

// Report is the comparison of all documents.
type Report struct {
	Documents int     `json:"documents"` // that a person reads, without the garbled ones
	Found     int     `json:"found"`     // of them that were found where they begin
	Extra     int     `json:"extra"`     // that were found where a person reads none
	Empty     int     `json:"empty"`     // fields that neither states
	Fields    []Field `json:"fields"`
}

// Measure reads every file of the truth in a folder and compares what is recognised with it, field by field. A file that cannot be
// read has all its fields missing. An error is a *fault.Error: the truth is invalid or the folder is not there.
func Measure(ctx context.Context, dir string, read Read) (Report, error) {
	expected, err := truth.Load(truth.Files)
	if err != nil {
		return Report{}, err
	}
	if _, err := os.Stat(dir); err != nil {
		bad := fault.New(fault.NotFound, "measure.Measure", "samples_missing", "找不到样本文件夹。")
		bad.Err = err
		return Report{}, bad
	}
	var report Report
	for from := 0; from < len(expected); {
		to := from + 1
		for to < len(expected) && expected[to].File == expected[from].File {
			to++
		}
		var got []policy.Recognised
		for source, err := range read(ctx, filepath.Join(dir, expected[from].File)) {
			if err != nil {
				continue
			}
			got = append(got, policy.Recognise(source)...)
		}
		if err := ctx.Err(); err != nil {
			return Report{}, fault.Wrap(fault.Unavailable, "measure.Measure", err)
		}
		report.compareFile(expected[from:to], got)
		from = to
	}
	return report, nil
}

// compareFile pairs the documents of one file: a recognised one belongs to the one within whose lines it begins.
func (r *Report) compareFile(expected []truth.Document, got []policy.Recognised) {
	used := make([]bool, len(got))
	for i, e := range expected {
		end := int(^uint(0) >> 1)
		if i+1 < len(expected) {
			end = expected[i+1].Line
		}
		var match *policy.Recognised
		for k := range got {
			line := 0
			if len(got[k].Blocks) > 0 {
				line = got[k].Blocks[0].Line
			}
			if e.Line > 0 && (line < e.Line || line >= end) || used[k] {
				continue
			}
			if match == nil {
				match = &got[k]
				used[k] = true
				continue
			}
			used[k] = true
			if e.Garbled || attached(e, got[k]) {
				continue
			}
			r.Extra++
			r.compare(truth.Document{File: e.File, Line: line, Region: knowledge.National, Place: e.Place}, &got[k])
		}
		if e.Garbled {
			continue
		}
		r.Documents++
		if match != nil {
			r.Found++
		}
		r.compare(e, match)
	}
	for k := range got {
		if !used[k] {
			r.Extra++
		}
	}
}

// attached reports whether a document that was found apart is an annex that a person reads as part of another: republished with it.
func attached(e truth.Document, got policy.Recognised) bool {
	for _, annex := range e.Annexes {
		if knowledge.TitleKey(annex) == knowledge.TitleKey(got.Document.Title) && annex != "" {
			return true
		}
	}
	return false
}

// compare compares the fields of one document; got is nil when none was found.
func (r *Report) compare(e truth.Document, got *policy.Recognised) {
	var d knowledge.Document
	if got != nil {
		d = got.Document
	}
	group := strings.TrimSuffix(filepath.Base(strings.Split(e.Place, ":")[0]), ".yaml")
	region := func(code string) string {
		if code == knowledge.National {
			return ""
		}
		return code
	}
	var clauses []string
	for _, c := range e.RepealsClauses {
		clauses = append(clauses, key(c.Document)+" "+c.Clause)
	}
	var amended, amendedGot []string
	for _, date := range e.AmendedOn {
		amended = append(amended, string(date))
	}
	for _, date := range d.AmendedOn {
		amendedGot = append(amendedGot, string(date))
	}
	for _, f := range []struct {
		name          string
		expected, got []string
	}{
		{"title", one(title(e.Title)), one(title(d.Title))},
		{"document_number", one(number(e.DocumentNumber)), one(number(d.DocumentNumber))},
		{"issuer", split(e.Issuer), split(d.Issuer)},
		{"issued_on", one(string(e.IssuedOn)), one(string(d.IssuedOn))},
		{"amended_on", amended, amendedGot},
		{"effective_from", one(string(e.EffectiveFrom)), one(string(d.EffectiveFrom))},
		{"effective_to", one(string(e.EffectiveTo)), one(string(d.EffectiveTo))},
		{"region", one(region(e.Region)), one(region(d.Region))},
		{"taxes", e.Taxes, d.Taxes},
		{"repeals", keys(e.Repeals), namedIn(d.Links, knowledge.Repeals, e.Repeals)},
		{"repeals_clauses", clauses, clausesOf(d.Links)},
		{"interprets", keys(e.Interprets), namedIn(d.Links, knowledge.Interprets, e.Interprets)},
		{"annexes", keys(e.Annexes), keys(d.Annexes)},
	} {
		want, have := set(f.expected), set(f.got)
		field := Field{Group: group, File: e.File, Line: e.Line, Name: f.name, Expected: strings.Join(want, "；"), Got: strings.Join(have, "；")}
		switch {
		case len(want) == 0 && len(have) == 0:
			r.Empty++
			continue
		case slices.Equal(want, have):
			field.Verdict = Right
		case len(have) == 0:
			field.Verdict = Missing
		case len(want) == 0:
			field.Verdict = Invented
		default:
			field.Verdict = Wrong
		}
		if got == nil {
			field.Reason = "没有找到这份文件的开头"
		}
		for _, evidence := range d.Evidence {
			if evidence.Field == f.name || evidence.Field == "links" && strings.HasPrefix(f.name, "repeal") || evidence.Field == "links" && f.name == "interprets" {
				field.Reason = evidence.Reason
			}
		}
		r.Fields = append(r.Fields, field)
	}
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "、")
}

// title is a title as titles are compared; words in brackets at its end that people leave off do not count.
func title(s string) string { return strings.ReplaceAll(key(s), "（示例数据）", "") }

func key(s string) string { return knowledge.TitleKey(blank(s)) }

func keys(list []string) []string {
	var all []string
	for _, s := range list {
		if name := key(s); knowledge.NumberKey(s) != "" && !strings.Contains(s, "关于") {
			all = append(all, number(s))
		} else {
			all = append(all, name)
		}
	}
	return all
}

func number(s string) string {
	if key := knowledge.NumberKey(blank(s)); key != "" {
		return key
	}
	return blank(s)
}

// blank takes white space out.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// namedIn are the documents that links of a kind name: by title, or by number where the truth lists it so or there is no title.
func namedIn(links []knowledge.Link, kind knowledge.LinkKind, expected []string) []string {
	want := keys(expected)
	var all []string
	for _, l := range links {
		if l.Kind != kind {
			continue
		}
		name := key(l.Title)
		if n := number(l.DocumentNumber); name == "" || n != "" && slices.Contains(want, n) {
			name = n
		}
		all = append(all, name)
	}
	return all
}

func clausesOf(links []knowledge.Link) []string {
	var all []string
	for _, l := range links {
		if l.Kind == knowledge.RepealsClause {
			name := key(l.Title)
			if name == "" {
				name = number(l.DocumentNumber)
			}
			all = append(all, name+" "+l.Clause)
		}
	}
	return all
}

func set(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
