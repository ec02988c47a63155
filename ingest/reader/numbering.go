package reader

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"
)

// numbered is a paragraph's place in a list: the list, the level from 0 (-1 where nothing says), and the style that put it there.
type numbered struct {
	id    string
	level int
	style string
	set   bool
}

// numbering counts the lists of a Word document. Word stores "第三条" of an automatic list as nothing but a place in it; the number is
// part of what people read and refer to.
//
// A list is a use of an abstract list. Lists of one abstract list go on counting where the one before stopped, unless they say where
// they start (ECMA-376-1, 17.9.26).
type numbering struct {
	lists  map[string]*numberList
	levels map[string][9]numberLevel // by abstract list
	linked map[string]string         // abstract lists that are defined by a style of lists
	homes  map[string]string         // abstract lists that define one, by its name
	counts map[string]*numberCounts  // by abstract list
}

type numberList struct {
	abstract string
	starts   map[int]int         // by level
	levels   map[int]numberLevel // in place of those of the abstract list
	begun    bool
}

type numberLevel struct {
	format  string
	text    string // "%1.%2" or "第%1条"
	start   int
	style   string // paragraphs of this style are on this level
	legal   bool   // all numbers in figures
	restart bool   // begins again under each number of a level above
}

type numberCounts struct {
	at    [9]int
	begun [9]bool
}

func wordNumbering(p *parts) (*numbering, error) {
	n := &numbering{
		lists: map[string]*numberList{}, levels: map[string][9]numberLevel{}, linked: map[string]string{}, homes: map[string]string{},
		counts: map[string]*numberCounts{},
	}
	data, err := p.read("word/numbering.xml")
	if err != nil || data == nil {
		return n, err
	}
	x := xml.NewDecoder(bytes.NewReader(data))
	abstract, override, level := "", -1, -1
	var list *numberList
	var levels [9]numberLevel
	for {
		token, err := x.RawToken()
		if err != nil {
			return n, nil //nolint:nilerr // a document without readable numbering is still text
		}
		switch t := token.(type) {
		case xml.StartElement:
			val := attr(t, "val")
			switch name := t.Name.Local; name {
			case "abstractNum":
				abstract, levels, level = attr(t, "abstractNumId"), [9]numberLevel{}, -1
			case "numStyleLink":
				n.linked[abstract] = val
			case "styleLink":
				n.homes[val] = abstract
			case "num":
				list = &numberList{starts: map[int]int{}, levels: map[int]numberLevel{}}
				n.lists[attr(t, "numId")] = list
			case "abstractNumId":
				if list != nil {
					list.abstract = val
				}
			case "lvlOverride":
				override = whole(attr(t, "ilvl"))
			case "startOverride":
				if list != nil {
					list.starts[override] = whole(val)
				}
			case "lvl":
				if level = whole(attr(t, "ilvl")); level < 0 || level > 8 {
					level = -1
				} else {
					levels[level] = numberLevel{start: 1, restart: true}
				}
			default:
				if level >= 0 {
					levels[level].say(name, val)
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "abstractNum":
				n.levels[abstract] = levels
			case "lvl":
				if list != nil && level >= 0 {
					list.levels[level] = levels[level]
				}
				level = -1
			case "num":
				list = nil
			}
		}
	}
}

// say takes what a level says of itself.
func (l *numberLevel) say(name, val string) {
	switch name {
	case "start":
		l.start = whole(val)
	case "numFmt":
		l.format = val
	case "lvlText":
		l.text = val
	case "pStyle":
		l.style = val
	case "isLgl":
		l.legal = val != "0" && val != "false"
	case "lvlRestart":
		l.restart = val != "0"
	}
}

// levelsOf are the levels of a list, and the abstract list that counts for it.
func (n *numbering) levelsOf(list *numberList) ([9]numberLevel, string) {
	abstract := list.abstract
	if home, ok := n.homes[n.linked[abstract]]; ok {
		abstract = home
	}
	levels := n.levels[abstract]
	for i, l := range list.levels {
		levels[i] = l
	}
	for i, start := range list.starts {
		if i >= 0 && i < len(levels) {
			levels[i].start = start
		}
	}
	return levels, abstract
}

// next counts one paragraph and gives its label ("第三条 ", "1. ", "" for a bullet) and its depth from 1; 0 for a list that the
// document does not define.
func (n *numbering) next(at numbered) (label string, depth int) {
	list, ok := n.lists[at.id]
	if !ok {
		return "", 0
	}
	levels, abstract := n.levelsOf(list)
	level := min(at.level, 8)
	for i := range levels {
		if level < 0 && at.style != "" && levels[i].style == at.style {
			level = i
		}
	}
	level = max(level, 0)
	counts := n.counts[abstract]
	if counts == nil {
		counts = &numberCounts{}
		n.counts[abstract] = counts
	}
	if !list.begun {
		list.begun = true
		for i := range list.starts {
			if i >= 0 && i < len(levels) {
				counts.begun[i] = false
			}
		}
	}
	for i := range level + 1 {
		switch {
		case !counts.begun[i]:
			counts.at[i], counts.begun[i] = max(levels[i].start, 0), true
		case i == level:
			counts.at[i]++
		}
	}
	for i := level + 1; i < len(levels); i++ {
		counts.begun[i] = counts.begun[i] && !levels[i].restart
	}
	l := levels[level]
	if l.format == "bullet" || l.format == "none" || l.format == "" {
		return "", level + 1
	}
	label = l.text
	for i := range level + 1 {
		format := levels[i].format
		if l.legal {
			format = "decimal"
		}
		label = strings.ReplaceAll(label, "%"+strconv.Itoa(i+1), counted(counts.at[i], format))
	}
	if last, _ := utf8.DecodeLastRuneInString(label); label != "" && (!wide(last) || strings.ContainsRune("条章节", last)) {
		label += " "
	}
	return label, level + 1
}

// counted writes a number as a list does.
func counted(n int, format string) string {
	switch format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified":
		return chineseNumber(n)
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26*20 {
			return strconv.Itoa(n)
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s
	case "lowerRoman", "upperRoman":
		s := roman(n)
		if format == "lowerRoman" {
			s = strings.ToLower(s)
		}
		return s
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	case "ideographTraditional":
		if n >= 1 && n <= 10 {
			return string([]rune("甲乙丙丁戊己庚辛壬癸")[n-1])
		}
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

// chineseNumber writes 0 to 9999 as 二百零五.
func chineseNumber(n int) string {
	if n <= 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	digits, units := []rune("零一二三四五六七八九"), []string{"千", "百", "十", ""}
	var b strings.Builder
	zero := false
	for i, div := range []int{1000, 100, 10, 1} {
		d := n / div % 10
		if d == 0 {
			zero = zero || b.Len() > 0
			continue
		}
		if zero {
			b.WriteString("零")
			zero = false
		}
		if div != 10 || d != 1 || b.Len() > 0 {
			b.WriteRune(digits[d])
		}
		b.WriteString(units[i])
	}
	return b.String()
}

func roman(n int) string {
	if n <= 0 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.n {
			b.WriteString(r.s)
			n -= r.n
		}
	}
	return b.String()
}
