package reader

import (
	"bytes"
	"encoding/xml"
	"path"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetPart is what a sheet's XML says besides its cells.
type sheetPart struct {
	formulas int // cells that are calculated
	unsaved  int // of them, without a saved result
	merges   merges
}

// readXLSX takes a workbook's visible sheets. Cells hold what was saved: no formula is calculated, no other workbook opened.
func readXLSX(s *sink, data []byte) error {
	p, err := openParts(s, data)
	if err != nil {
		return err
	}
	names, err := sheetParts(p)
	if err != nil {
		return err
	}
	scanned := map[string]sheetPart{}
	for name := range p.files {
		if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") || !strings.HasPrefix(name, "xl/") && !strings.HasPrefix(name, "_rels/") {
			continue
		}
		if strings.HasPrefix(name, "xl/externalLinks/") {
			s.warn("表格引用了其他文件，外部内容没有读取。")
			continue
		}
		part, err := p.read(name)
		if err != nil {
			return err
		}
		if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") {
			if !bytes.HasSuffix(bytes.TrimSpace(part), []byte("worksheet>")) {
				return refuse(CodeBroken, "表格已损坏，里面的工作表不完整。")
			}
			scanned[name] = scanSheet(part)
		}
	}
	f, err := openExcel(data, s.limits)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := plainDates(f); err != nil {
		s.warn("表格的格式有误，日期按原来的样子读取。")
	}
	if props, err := f.GetDocProps(); err == nil && props != nil {
		s.title = clean(props.Title)
	}
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err == nil && !visible {
			s.warn("隐藏的工作表“%s”没有读取。", sheet)
			continue
		}
		part := scanned[names[sheet]]
		if part.formulas > 0 {
			s.warn("工作表“%s”有 %d 个公式，取的是文件里保存的结果，没有重新计算。", sheet, part.formulas)
		}
		if part.unsaved > 0 {
			s.warn("工作表“%s”有 %d 个公式没有保存结果，按空白处理。", sheet, part.unsaved)
		}
		if err := readSheet(s, f, sheet, part.merges); err != nil {
			return err
		}
	}
	return s.err
}

func openExcel(data []byte, limits Limits) (f *excelize.File, err error) {
	defer broken(&err, "表格已损坏，打不开。")
	f, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: 2 * limits.Size, UnzipXMLSizeLimit: 2 * limits.Size,
	})
	if err != nil {
		return nil, refuseFor(err, CodeBroken, "表格已损坏，打不开。")
	}
	return f, nil
}

// plainDates makes every format that shows a date, were it only its month, show all of it: 2026-01-31, with the time of day where the
// format has one.
func plainDates(f *excelize.File) (err error) {
	const bad = "表格的格式有误。"
	defer broken(&err, bad)
	if _, err := f.GetStyle(0); err != nil || f.Styles.CellXfs == nil {
		return nil // no formats, so no dates
	}
	day, moments := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	formats := map[bool]*int{}
	for clock, format := range map[bool]*string{false: &day, true: &moments} {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: format})
		if err != nil {
			return refuseFor(err, CodeBroken, bad)
		}
		formats[clock] = f.Styles.CellXfs.Xf[style].NumFmtID
	}
	custom := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, format := range f.Styles.NumFmts.NumFmt {
			custom[format.NumFmtID] = strings.ToLower(format.FormatCode)
		}
	}
	for i := range f.Styles.CellXfs.Xf {
		xf := &f.Styles.CellXfs.Xf[i]
		if xf.NumFmtID == nil {
			continue
		}
		if date, clock := moment(*xf.NumFmtID, custom[*xf.NumFmtID]); date {
			xf.NumFmtID = formats[clock]
		}
	}
	return nil
}

// broken turns a panic of a library on a broken file into the reason that the file is broken.
func broken(err *error, message string) {
	if p := recover(); p != nil {
		*err = refuse(CodeBroken, "%s", message)
	}
}

func readSheet(s *sink, f *excelize.File, sheet string, m merges) (err error) {
	defer broken(&err, "工作表“"+sheet+"”已损坏，读不下去了。")
	rows, err := f.Rows(sheet)
	if err != nil {
		if strings.Contains(err.Error(), "is not a worksheet") {
			return nil // a chart
		}
		return refuseFor(err, CodeBroken, "工作表“%s”已损坏，打不开。", sheet)
	}
	defer func() { _ = rows.Close() }()
	t := newTable(s, s.add)
	t.sheet = sheet
	var g grid
	wrong := 0
	for n := 1; rows.Next(); n++ {
		if n&1023 == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		cells, err := rows.Columns()
		if err != nil {
			return refuseFor(err, CodeBroken, "工作表“%s”的第 %d 行已损坏，读不下去了。", sheet, n)
		}
		if len(cells) == 0 && len(g.hanging) == 0 {
			continue
		}
		for i, text := range cells {
			if strings.HasPrefix(text, "#") && errorValue.MatchString(text) {
				cells[i] = ""
				wrong++
			}
		}
		if !t.addRow(g.lay(n, 0, m.row(n, cells))) {
			return s.err
		}
	}
	t.close()
	s.warnErrors(sheet, wrong)
	return s.err
}

// errorValue is what a formula gives that cannot be calculated.
var errorValue = regexp.MustCompile(`^#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!)$`)

// warnErrors says how many cells hold an error in place of a value.
func (s *sink) warnErrors(sheet string, n int) {
	if n > 0 {
		s.warn("工作表“%s”有 %d 个单元格是错误值（如 #REF!），按空白处理。", sheet, n)
	}
}

// sheetParts maps the names of sheets to their parts.
func sheetParts(p *parts) (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"` // of either namespace: transitional or strict
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &rels} {
		data, err := p.read(name)
		if err != nil {
			return nil, err
		}
		if data != nil && xml.Unmarshal(data, into) != nil {
			return nil, refuse(CodeBroken, "表格已损坏，打不开。")
		}
	}
	targets := map[string]string{}
	for _, r := range rels.Relationship {
		target := strings.TrimPrefix(r.Target, "/")
		if !strings.HasPrefix(r.Target, "/") {
			target = path.Join("xl", r.Target)
		}
		targets[r.ID] = target
	}
	names := map[string]string{}
	for _, sheet := range book.Sheets {
		names[sheet.Name] = targets[sheet.ID]
	}
	return names, nil
}

// scanSheet finds formulas and merged cells without building the sheet.
func scanSheet(part []byte) sheetPart {
	var out sheetPart
	for rest := part; ; {
		i := bytes.Index(rest, []byte("<f"))
		if i < 0 || i+2 >= len(rest) {
			break
		}
		rest = rest[i+2:]
		if c := rest[0]; c != '>' && c != ' ' && c != '/' {
			continue
		}
		out.formulas++
		end := bytes.Index(rest, []byte("</c>"))
		if end < 0 {
			break
		}
		if v := bytes.Index(rest[:end], []byte("<v>")); v < 0 || bytes.HasPrefix(rest[v+3:], []byte("</v>")) {
			out.unsaved++
		}
		rest = rest[end:]
	}
	for rest, n := part, 0; n < 100_000; n++ {
		i := bytes.Index(rest, []byte(`<mergeCell ref="`))
		if i < 0 {
			break
		}
		rest = rest[i+len(`<mergeCell ref="`):]
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			break
		}
		out.merges.ref(string(rest[:end]))
	}
	return out
}

// merges are the merged cells of a sheet.
type merges struct {
	by      map[int][]merged // by the row they begin in
	tallest int              // rows of the tallest
}

type merged struct{ row, column, rows, columns int } // row and column from 1

// most is how many rows of a merged cell are filled.
const most = 200

// ref adds "B2:D4".
func (m *merges) ref(ref string) {
	from, to, _ := strings.Cut(ref, ":")
	c1, r1, err1 := excelize.CellNameToCoordinates(from)
	c2, r2, err2 := excelize.CellNameToCoordinates(to)
	if err1 == nil && err2 == nil && c2 >= c1 && r2 >= r1 {
		m.add(merged{row: r1, column: c1, rows: r2 - r1 + 1, columns: c2 - c1 + 1})
	}
}

func (m *merges) add(cell merged) {
	if m.by == nil {
		m.by = map[int][]merged{}
	}
	cell.rows = min(cell.rows, most)
	cell.columns = min(cell.columns, widest)
	m.by[cell.row] = append(m.by[cell.row], cell)
	m.tallest = max(m.tallest, cell.rows)
}

// row gives the cells of row n as the grid takes them: those covered from the left or from above are left out.
func (m *merges) row(n int, cells []string) []spanned {
	if len(m.by) == 0 {
		out := make([]spanned, len(cells))
		for i, text := range cells {
			out[i] = spanned{text: text, rows: 1, columns: 1}
		}
		return out
	}
	starts := map[int]merged{}
	covered := map[int]bool{}
	for r := max(1, n-m.tallest+1); r <= n; r++ {
		for _, c := range m.by[r] {
			if c.row+c.rows <= n {
				continue
			}
			for i := range c.columns {
				covered[c.column+i] = true
			}
			if r == n {
				starts[c.column] = c
			}
		}
	}
	out := make([]spanned, 0, len(cells))
	for i, text := range cells {
		s := spanned{text: text, rows: 1, columns: 1}
		if c, ok := starts[i+1]; ok {
			s.rows, s.columns = c.rows, c.columns
		} else if covered[i+1] {
			continue
		}
		out = append(out, s)
	}
	return out
}
