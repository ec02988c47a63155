package reader

import (
	"math"
	"slices"
	"strings"
)

// biff reads the workbook stream of Excel before 2007, which is a row of records (MS-XLS): formulas give the result that was saved.
type biff struct {
	s       *sink
	data    []byte
	eight   bool // BIFF8; before it strings are in the code page
	epoch   int  // 1904 where the workbook says so
	strings []string
	formats map[int]string
	styles  []int // format by XF index
	sheets  []biffSheet
	foreign bool
}

type biffSheet struct {
	name   string
	at     uint32
	hidden bool
	kind   byte // 0 is a worksheet
}

type biffCell struct {
	row, column int
	text        string
}

// The records that are read.
const (
	recFormula  = 0x06
	recEOF      = 0x0A
	recDateMode = 0x22
	recFilePass = 0x2F
	recContinue = 0x3C
	recSheet    = 0x85
	recMulRK    = 0xBD
	recRString  = 0xD6
	recXF       = 0xE0
	recMerged   = 0xE5
	recSST      = 0xFC
	recLabelSST = 0xFD
	recSupBook  = 0x1AE
	recNumber   = 0x203
	recLabel    = 0x204
	recBoolErr  = 0x205
	recString   = 0x207
	recRK       = 0x27E
	recFormat   = 0x41E
	recBOF      = 0x809
)

func readXLS(s *sink, data []byte) error {
	c, ok := openCompound(data)
	if !ok {
		return refuse(CodeBroken, "表格已损坏，打不开。")
	}
	b := &biff{s: s, data: c.stream("Workbook"), formats: map[int]string{}}
	if b.data == nil {
		b.data = c.stream("Book")
	}
	if err := b.globals(); err != nil {
		return err
	}
	if b.foreign {
		s.warn("表格引用了其他文件，外部内容没有读取。")
	}
	for _, sheet := range b.sheets {
		if sheet.kind != 0 {
			continue
		}
		if sheet.hidden {
			s.warn("隐藏的工作表“%s”没有读取。", sheet.name)
			continue
		}
		if err := b.sheet(sheet); err != nil {
			return err
		}
	}
	return s.err
}

// next gives the record at an offset and where the one after it begins; false at the end of the data.
func (b *biff) next(at int) (kind int, body []byte, after int, ok bool) {
	if at < 0 || at+4 > len(b.data) {
		return 0, nil, 0, false
	}
	n := int(le.Uint16(b.data[at+2:]))
	after = at + 4 + n
	if after > len(b.data) {
		return 0, nil, 0, false
	}
	return int(le.Uint16(b.data[at:])), b.data[at+4 : after], after, true
}

func (b *biff) globals() error {
	kind, body, at, ok := b.next(0)
	if !ok || kind != recBOF || len(body) < 4 {
		return refuse(CodeBroken, "表格已损坏，打不开。")
	}
	b.eight = le.Uint16(body) == 0x600
	for {
		kind, body, after, ok := b.next(at)
		if !ok || kind == recEOF {
			return nil
		}
		at = after
		switch kind {
		case recFilePass:
			return refuse(CodeEncrypted, "文件加了密码，请去掉密码后再导入。")
		case recDateMode:
			if len(body) >= 2 && body[0] == 1 {
				b.epoch = 1904
			}
		case recSheet:
			if len(body) >= 8 {
				name := b.short(body[6:])
				b.sheets = append(b.sheets, biffSheet{name: clean(name), at: le.Uint32(body), hidden: body[4]&3 != 0, kind: body[5]})
			}
		case recFormat:
			if len(body) >= 4 {
				format := b.short
				if b.eight {
					format = b.long
				}
				b.formats[int(le.Uint16(body))] = format(body[2:])
			}
		case recXF:
			if len(body) >= 4 {
				b.styles = append(b.styles, int(le.Uint16(body[2:])))
			}
		case recSupBook:
			b.foreign = b.foreign || len(body) > 4
		case recSST:
			parts := [][]byte{body}
			for {
				kind, body, after, ok := b.next(at)
				if !ok || kind != recContinue {
					break
				}
				parts = append(parts, body)
				at = after
			}
			b.strings = sharedStrings(parts, b.s.limits.Output)
		}
	}
}

func (b *biff) sheet(sheet biffSheet) error {
	var cells []biffCell
	var m merges
	formulas, wrong, pending := 0, 0, -1
	add := func(body []byte, column int, text string) {
		cells = append(cells, biffCell{int(le.Uint16(body)), column, text})
	}
	at, depth := int(sheet.at), 0
	for {
		kind, body, after, ok := b.next(at)
		if !ok {
			break
		}
		at = after
		if kind == recBOF {
			depth++
			continue
		}
		if kind == recEOF {
			if depth--; depth <= 0 {
				break
			}
			continue
		}
		if depth != 1 { // a chart within the sheet
			if depth < 1 {
				return refuse(CodeBroken, "工作表“%s”已损坏，打不开。", sheet.name)
			}
			continue
		}
		switch {
		case kind == recString && pending >= 0:
			cells[pending].text = b.long(body)
			pending = -1
		case kind == recMerged && len(body) >= 2:
			for p := body[2:]; len(p) >= 8; p = p[8:] {
				r1, r2, c1, c2 := int(le.Uint16(p)), int(le.Uint16(p[2:])), int(le.Uint16(p[4:])), int(le.Uint16(p[6:]))
				if r2 >= r1 && c2 >= c1 {
					m.add(merged{row: r1 + 1, column: c1 + 1, rows: r2 - r1 + 1, columns: c2 - c1 + 1})
				}
			}
		case len(body) < 6:
		case kind == recLabelSST && len(body) >= 10:
			if i := int(le.Uint32(body[6:])); i < len(b.strings) {
				add(body, int(le.Uint16(body[2:])), b.strings[i])
			}
		case kind == recLabel || kind == recRString:
			text := b.long(body[6:])
			add(body, int(le.Uint16(body[2:])), text)
		case kind == recNumber && len(body) >= 14:
			add(body, int(le.Uint16(body[2:])), b.number(math.Float64frombits(le.Uint64(body[6:])), le.Uint16(body[4:])))
		case kind == recRK && len(body) >= 10:
			add(body, int(le.Uint16(body[2:])), b.number(packed(le.Uint32(body[6:])), le.Uint16(body[4:])))
		case kind == recMulRK:
			for i, p := int(le.Uint16(body[2:])), body[4:]; len(p) >= 8; i, p = i+1, p[6:] {
				add(body, i, b.number(packed(le.Uint32(p[2:])), le.Uint16(p)))
			}
		case kind == recBoolErr && len(body) >= 8:
			if body[7] != 0 {
				wrong++
			}
			add(body, int(le.Uint16(body[2:])), truth(body[6], body[7] != 0))
		case kind == recFormula && len(body) >= 14:
			formulas++
			text := ""
			pending = -1
			if body[12] == 0xFF && body[13] == 0xFF {
				switch body[6] {
				case 0:
					pending = len(cells)
				case 1:
					text = truth(body[8], false)
				case 2:
					wrong++
				}
			} else {
				text = b.number(math.Float64frombits(le.Uint64(body[6:])), le.Uint16(body[4:]))
			}
			add(body, int(le.Uint16(body[2:])), text)
		}
	}
	if formulas > 0 {
		b.s.warn("工作表“%s”有 %d 个公式，取的是文件里保存的结果，没有重新计算。", sheet.name, formulas)
	}
	b.s.warnErrors(sheet.name, wrong)
	b.rows(sheet, cells, &m)
	return b.s.err
}

// rows lays the cells out; records may come in any order.
func (b *biff) rows(sheet biffSheet, cells []biffCell, m *merges) {
	slices.SortStableFunc(cells, func(x, y biffCell) int {
		if x.row != y.row {
			return x.row - y.row
		}
		return x.column - y.column
	})
	t := newTable(b.s, b.s.add)
	t.sheet = sheet.name
	var g grid
	n := 0
	for i := 0; i < len(cells); {
		row := cells[i].row
		var line []string
		for ; i < len(cells) && cells[i].row == row; i++ {
			if cells[i].column >= widest {
				continue
			}
			for len(line) <= cells[i].column {
				line = append(line, "")
			}
			line[cells[i].column] = cells[i].text
		}
		for ; n < row && len(g.hanging) > 0; n++ { // rows without cells use up what reaches down
			g.lay(n+1, 0, nil)
		}
		n = row + 1
		if !t.addRow(g.lay(row+1, 0, m.row(row+1, line))) {
			return
		}
	}
	t.close()
}

// packed is a number in Excel's short form: an integer or the upper half of a float, perhaps times 100.
func packed(rk uint32) float64 {
	v := float64(int32(rk) >> 2)
	if rk&2 == 0 {
		v = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		v /= 100
	}
	return v
}

func truth(v byte, isError bool) string {
	switch {
	case isError:
		return ""
	case v != 0:
		return "是"
	}
	return "否"
}

func (b *biff) number(v float64, style uint16) string {
	format := 0
	if int(style) < len(b.styles) {
		format = b.styles[style]
	}
	return numberText(v, format, strings.ToLower(b.formats[format]), b.epoch)
}
