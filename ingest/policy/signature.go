package policy

import (
	"regexp"
	"strings"
)

// signature is who signed a document and when: the last lines of its main part.
type signature struct {
	day
	bodies []string
	person bool // an order is signed by a person
}

var (
	signedBy   = regexp.MustCompile(`(?:总理|署长|局长|部长|主任|省长|市长|主席|行长|州长|自治区主席|区长)：?[\p{Han}·]{2,5}\n?$`)
	notSigned  = regexp.MustCompile(`^(?:发布|公布|印发|批准|颁布|制定|联合|下发|起|前|后|以|之|至|到|，|、|的|在|召开|通过|《|施行|实施|执行|第|(?:中华人民共和国)?(?:国务院|[\p{Han}、]{2,40}?令第)[^，。；\n（年]{0,30}?(?:发布|公布|批准|通过|修订|修正|修改|令))`)
	publicNote = regexp.MustCompile(`^[\n]*(?:（[^（）]{2,20}）)?\n*`)
)

// readSignature finds the first date that stands behind the names of who signs. Annexes may be signed by others, hence the first.
func readSignature(t *text, h head, all []day) (signature, bool) {
	for _, d := range all {
		if notSigned.MatchString(t.s[d.to:]) {
			continue
		}
		before := t.s[max(0, d.from-400):d.from]
		if h.order && signedBy.MatchString(before) {
			return signature{day: d, person: true}, true
		}
		if strings.HasSuffix(before, "（") || strings.HasSuffix(before, "自") {
			continue
		}
		if bodies := signers(before); bodies != nil && d.from >= h.end {
			return signature{day: d, bodies: bodies}, true
		}
	}
	if !h.number.found() && issueOrg.FindStringIndex(h.title.value) == nil {
		return signature{}, false
	}
	// A date of its own below the text, the bodies being those of the title.
	for _, d := range all {
		i := t.block(d.from)
		if i == 0 || t.starts[i] != d.from || t.of(i) != t.s[d.from:d.to] || d.from < h.end || !strings.HasSuffix(t.of(i-1), "。") {
			continue
		}
		if i+1 == len(t.blocks) || strings.HasPrefix(t.of(i+1), "（此件") || strings.HasPrefix(t.of(i+1), "（信息") || nameList.MatchString(t.of(i+1)) {
			return signature{day: d}, true
		}
	}
	return signature{}, false
}

// mainEnd is where the main part of a document ends and what is attached to it begins.
func mainEnd(t *text, h head, sig signature, signed bool) int {
	if h.order {
		return len(t.s)
	}
	if signed {
		at := sig.to
		at += len(publicNote.FindString(t.s[at:]))
		return at
	}
	for i, b := range t.blocks {
		if i > 0 && len(b.Text) < 60 && annexMark.MatchString(squeeze(b.Text)) {
			return t.starts[i]
		}
	}
	return len(t.s)
}
