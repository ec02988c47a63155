package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
)

var (
	counted   = regexp.MustCompile(`（共计?[一二三四五六七八九十百\d]{1,5}[项个条份]）$`)
	continued = regexp.MustCompile(`(?:续表)+$`)
	fileEnd   = regexp.MustCompile(`(?i)\.(?:docx?|xlsx?|pdf|wps|et|ofd|ceb|zip|rar)$`)
)

// annexList is the annexes of a document, each with its evidence.
type annexList struct {
	names  []string
	parts  []part
	keys   map[string]bool // of names
	listed int             // behind 附件：
}

// mostAnnexes is how many annexes of one document are taken.
const mostAnnexes = 1000

func (l *annexList) add(name string, p part) {
	name = closeUp(name)
	if i := strings.Index(name, "（注"); i > 0 {
		name = name[:i]
	}
	name = strings.Trim(counted.ReplaceAllString(fileEnd.ReplaceAllString(strings.TrimSpace(name), ""), ""), "。；;，、 ")
	name = continued.ReplaceAllString(name, "")
	if numberAlone.MatchString(squeeze(name)) {
		return // the file of the document itself
	}
	if strings.HasPrefix(name, "《") && strings.HasSuffix(name, "》") && strings.Count(name, "《") == 1 {
		name = strings.Trim(name, "《》")
	}
	if key := knowledge.TitleKey(name); utf8.RuneCountInString(key) >= 2 && utf8.RuneCountInString(key) <= 80 {
		if l.keys[key] || len(l.names) == mostAnnexes || l.misspelt(key) {
			return
		}
		if l.keys == nil {
			l.keys = map[string]bool{}
		}
		l.keys[key] = true
		l.names = append(l.names, name)
		l.parts = append(l.parts, p)
	}
}

// misspelt reports whether an annex is there already under a name that differs in one character, which is no number: the text and the
// title of the table disagree.
func (l *annexList) misspelt(key string) bool {
	name := []rune(key)
	for known := range l.keys {
		other := []rune(known)
		if len(name) < 8 || len(other) != len(name) {
			continue
		}
		apart := 0
		for i, r := range name {
			if r == other[i] {
				continue
			}
			if apart++; !isHan(r) || !isHan(other[i]) || strings.ContainsRune(ordinals, r) || strings.ContainsRune(ordinals, other[i]) {
				apart = len(name)
			}
		}
		if apart == 1 {
			return true
		}
	}
	return false
}

// ordinals tell one annex from another.
const ordinals = numerals + "甲乙丙丁戊己庚辛上中下前后左右东南西北内外新旧省市县区进出男女"

// lists reports whether the list behind 附件： has named an annex: that with a number, or the only one.
func (l *annexList) lists(number string) bool {
	if n, ok := Numeral(number); ok {
		return n <= l.listed
	}
	return number == "" && l.listed == 1
}
