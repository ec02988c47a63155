package policy_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

type sample struct {
	Name           string
	Flat           bool
	Text           string
	Title          string
	DocumentNumber string `yaml:"document_number"`
	Issuer         string
	Region         string
	IssuedOn       civil.Date   `yaml:"issued_on"`
	AmendedOn      []civil.Date `yaml:"amended_on"`
	EffectiveFrom  civil.Date   `yaml:"effective_from"`
	EffectiveTo    civil.Date   `yaml:"effective_to"`
	Taxes, Annexes []string
	Links          []string
	Warning        string
}

func samples(t testing.TB) []sample {
	t.Helper()
	file, err := os.Open("testdata/documents.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []sample
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	if err := decoder.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// blocks reads the notation of the samples.
func blocks(text string) []reader.Block {
	var all []reader.Block
	var header []string
	table := 0
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		b := reader.Block{Kind: reader.Paragraph, Text: strings.TrimSpace(line), Line: i + 1}
		if rest, ok := strings.CutPrefix(line, "|"); ok {
			cells := strings.Split(strings.TrimSuffix(strings.TrimSpace(rest), "|"), "|")
			for k := range cells {
				cells[k] = strings.TrimSpace(cells[k])
			}
			if header == nil {
				header = cells
				table++
				continue
			}
			b.Kind, b.Table, b.Header, b.Cells, b.Text = reader.Row, table, header, cells, strings.Join(cells, "；")
			all = append(all, b)
			continue
		}
		header = nil
		if marks := len(line) - len(strings.TrimLeft(line, "#")); marks > 0 {
			b.Kind, b.Level, b.Text = reader.Heading, marks, strings.TrimSpace(line[marks:])
		}
		all = append(all, b)
	}
	return all
}

func links(d knowledge.Document) []string {
	var all []string
	for _, l := range d.Links {
		name := l.Title
		if name == "" {
			name = l.DocumentNumber
		}
		fields := []string{string(l.Kind), name, l.Clause, string(l.On)}
		all = append(all, strings.Join(slices.DeleteFunc(fields, func(s string) bool { return s == "" }), " "))
	}
	slices.Sort(all)
	return all
}

func TestDocuments(t *testing.T) {
	for _, s := range samples(t) {
		t.Run(s.Name, func(t *testing.T) { s.check(t, blocks(s.Text)) })
		if s.Flat {
			t.Run(s.Name+" without line breaks", func(t *testing.T) {
				s.check(t, []reader.Block{{Kind: reader.Paragraph, Line: 1, Text: strings.ReplaceAll(strings.TrimSpace(s.Text), "\n", "")}})
			})
		}
	}
}

func (s sample) check(t *testing.T, blocks []reader.Block) {
	all := policy.Recognise(reader.Source{Blocks: blocks})
	if len(all) != 1 {
		t.Fatalf("%d documents, want 1", len(all))
	}
	d := all[0].Document
	same := func(field, got, want string) {
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	list := func(got []string) string { return strings.Join(slices.Sorted(slices.Values(got)), "\n") }
	dates := func(all []civil.Date) string {
		var out []string
		for _, d := range all {
			out = append(out, string(d))
		}
		return strings.Join(out, " ")
	}
	same("title", d.Title, s.Title)
	same("document_number", d.DocumentNumber, s.DocumentNumber)
	same("issuer", d.Issuer, s.Issuer)
	same("region", d.Region, s.Region)
	same("issued_on", string(d.IssuedOn), string(s.IssuedOn))
	same("amended_on", dates(d.AmendedOn), dates(s.AmendedOn))
	same("effective_from", string(d.EffectiveFrom), string(s.EffectiveFrom))
	same("effective_to", string(d.EffectiveTo), string(s.EffectiveTo))
	same("taxes", list(d.Taxes), list(s.Taxes))
	same("annexes", list(d.Annexes), list(s.Annexes))
	same("links", list(links(d)), list(s.Links))
	warnings := strings.Join(all[0].Warnings, "\n")
	if s.Warning == "" && warnings != "" || !strings.Contains(warnings, s.Warning) {
		t.Errorf("warnings are %q, want %q", warnings, s.Warning)
	}
	for _, e := range d.Evidence {
		if e.Quote == "" || e.Line == 0 || e.Sure <= 0 || e.Sure > 1 || e.Reason == "" {
			t.Errorf("evidence of %s is not complete: %+v", e.Field, e)
		}
	}
}
