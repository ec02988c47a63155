package dialog

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

var (
	// asksForce is how people ask from when to when a document holds.
	asksForce = regexp.MustCompile(`(?:什么时候|啥时候|何时|什么时间|哪一?(?:年|天|日|月)|几(?:号|时|月|年)|多久).{0,8}(?:施行|实施|生效|执行|开征|废止|失效|作废|停止执行)` +
		`|(?:施行|实施|生效|执行|废止|失效)(?:的)?(?:日期|时间|日)|(?:执行|施行|有效)(?:期限|期|到什么时候|到哪|到几)` +
		`|(?:还|仍然?|继续|依然|现在|目前)(?:是|都|在)?(?:有效|生效|执行|适用|管用|算数|作数|能用)` +
		`|(?:废止|失效|作废|取消)(?:了吗|了没|没有|了么|了不|没)|(?:是否|有没有|是不是|有无)(?:已经|还|仍)?.{0,3}(?:有效|废止|失效|作废|执行)`)
	// tellsForce is how a document says from when it holds, and what no longer does.
	tellsForce = regexp.MustCompile(`起(?:正式)?(?:施行|实施|执行|生效)|(?:之日|同时)(?:起)?(?:施行|实施|执行|生效|废止|停止执行)|(?:执行|施行|有效期)(?:期限)?(?:至|为|到)`)
	// ended are titles with what ends the documents after them: 《甲办法》（财税〔2010〕1号）、《乙通知》同时废止.
	ended     = regexp.MustCompile(`((?:《[^《》]+》|〈[^〈〉]+〉|[（(][^（）()]*[）)]|第[〇零一二三四五六七八九十百\d]+[条款项]|[、，和及与第 ])+)(?:自[^，。；]{0,20}起|从[^，。；]{0,20}起|同时|即行|予以|一并|相应|全文)*(?:废止|停止执行|失效|不再执行)`)
	bookTitle = regexp.MustCompile(`《([^《》]+)》`)
)

// forceWords are what is looked for beside the question for the clause in which a document says from when it holds.
const forceWords = " 自起施行 同时废止 停止执行"

// ofForce is the passage that says from when to when a document holds that the question names, when that is what is asked:
// first one by which the document was ended, then its own. False when nothing is asked of that kind, or no such passage is known.
func (d *Dialog) ofForce(ctx context.Context, u Understanding, q Question, out Decision) (Decision, bool, error) {
	if !asksForce.MatchString(u.Searched) {
		return out, false, nil
	}
	query := retriever.Query{Text: u.Searched + forceWords, Region: q.Region, Audience: q.Audience, Limit: maxWeighed}
	found, err := d.parts.Retriever.Retrieve(ctx, query)
	if err != nil {
		return out, false, err
	}
	passages := candidatesOf(retriever.PassageTarget, found)
	says, err := d.statements(ctx, passages, found.Edition)
	if err != nil {
		return out, false, err
	}
	if out.asksTheSame() {
		return out, false, nil
	}
	prepare := d.understander.Load().prepared
	named := longestNamed(u.Searched, passages, says, prepare)
	own := slices.ContainsFunc(passages, func(c retriever.Candidate) bool { s, known := says[c.Target]; return known && s.title == named })
	for i, tells := range []func(Statement) bool{
		func(s Statement) bool { return s.ends(named, u, prepare) },
		func(s Statement) bool {
			return tellsForce.MatchString(s.Passage.Text) && (named != "" && s.title == named || isNumbered(s.Passage.Number, u.Numbers))
		},
	} {
		for _, c := range passages {
			if s, known := says[c.Target]; known && tells(s) {
				out.says[c.Target], out.edition = s, found.Edition
				out.Why, out.Confidence, out.Reach = append(out.Why, "问的是文件的效力，原文写明了"), 1, 1
				out.offered = out.offered[:min(len(out.offered), maxOffered-1)]
				out.Understood.Period = Period{} // the time is what is asked, not of when
				if i == 0 && !own {
					if out.gone, err = d.gone(ctx, named, u.Numbers, found.Edition); err != nil {
						return out, false, err
					}
				}
				return out.state(c.Target, Question{Region: q.Region, Audience: q.Audience}), true, nil
			}
		}
	}
	return out, false, nil
}

// gone says which document has ended the one of a title or of one of some numbers, and when; empty when no link states it.
func (d *Dialog) gone(ctx context.Context, title string, numbers []knowledge.DocumentNumber, edition int64) (string, error) {
	asked := []knowledge.Document{{Title: title}}
	for _, number := range numbers {
		asked = append(asked, knowledge.Document{DocumentNumber: number.String()})
	}
	for _, document := range asked {
		incoming, err := d.parts.Contents.Incoming(ctx, document, edition)
		if err != nil {
			return "", err
		}
		for _, in := range incoming {
			if in.Kind == knowledge.Repeals && in.On != "" && in.On <= civil.Of(d.parts.Now()) {
				name := document.DocumentNumber
				if name == "" {
					name = "《" + in.Title + "》"
				}
				return fmt.Sprintf(noteGone, name, in.Name(), in.On.Chinese()), nil
			}
		}
	}
	return "", nil
}

// asksTheSame reports whether the first candidate is a pair that asks from when a document holds, which is better than any clause.
func (d Decision) asksTheSame() bool {
	if len(d.offered) == 0 {
		return false
	}
	first := d.says[d.offered[0]]
	titles := bookTitle.FindAllStringSubmatch(first.Question, -1)
	return first.Passage == nil && asksForce.MatchString(first.Question) &&
		slices.ContainsFunc(titles, func(t []string) bool { return names(d.Understood.Searched, knowledge.TitleKey(t[1])) })
}

// longestNamed is the longest title by which a prepared question names a document that the passages belong to or end; empty when
// it names none.
func longestNamed(question string, passages []retriever.Candidate, says map[retriever.Target]Statement, prepare func(string) string) string {
	longest := ""
	for _, c := range passages {
		s, known := says[c.Target]
		if !known {
			continue
		}
		for _, title := range append(s.endedTitles(prepare), s.title) {
			if len(title) > len(longest) && names(question, title) {
				longest = title
			}
		}
	}
	return longest
}

// endedTitles are the prepared titles of the documents that a passage says it ends.
func (s Statement) endedTitles(prepare func(string) string) []string {
	var titles []string
	for _, list := range ended.FindAllStringSubmatch(s.Passage.Text, -1) {
		for _, title := range bookTitle.FindAllStringSubmatch(list[1], -1) {
			titles = append(titles, prepare(knowledge.TitleKey(title[1])))
		}
	}
	return titles
}

// ends reports whether a passage ends the document of a title, or one of the numbers that a question names.
func (s Statement) ends(title string, u Understanding, prepare func(string) string) bool {
	if title != "" && slices.Contains(s.endedTitles(prepare), title) {
		return true
	}
	return slices.ContainsFunc(ended.FindAllStringSubmatch(s.Passage.Text, -1), func(list []string) bool { return isNumbered(list[1], u.Numbers) })
}

// isNumbered reports whether a text names one of some document numbers.
func isNumbered(number string, of []knowledge.DocumentNumber) bool {
	return slices.ContainsFunc(knowledge.FindDocumentNumbers(number), func(n knowledge.DocumentNumber) bool { return slices.ContainsFunc(of, n.Matches) })
}
