package measure

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"yueyue/ingest/policy"
	"yueyue/ingest/truth"
	"yueyue/internal/knowledge"
)

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
