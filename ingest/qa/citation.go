package qa

import (
	"regexp"
	"strings"

	"yueyue/internal/knowledge"
)

var (
	sources     = regexp.MustCompile(`[\r\n;；]+`)
	bookTitle   = regexp.MustCompile(`《((?:[^《》]|《[^《》]*》)+)》`)
	clauseWords = regexp.MustCompile(`第[一二三四五六七八九十百零〇\d]+[条款项章节目](?:(?:之[一二三四五六七八九十]+)?第[（(]?[一二三四五六七八九十百零〇\d]+[)）]?[条款项目])*(?:[、和至](?:第[（(]?[一二三四五六七八九十百零〇\d]+[)）]?[条款项目])+)*`)
	inBrackets  = regexp.MustCompile(`[（(]([^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*)[)）]`)
)

// readCitations reads the sources of an answer. Several stand apart by line breaks or semicolons, in each of the columns alike;
// number, clause, address and quote belong to the source at the same place, or to the only one.
func readCitations(row *reading) []knowledge.Citation {
	titles := list(row.cell(Source))
	numbers, clauses, urls := list(row.cell(Number)), list(row.cell(Clause)), list(row.cell(Address))
	count := max(len(titles), len(numbers))
	if count == 0 {
		count = min(1, len(clauses)+len(urls)+len(row.cell(Quote)))
	}
	citations := make([]knowledge.Citation, count)
	for i := range citations {
		c := readSource(at(titles, i))
		if number := at(numbers, i); number != "" {
			c.DocumentNumber = number
		}
		switch {
		case count == 1:
			if clause := strings.Join(clauses, "、"); clause != "" {
				c.Clause = clause
			}
			c.Quote = manyLines(row.cell(Quote))
		case at(clauses, i) != "":
			c.Clause = at(clauses, i)
		}
		c.URL = at(urls, i)
		if c.Title == "" {
			c.Title = c.DocumentNumber
		}
		citations[i] = c
	}
	return citations
}

// readSource takes a source as people write it apart: 《增值税法》第十条, 《关于…的公告》（财政部 税务总局公告2023年第12号）第一条.
func readSource(text string) knowledge.Citation {
	var c knowledge.Citation
	rest := text
	if at := bookTitle.FindStringSubmatchIndex(rest); at != nil {
		c.Title = strings.TrimSpace(rest[at[2]:at[3]])
		rest = rest[:at[0]] + " " + rest[at[1]:]
	}
	if clause := clauseWords.FindString(rest); clause != "" {
		c.Clause = clause
		rest = strings.Replace(rest, clause, " ", 1)
	}
	rest = strings.TrimSpace(rest)
	if len(knowledge.FindDocumentNumbers(rest)) > 0 {
		number := rest
		if at := inBrackets.FindStringSubmatch(rest); at != nil && len(knowledge.FindDocumentNumbers(at[1])) > 0 {
			number = at[1]
			rest = strings.Replace(rest, at[0], " ", 1)
		} else {
			rest = ""
		}
		c.DocumentNumber = strings.Trim(oneLine(number), "，,。 ")
	}
	if c.Title == "" {
		c.Title = strings.Trim(oneLine(rest), "，,。 ")
	}
	if c.Title == "" {
		c.Title = c.DocumentNumber
	}
	return c
}

// list is the sources in a cell.
func list(cell string) []string {
	var all []string
	for _, part := range sources.Split(cell, -1) {
		if part = oneLine(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// at is the text at a place; empty beyond the end.
func at(texts []string, i int) string {
	if i < len(texts) {
		return texts[i]
	}
	return ""
}
