package measure

import (
	"context"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

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

// Measure reads every file that a truth (truth.Files, or one of the same form) names in a folder and compares what is recognised with
// it, field by field. A file that cannot be read has all its fields missing. An error is a *fault.Error: the truth is invalid or the
// folder is not there.
func Measure(ctx context.Context, files fs.FS, dir string, read Read) (Report, error) {
	expected, err := truth.Load(files)
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
