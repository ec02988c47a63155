package truth_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"yueyue/ingest/truth"
	"yueyue/internal/civil"
	"yueyue/internal/fault"
)

func load(t *testing.T) []truth.Document {
	t.Helper()
	documents, err := truth.Load(truth.Files)
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func TestLoadKeepsEveryFieldAndItsPlace(t *testing.T) {
	text := `# a comment
- {file: a.txt, region: "000000", taxes: []}

- file: b.txt
  line: 3
  title: 某办法
  document_number: 国发〔2015〕9号
  issuer: 国务院、财政部
  issued_on: 2015-02-01
  amended_on: [2016-02-29, 2018-01-01]
  effective_from: 2015-03-01
  effective_to: 2020-12-31
  region: "340000"
  taxes: [契税]
  repeals: [旧办法]
  repeals_clauses: [{document: 别的办法, clause: 第二条}]
  interprets: [某法]
  annexes: [某表]
  status_note: why
`
	got, err := truth.Load(fstest.MapFS{"x.yaml": {Data: []byte(text)}, "README.md": {Data: []byte("no YAML: [")}})
	if err != nil {
		t.Fatal(err)
	}
	want := []truth.Document{
		{File: "a.txt", Region: "000000", Taxes: []string{}, Place: "x.yaml:2"},
		{
			File: "b.txt", Line: 3, Title: "某办法", DocumentNumber: "国发〔2015〕9号", Issuer: "国务院、财政部", IssuedOn: "2015-02-01",
			AmendedOn: []civil.Date{"2016-02-29", "2018-01-01"}, EffectiveFrom: "2015-03-01", EffectiveTo: "2020-12-31",
			Region: "340000", Taxes: []string{"契税"}, Repeals: []string{"旧办法"},
			RepealsClauses: []truth.Clause{{Document: "别的办法", Clause: "第二条"}}, Interprets: []string{"某法"}, Annexes: []string{"某表"},
			StatusNote: "why", Place: "x.yaml:4",
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v\nwant\n%+v", got, want)
	}
}

func TestLoadNamesFileAndLine(t *testing.T) {
	const head = "- file: a.txt\n  region: \"000000\"\n  taxes: []\n" // lines 1 to 3
	cases := []struct {
		name, text string
		want       string // in the error
	}{
		{"empty", "", "x.yaml:1: no documents"},
		{"empty list", "[]\n", "x.yaml:1: no documents"},
		{"broken", head + "  title: [\n", "x.yaml:"},
		{"unknown key", head + "  titel: 某法\n", "x.yaml:4: field titel not found"},
		{"key twice", head + "  taxes: []\n", "x.yaml:4: mapping key \"taxes\" already defined"},
		{"wrong form", head + "  repeals: 某法\n", "x.yaml:4: cannot unmarshal"},
		{"two lists", head + "---\n" + head, "x.yaml: more than one list"},
		{"no file", "- region: \"000000\"\n  taxes: []\n", "x.yaml:1: no file"},
		{"no taxes", "- file: a.txt\n  region: \"000000\"\n", "x.yaml:1: taxes are not given"},
		{"no region", "- file: a.txt\n  taxes: []\n", "x.yaml:1: region \"\" is not six digits"},
		{"second entry", head + "- {file: b.txt, region: \"1\", taxes: []}\n", "x.yaml:4: region \"1\" is not six digits"},
		{"same source", head + head, "x.yaml:4: the same source as x.yaml:1"},
		{"negative line", head + "  line: -1\n", "x.yaml:1: line -1"},
		{"tax by another name", "- {file: a.txt, region: \"000000\", taxes: [个税]}\n", "x.yaml:1: tax \"个税\""},
		{"too many taxes", "- {file: a.txt, region: \"000000\", taxes: [契税, 关税, 消费税, 资源税, 车船税, 印花税]}\n", "x.yaml:1: 6 taxes"},
		{"tax twice", "- {file: a.txt, region: \"000000\", taxes: [契税, 契税]}\n", "x.yaml:1: [契税 契税] holds something twice"},
		{"narrow brackets", head + "  document_number: 国发[2015]9号\n", "x.yaml:1: document number"},
		{"blank in the number", head + "  document_number: 国发〔2015〕 9号\n", "x.yaml:1: document number"},
		{"no such day", head + "  issued_on: 2023-02-29\n", "x.yaml:1: \"2023-02-29\" is not a date"},
		{"no such end", head + "  effective_to: 2023-13-01\n", "x.yaml:1: \"2023-13-01\" is not a date"},
		{"no such beginning", head + "  effective_from: 2023-1-1\n", "x.yaml:1: \"2023-1-1\" is not a date"},
		{"no such amendment", head + "  amended_on: [2023-02-30]\n", "x.yaml:1: \"2023-02-30\" is not a date"},
		{"amendment without date", head + "  amended_on: [\"\"]\n", "x.yaml:1: an amendment without a date"},
		{"amendments out of order", head + "  amended_on: [2020-01-01, 2019-01-01]\n", "x.yaml:1: amendments"},
		{"amended too early", head + "  issued_on: 2020-01-01\n  amended_on: [2019-01-01]\n", "x.yaml:1: amended only before"},
		{"ends too early", head + "  effective_from: 2020-01-01\n  effective_to: 2019-12-31\n", "x.yaml:1: it ends on 2019-12-31"},
		{"half a clause", head + "  repeals_clauses: [{document: 某法}]\n", "x.yaml:1: a repealed clause needs"},
		{"clause twice", head + "  repeals_clauses: [{document: 某法, clause: 第一条}, {document: 某法, clause: 第一条}]\n", "holds something twice"},
		{"empty name", head + "  interprets: [\"\"]\n", "x.yaml:1: an empty entry"},
		{"garbled but read", head + "  garbled: true\n  title: 某法\n", "x.yaml:1: a garbled text states nothing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := truth.Load(fstest.MapFS{"x.yaml": {Data: []byte(c.text)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			if fault.KindOf(err) != fault.Invalid || fault.CodeOf(err) != "truth_invalid" || got != nil {
				t.Errorf("kind %s, code %s, %d documents; want invalid, truth_invalid, none", fault.KindOf(err), fault.CodeOf(err), len(got))
			}
		})
	}
	if _, err := truth.Load(fstest.MapFS{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty folder gives %v, want an error of kind invalid", err)
	}
}

func TestDatesAreDays(t *testing.T) {
	dated := 0
	for _, d := range load(t) {
		for _, date := range append(d.AmendedOn, d.IssuedOn, d.EffectiveFrom, d.EffectiveTo) {
			if date == "" {
				continue
			}
			dated++
			if date.Chinese() == "" || date < "1949-10-01" {
				t.Errorf("%s: %q is no day on which a policy can have been made", d.Place, date)
			}
		}
	}
	if dated == 0 {
		t.Error("no document has a date")
	}
}

// A PDF twin is the same text as its Markdown, so a person reads the same in both.
func TestTwinsAgree(t *testing.T) {
	markdown := map[string]truth.Document{}
	for _, d := range load(t) {
		if name, ok := strings.CutPrefix(d.File, "md_"); ok {
			markdown[strings.TrimSuffix(name, ".md")] = d
		}
	}
	twins := 0
	for _, d := range load(t) {
		name, pdf := strings.CutPrefix(d.File, "pdf_")
		m, ok := markdown[strings.TrimSuffix(name, ".pdf")]
		if !pdf || !ok {
			continue
		}
		twins++
		m.File, m.Place, m.StatusNote = d.File, d.Place, d.StatusNote
		if !reflect.DeepEqual(d, m) {
			t.Errorf("%s and its Markdown twin differ:\n%+v\n%+v", d.File, d, m)
		}
	}
	if twins != len(markdown) {
		t.Errorf("%d of %d Markdown files have their PDF twin", twins, len(markdown))
	}
}

func ExampleLoad() {
	documents, err := truth.Load(truth.Files)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range documents {
		if d.DocumentNumber == "法释〔2024〕4号" {
			fmt.Println(d.Issuer, d.EffectiveFrom)
		}
	}
	// Output: 最高人民法院、最高人民检察院 2024-03-20
}
