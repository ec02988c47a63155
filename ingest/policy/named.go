package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
)

var (
	placehold = regexp.MustCompile(`[第〕]?[XxＸ×]{1,3}号`)
	numberIn  = regexp.MustCompile(`^[（〔](` + numberForm + `)`)
)

// named is a document where a text names it.
type named struct {
	title, number string
	from, to      int
}

// titles finds the documents that a part of the text names in 《》, the outermost ones, each with the number behind it.
func titles(t *text, from, to int) []named {
	var found []named
	depth, start := 0, 0
	for i, r := range t.s[from:to] {
		switch r {
		case '《':
			if depth++; depth == 1 {
				start = from + i
			}
		case '》':
			if depth--; depth < 0 {
				depth = 0
			} else if depth == 0 {
				end := from + i + len("》")
				n := named{title: t.original(start+len("《"), end-len("》")), from: start, to: end}
				if m := numberIn.FindStringSubmatchIndex(runes(t.s[end:to], 60)); m != nil {
					n.number = numberOf(t.s[end+m[2] : end+m[3]])
					n.to = end + m[1]
					if after := strings.IndexAny(t.s[n.to:to], "）〕"); after >= 0 && after < 200 {
						_, size := utf8.DecodeRuneInString(t.s[n.to+after:])
						n.to += after + size
					}
				}
				found = append(found, n.asNumber())
			}
		case '\n':
			depth = 0
		}
	}
	return found
}

// asNumber moves a number that is written in place of a title.
func (n named) asNumber() named {
	s := squeeze(n.title)
	if m := numberAlone.FindStringSubmatch(s); m != nil && knowledge.NumberKey(s) != "" && !strings.Contains(s, "关于") {
		n.title, n.number = "", numberOf(s)
	}
	return n
}

func (n named) unnameable() bool {
	return n.title == "" && n.number == "" || placehold.MatchString(squeeze(n.title))
}

// numbered finds the documents that a part of the text names by number alone: 财税〔2017〕77号.
func (r *relations) numbered(t *text, from, to int) []named {
	var found []named
	for _, m := range bareRef.FindAllStringSubmatchIndex(t.s[from:to], -1) {
		found = append(found, named{number: t.s[from+m[2] : from+m[3]], from: from + m[2], to: from + m[3]})
	}
	if len(found) == 0 {
		return r.announcements(t, from, to)
	}
	return found
}

// bareRef is a number inside a sentence, with a head that numbers have.
var bareRef = regexp.MustCompile(`(?:^|[、，。：和及]|原|及其)(?:原)?([\p{Han}]{2,8}〔(?:19|20)\d\d〕\d{1,5}号)(?:文件|文)?`)

// announcedAs is the number of an announcement where a text names it by that alone: 公告2018年第28号, 2018年第28号公告, and the next ones
// of a list: 公告2018年第28号和2019年第1号.
var announcedAs = regexp.MustCompile(`(?:联合)?(公告|通告)((?:19|20)\d\d年第\d{1,4}号)|((?:19|20)\d\d年第\d{1,4}号)(?:联合)?(公告|通告)|((?:19|20)\d\d)年(?:联合)?(公告|通告)(第\d{1,4}号)|(?:、|和|及|以及)((?:19|20)\d\d年第\d{1,4}号)`)

// announcements finds the announcements that a part of the text names by number alone, each with the bodies that stand before it.
func (r *relations) announcements(t *text, from, to int) []named {
	var found []named
	issuer, kind := "", ""
	for _, m := range announcedAs.FindAllStringSubmatchIndex(t.s[from:to], mostLinks) {
		if r.spent++; r.spent > mostLinks {
			break
		}
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return t.s[from+m[2*i] : from+m[2*i+1]]
		}
		number := group(2) + group(3) + group(8)
		if year := group(5); year != "" {
			number = year + "年" + group(7)
		}
		if word := group(1) + group(4) + group(6); word != "" {
			kind = word
			issuer = strings.Join(bodiesBefore(t.s[from:from+m[0]]), "、")
		}
		if issuer != "" && !publishedBy.MatchString(t.s[from+m[1]:]) {
			found = append(found, named{number: issuer + kind + number, from: from + m[0], to: from + m[1]})
		}
	}
	return found
}

// publishedBy follows an announcement that is named for what it published: （公告2010年第15号发布）.
var publishedBy = regexp.MustCompile(`^(?:文)?(?:公布|发布|印发)`)

// bodiesBefore reads the bodies that end at the end of a text, as many as stand there.
func bodiesBefore(s string) []string {
	s = tail(s, 180)
	s = strings.ReplaceAll(s[strings.LastIndexAny(s, stops+"，（）《》“”：")+1:], "和", "、")
	if last, _ := utf8.DecodeLastRuneInString(s); !strings.ContainsRune("部局署委院会厅室行府", last) {
		return nil
	}
	for i := range s {
		if !utf8.RuneStart(s[i]) || strings.HasPrefix(s[i:], "、") {
			continue // the rest of a mark that was cut
		}
		if all := issuers(s[i:]); all != nil {
			return all
		}
	}
	return nil
}

// titlesBelow are the documents of a list that follows a colon, one or more to a line.
func titlesBelow(t *text, at int) []named {
	var found []named
	for i := t.block(at); i < len(t.blocks); i++ {
		from, to := t.starts[i], len(t.s)
		if i+1 < len(t.starts) {
			to = t.starts[i+1]
		}
		if from < at {
			from = at
		}
		if !t.spend(to - from) {
			break
		}
		all := titles(t, from, to)
		if len(all) == 0 && i > t.block(at) {
			break
		}
		found = append(found, all...)
	}
	return found
}
