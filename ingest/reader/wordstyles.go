package reader

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strings"
)

type wordStyle struct {
	level   int // of a heading, from 1; 0 for body text
	basedOn string
	number  numbered
	listing bool // of a table of contents: the headings once more, with the numbers of their pages
}

var contentsName = regexp.MustCompile(`(?i)^(?:toc|目录)\s*(?:[1-9]|heading)$`)

var headingName = regexp.MustCompile(`(?i)^(?:heading|标题)\s*([1-9])$`)

// wordStyles reads which styles are headings.
func wordStyles(p *parts) (map[string]wordStyle, error) {
	data, err := p.read("word/styles.xml")
	if err != nil || data == nil {
		return nil, err
	}
	styles := map[string]wordStyle{}
	x := xml.NewDecoder(bytes.NewReader(data))
	id, style := "", wordStyle{}
	for {
		token, err := x.RawToken()
		if err != nil {
			return styles, nil //nolint:nilerr // a document without readable styles is still text
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "style":
				id, style = attr(t, "styleId"), wordStyle{number: numbered{level: -1}}
			case "name":
				if m := headingName.FindStringSubmatch(attr(t, "val")); m != nil {
					style.level = whole(m[1])
				} else if name := strings.ToLower(attr(t, "val")); name == "title" || name == "标题" {
					style.level = 1
				}
				style.listing = contentsName.MatchString(attr(t, "val"))
			case "outlineLvl":
				if v := attr(t, "val"); v != "" && whole(v) < 9 {
					style.level = whole(v) + 1
				}
			case "basedOn":
				style.basedOn = attr(t, "val")
			case "numId":
				style.number.id, style.number.set = attr(t, "val"), true
			case "ilvl":
				style.number.level = whole(attr(t, "val"))
			}
		case xml.EndElement:
			if t.Name.Local == "style" && id != "" {
				styles[id] = style
				id = ""
			}
		}
	}
}
