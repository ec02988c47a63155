package reader

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// numbered is a paragraph's place in a list: the list, and the level from 0 (-1 where nothing says).
type numbered struct {
	id    string
	level int
	set   bool
}

// numbering counts the lists of a Word document. Word stores "第三条" of an automatic list as nothing but a place in it; the number is
// part of what people read and refer to.
type numbering struct {
	lists  map[string]string // numId to abstract list
	levels map[string][9]numberLevel
	counts map[string]*[9]int
}

type numberLevel struct {
	format string
	text   string // "%1.%2" or "第%1条"
	start  int
}

func wordNumbering(p *parts) (*numbering, error) {
	n := &numbering{lists: map[string]string{}, levels: map[string][9]numberLevel{}, counts: map[string]*[9]int{}}
	data, err := p.read("word/numbering.xml")
	if err != nil || data == nil {
		return n, err
	}
	x := xml.NewDecoder(bytes.NewReader(data))
	abstract, number, level := "", "", -1
	var levels [9]numberLevel
	for {
		token, err := x.RawToken()
		if err != nil {
			return n, nil //nolint:nilerr // a document without readable numbering is still text
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "abstractNum":
				abstract, levels, level = attr(t, "abstractNumId"), [9]numberLevel{}, -1
			case "lvl":
				if level = whole(attr(t, "ilvl")); level < 0 || level > 8 {
					level = -1
				} else {
					levels[level].start = 1
				}
			case "start":
				if level >= 0 {
					levels[level].start = whole(attr(t, "val"))
				}
			case "numFmt":
				if level >= 0 {
					levels[level].format = attr(t, "val")
				}
			case "lvlText":
				if level >= 0 {
					levels[level].text = attr(t, "val")
				}
			case "num":
				number = attr(t, "numId")
			case "abstractNumId":
				if number != "" {
					n.lists[number] = attr(t, "val")
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "abstractNum":
				n.levels[abstract] = levels
			case "lvl":
				level = -1
			case "num":
				number = ""
			}
		}
	}
}

// next counts one paragraph and gives its label ("第三条 ", "1. ", "" for a bullet) and its depth from 1; 0 for a list that the
// document does not define.
func (n *numbering) next(at numbered) (label string, depth int) {
	abstract, ok := n.lists[at.id]
	if !ok {
		return "", 0
	}
	level := min(max(at.level, 0), 8)
	levels := n.levels[abstract]
	counts := n.counts[at.id]
	if counts == nil {
		counts = &[9]int{}
		n.counts[at.id] = counts
	}
	for i := range level + 1 {
		if counts[i] == 0 || i == level {
			if counts[i] == 0 {
				counts[i] = max(levels[i].start, 0)
			} else {
				counts[i]++
			}
		}
	}
	for i := level + 1; i < 9; i++ {
		counts[i] = 0
	}
	l := levels[level]
	if l.format == "bullet" || l.format == "none" || l.format == "" {
		return "", level + 1
	}
	label = l.text
	for i := range level + 1 {
		label = strings.ReplaceAll(label, "%"+strconv.Itoa(i+1), counted(counts[i], levels[i].format))
	}
	if label != "" && spaced([]rune(label)[len([]rune(label))-1], '一') || strings.HasSuffix(label, "条") || strings.HasSuffix(label, "章") ||
		strings.HasSuffix(label, "节") {
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
