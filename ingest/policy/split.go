package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/reader"
)

var (
	orderLine = regexp.MustCompile(`^(?:中华人民共和国(?:国务院|主席)|(?:国家税务总局|财政部|海关总署|商务部|[\p{Han}]{2,14}(?:人民政府|总局|委员会|部|局)))令(?:第?[〇一二三四五六七八九十百\d]{1,6}号|（?〔?(?:19|20)\d\d)`)
	pressOpen = regexp.MustCompile(`^(?:新华社[\p{Han}]{1,8}\d{1,2}月\d{1,2}日电|本报[\p{Han}]{1,6}\d{1,2}月\d{1,2}日(?:电|讯)|(?:近日|日前|近期|最近|连日来)，)`)
	lastOwn   = regexp.MustCompile(`第[一二三四五六七八九十百千〇\d]{1,9}条本(?:` + kinds + `)[^。]{0,40}(?:施行|实施|执行|生效)。`)
	byline    = regexp.MustCompile(`[。”！？]（[^（）]{2,40}）$`)
	nameList  = regexp.MustCompile(`^附(?:件|表|录)`)
)

// flattened is from how many bytes on a line is taken for a whole text whose line breaks were lost.
const flattened = 1800

// documents divides the blocks of a source into documents. A source holds several when at least two of them begin the way
// official documents do (number below the title, or an order), each with a number of its own; only then shorter signs count
// as well: a press report, the end of a closing article, a whole text on one line.
func documents(blocks []reader.Block) [][]reader.Block {
	var starts []int
	numbers := map[string]bool{}
	numbered := numberedTops(blocks)
	for i := range blocks {
		if !numbered[i] {
			continue
		}
		if number := opensOfficially(blocks, i); number != "" {
			if !numbers[number] {
				starts = append(starts, i)
			}
			numbers[number] = true
		}
	}
	if len(starts) < 2 {
		return [][]reader.Block{blocks}
	}
	official := map[int]bool{}
	for _, i := range starts {
		official[i] = true
	}
	var all [][]reader.Block
	from := 0
	plain := !official[0]
	for i := 1; i < len(blocks); i++ {
		if blocks[i].Continues {
			continue
		}
		begins := official[i] || opensPress(blocks[i]) && !headline(blocks[from:i]) || plain && whole(blocks[from:i]) || closed(blocks[from:i]) && !attaches(blocks[i])
		if !begins || !official[i] && garbled(squeeze(blocks[i].Text)) && garbled(squeeze(blocks[i-1].Text)) {
			continue
		}
		all = append(all, blocks[from:i])
		from, plain = i, !official[i]
	}
	return append(all, blocks[from:])
}

// numberedTops tells of each block whether 号 stands where opensOfficially looks for the number of a document that begins there, so
// that it need not look at all others.
func numberedTops(blocks []reader.Block) []bool {
	numbered := make([]bool, len(blocks))
	for i := range blocks {
		if strings.Contains(blocks[i].Text[:min(len(blocks[i].Text), topRunes*utf8.UTFMax)], "号") {
			for k := max(0, i-topBlocks+1); k <= i; k++ {
				numbered[k] = true
			}
		}
	}
	return numbered
}

// A document has its number within so many blocks and characters of each.
const (
	topBlocks = 4
	topRunes  = 200
)

// opensOfficially gives the number of the document that begins at a block; empty: none begins there.
func opensOfficially(blocks []reader.Block, i int) string {
	b := blocks[i]
	if b.Kind == reader.Row || b.Continues {
		return ""
	}
	first := squeeze(runes(b.Text, topRunes))
	if first == "" || i > 0 && nameList.MatchString(squeeze(runes(blocks[i-1].Text, 20))) && len(blocks[i-1].Text) < 30 {
		return ""
	}
	var top strings.Builder
	top.WriteString(first)
	for k := i + 1; k < len(blocks) && k < i+topBlocks && blocks[k].Kind != reader.Row && utf8.RuneCountInString(top.String()) < 120; k++ {
		top.WriteString(squeeze(runes(blocks[k].Text, 160)))
	}
	s := runes(top.String(), 240)
	if !strings.Contains(s, "号") {
		return ""
	}
	if strings.Contains(s, "令") && orderLine.MatchString(s) && orderLine.FindStringIndex(s)[1] >= min(len(first), len("中华人民共和国国务院令")) {
		m := orderHere.FindString(s)
		if m != "" && !strings.HasPrefix(s[len(m):], "公布") {
			return m
		}
	}
	// Above the title may stand nothing but who issues: a title that begins in the middle is a continuation.
	at := issueOrg.FindStringIndex(s)
	if at == nil || !strings.ContainsAny(s, "〔（年") || at[0] > 0 && issuers(s[:at[0]]) == nil {
		return ""
	}
	m := titleNumber(s)
	if m == nil || strings.ContainsAny(outside(s[:m[0]]), "。；：！？") || !balanced(s[:m[0]]) {
		return ""
	}
	return s[m[1]:m[2]]
}

// opensPress reports whether a block begins a press report or the text of a talk with the press.
func opensPress(b reader.Block) bool {
	if b.Kind == reader.Row {
		return false
	}
	s := squeeze(runes(b.Text, 160))
	if agency.MatchString(s) {
		return true
	}
	if at := strings.Index(s, "答记者问"); at > 0 && !strings.ContainsAny(outside(s[:at]), "。；，：？") {
		return true
	}
	return pressOpen.MatchString(s) && len(b.Text) > flattened/2
}

// whole reports whether the blocks are one text on one line.
func whole(blocks []reader.Block) bool {
	last := blocks[len(blocks)-1]
	return last.Kind == reader.Paragraph && (len(last.Text) >= flattened || byline.MatchString(squeeze(last.Text)) && len(last.Text) > flattened/3)
}

// headline reports whether the blocks are no more than a title, to which the next ones belong.
func headline(blocks []reader.Block) bool {
	return len(blocks) == 1 && len(blocks[0].Text) < 400 && !strings.Contains(blocks[0].Text, "。")
}

// closed reports whether the blocks end in the article that a document closes with.
func closed(blocks []reader.Block) bool {
	last := blocks[len(blocks)-1]
	if last.Kind == reader.Row {
		return false
	}
	s := squeeze(last.Text)
	at := lastOwn.FindAllStringIndex(s, -1)
	return at != nil && utf8.RuneCountInString(s[at[len(at)-1][1]:]) < 200
}

// attaches reports whether a block may belong to what stands before it: an annex, the title of a table.
func attaches(b reader.Block) bool {
	s := squeeze(runes(b.Text, 120))
	return b.Kind == reader.Row || nameList.MatchString(s) || utf8.RuneCountInString(squeeze(b.Text)) < 60 || strings.HasPrefix(s, "注")
}
