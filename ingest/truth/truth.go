package truth

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"yueyue/internal/civil"
	"yueyue/internal/fault"
)

// Files are the shipped files, one for each group of sources.
//
//go:embed *.yaml
var Files embed.FS

// Document is one policy as a person reads it. An absent value (empty text, empty Date, empty list) is not stated by the
// text. README.md defines each field.
type Document struct {
	File           string       `yaml:"file"` // name in the folder of samples
	Line           int          `yaml:"line"` // where it begins in a file of several, from 1; 0 in a file of its own
	Title          string       `yaml:"title"`
	DocumentNumber string       `yaml:"document_number"` // without blanks, brackets 〔〕
	Issuer         string       `yaml:"issuer"`          // several joined by 、
	IssuedOn       civil.Date   `yaml:"issued_on"`
	AmendedOn      []civil.Date `yaml:"amended_on"` // oldest first
	EffectiveFrom  civil.Date   `yaml:"effective_from"`
	EffectiveTo    civil.Date   `yaml:"effective_to"` // the last day
	Region         string       `yaml:"region"`       // GB/T 2260 of the issuer, 000000 the country
	Taxes          []string     `yaml:"taxes"`        // official names, at most 5; always given, maybe empty
	Repeals        []string     `yaml:"repeals"`      // titles or numbers as named
	RepealsClauses []Clause     `yaml:"repeals_clauses"`
	Interprets     []string     `yaml:"interprets"` // titles or numbers as named
	Annexes        []string     `yaml:"annexes"`    // titles
	Garbled        bool         `yaml:"garbled"`    // the file shows no readable text; nothing is stated, nothing counts
	StatusNote     string       `yaml:"status_note"`

	Place string `yaml:"-"` // file and line of this entry, for messages
}

// Clause is a part of a document that another one repeals.
type Clause struct {
	Document string `yaml:"document"` // title or number as named
	Clause   string `yaml:"clause"`   // as named: 第六条第二款
}

// maxTaxes is the most that a document as a whole can be about.
const maxTaxes = 5

// taxes are the taxes of China and those that old texts are about, by their official names.
var taxes = []string{
	"增值税", "消费税", "关税", "企业所得税", "个人所得税", "土地增值税", "房产税", "城镇土地使用税", "耕地占用税", "契税", "资源税",
	"车船税", "车辆购置税", "船舶吨税", "印花税", "城市维护建设税", "烟叶税", "环境保护税", "营业税",
}

var (
	yamlLine   = regexp.MustCompile(`line (\d+): `)
	regionCode = regexp.MustCompile(`^\d{6}$`)
	notNumber  = regexp.MustCompile(`[\s()\[\]（）［］【】]`) // what a number in the form of Document never holds
)

// Load reads every YAML file at the root of fsys, by name, strictly: each key known and given once. The documents keep the
// order of their file. An error is a *fault.Error of kind Invalid that names file and line of everything wrong.
func Load(fsys fs.FS) ([]Document, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "truth.Load", err)
	}
	var documents []Document
	var fails []error
	if len(names) == 0 {
		fails = append(fails, errors.New("no YAML file"))
	}
	for _, name := range names {
		read, err := readFile(fsys, name)
		if err != nil {
			fails = append(fails, err)
		}
		documents = append(documents, read...)
	}
	places := map[string]string{}
	for _, d := range documents {
		for _, problem := range d.problems() {
			fails = append(fails, fmt.Errorf("%s: %s", d.Place, problem))
		}
		source := fmt.Sprintf("%s:%d", d.File, d.Line)
		if other, taken := places[source]; taken {
			fails = append(fails, fmt.Errorf("%s: the same source as %s", d.Place, other))
		}
		places[source] = d.Place
	}
	if len(fails) > 0 {
		bad := fault.New(fault.Invalid, "truth.Load", "truth_invalid", "样本文件的人工标注有误，请按提示的文件和行号改正。")
		bad.Err = errors.Join(fails...)
		return nil, bad
	}
	return documents, nil
}

// readFile reads one file: a list of documents.
func readFile(fsys fs.FS, name string) ([]Document, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var documents []Document
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&documents); errors.Is(err, io.EOF) || (err == nil && len(documents) == 0) {
		return nil, fmt.Errorf("%s:1: no documents", name)
	} else if err != nil {
		return nil, errors.New(yamlLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), name+":$1: "))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: more than one list", name)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range documents {
		documents[i].Place = fmt.Sprintf("%s:%d", name, root.Content[0].Content[i].Line)
	}
	return documents, nil
}

// problems says what is wrong with an entry.
func (d Document) problems() []string {
	var found []string
	bad := func(wrong bool, format string, args ...any) {
		if wrong {
			found = append(found, fmt.Sprintf(format, args...))
		}
	}
	bad(d.File == "", "no file")
	bad(d.Line < 0, "line %d is no line", d.Line)
	bad(!regionCode.MatchString(d.Region), "region %q is not six digits", d.Region)
	bad(d.Taxes == nil, "taxes are not given; a document about none has []")
	bad(len(d.Taxes) > maxTaxes, "%d taxes; at most %d", len(d.Taxes), maxTaxes)
	for _, tax := range d.Taxes {
		bad(!slices.Contains(taxes, tax), "tax %q has no such official name", tax)
	}
	bad(notNumber.MatchString(d.DocumentNumber), "document number %q holds a blank or other brackets than 〔〕", d.DocumentNumber)
	bad(d.Garbled && d.states(), "a garbled text states nothing")

	dates := slices.Concat([]civil.Date{d.IssuedOn, d.EffectiveFrom, d.EffectiveTo}, d.AmendedOn)
	for _, date := range dates {
		_, err := civil.Parse(string(date))
		bad(err != nil, "%v", err)
	}
	bad(slices.Contains(d.AmendedOn, ""), "an amendment without a date")
	bad(!slices.IsSorted(d.AmendedOn), "amendments %v are not oldest first", d.AmendedOn)
	bad(len(d.AmendedOn) > 0 && d.AmendedOn[len(d.AmendedOn)-1] < d.IssuedOn, "amended only before it was issued on %s", d.IssuedOn)
	bad(d.EffectiveTo != "" && d.EffectiveTo < d.EffectiveFrom, "it ends on %s, before it begins", d.EffectiveTo)

	clauses := make([]string, len(d.RepealsClauses))
	for i, c := range d.RepealsClauses {
		bad(c.Document == "" || c.Clause == "", "a repealed clause needs document and clause")
		clauses[i] = c.Document + c.Clause
	}
	for _, list := range [][]string{d.Taxes, d.Repeals, clauses, d.Interprets, d.Annexes} {
		sorted := slices.Sorted(slices.Values(list))
		bad(slices.Contains(list, ""), "an empty entry in a list")
		bad(len(slices.Compact(sorted)) != len(list), "%v holds something twice", list)
	}
	return found
}

// states reports whether an entry has any value read in a text. Region and taxes are always given.
func (d Document) states() bool {
	return d.Title != "" || d.DocumentNumber != "" || d.Issuer != "" || d.IssuedOn != "" || d.EffectiveFrom != "" || d.EffectiveTo != "" ||
		len(d.AmendedOn)+len(d.Taxes)+len(d.Repeals)+len(d.RepealsClauses)+len(d.Interprets)+len(d.Annexes) > 0
}
