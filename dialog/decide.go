package dialog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Decider holds the calibration. It is immutable.
type Decider struct {
	calibration Calibration
}

// maxOffered is how many related questions a reply offers at most.
const maxOffered = 5

// maxWeighed is how many candidates are weighed against each other and kept with a decision. Only those that can be offered,
// the first maxOffered, are read from the database.
const maxWeighed = 2 * maxOffered

// Decide is a function of its inputs. Says holds the content of the first maxOffered candidates of found; those of them
// without content are withdrawn and passed over.
func (d Decider) Decide(u Understanding, found retriever.Result, says map[retriever.Target]Statement, q Question, today civil.Date) Decision {
	out := Decision{Understood: u, says: says, asOf: cmp.Or(q.AsOf, today), today: today, region: q.Region, edition: found.Edition}
	out.embedTime, out.searchTime = found.EmbedTime, found.SearchTime
	out.Found = Found{
		Generation: found.Generation, WordsOnly: found.WordsOnly, EmbedMS: milliseconds(found.EmbedTime), SearchMS: milliseconds(found.SearchTime),
	}
	switch u.Intent {
	case NoIntent:
		return d.weigh(out, found, q)
	case WantHuman:
		return out.be(Handoff, "说了要找人工")
	case GiveOrder, Elsewhere:
		return out.be(Abstain, "不是税费问题："+string(u.Intent))
	default:
		return out.be(SmallTalk, "寒暄："+string(u.Intent))
	}
}

// offerable are the candidates that a reply can offer: the first maxOffered, the last place among them given to the best of a
// kind that would have none. The others are only weighed.
func offerable(candidates []retriever.Candidate) (first, others []retriever.Candidate) {
	n := min(len(candidates), maxOffered)
	first, others = slices.Clone(candidates[:n]), slices.Clone(candidates[n:])
	for i, c := range others {
		if !slices.ContainsFunc(first, func(f retriever.Candidate) bool { return f.Target.Kind == c.Target.Kind }) {
			others[i], first[n-1] = first[n-1], c
			if i > 0 {
				slices.SortStableFunc(others[:i+1], func(a, b retriever.Candidate) int { return cmp.Compare(b.Score, a.Score) })
			}
			break
		}
	}
	return first, others
}

// leader is the first candidate of a kind with what was fitted for its kind.
type leader struct {
	retriever.Candidate
	fit        Calibrated
	confidence float64 // 0..1: that it answers the question
	reach      float64 // 0..1: that it or another one of its kind does that is offered
}

// sure reports whether the leader may be stated, helps whether its kind is worth offering.
func (l leader) sure() bool  { return l.confidence >= l.fit.Answer.Confidence }
func (l leader) helps() bool { return l.reach >= l.fit.Offer.Confidence }

// weigh decides by what was found, on a question about tax.
func (d Decider) weigh(out Decision, found retriever.Result, q Question) Decision {
	first, others := offerable(found.Candidates)
	first = slices.DeleteFunc(first, func(c retriever.Candidate) bool {
		_, known := out.says[c.Target]
		return !known
	})
	for _, c := range first {
		out.offered = append(out.offered, c.Target)
	}
	found.Candidates = slices.Concat(first, others)
	out.Found.Candidates = found.Candidates
	for _, number := range found.Unknown {
		out.unknown = append(out.unknown, number.String())
	}
	if len(out.offered) == 0 {
		return out.be(Abstain, "没有检索到任何候选")
	}
	if clause, ok := theClause(out.Understood.Searched, first); ok {
		out.Why, out.Confidence, out.Reach = append(out.Why, "问的是一个条款，知识里有它的原文"), 1, 1
		return out.state(clause, q)
	}
	leaders := d.leaders(out, found, first)
	if clauses := knowledge.FindClauses(out.Understood.Searched); len(clauses) > 0 && !first[0].Exact {
		if of := out.titled(first); len(of) > 0 {
			out.noClause = [2]string{out.says[of[0].Target].Passage.Title, clauses[0].Name}
		}
	}
	out.Confidence, out.Reach, out.Found.Features = leaders[0].confidence, leaders[0].reach, map[string]float64{}
	for i, x := range features(out.Understood, found, leaders[0].Target.Kind, out.says[leaders[0].Target].QAPair) {
		out.Found.Features[featureNames[i]] = x
	}
	for _, l := range leaders {
		out.helps = out.helps || l.helps()
	}
	for _, c := range found.Candidates {
		if c.Exact {
			out.named++
		}
	}
	out.offered = out.related(first)
	if out.same = found.Same == leaders[0].Target; out.same {
		out.Confidence, out.Reach = 1, 1
		out.Why = append(out.Why, "与知识里的一个问题相同")
		return out.state(leaders[0].Target, q)
	}
	if out.noClause[1] != "" {
		return out.offer(Suggest, "文件里没有所问的条款")
	}
	if len(out.unknown) > 0 {
		return out.offer(Suggest, fmt.Sprintf("文号没有收录：%v", out.unknown))
	}
	return d.choose(out, leaders, found, q)
}

// leaders are the first of each kind, the first of all before the other one. Where the question names something exactly, only a
// kind that has it leads.
func (d Decider) leaders(out Decision, found retriever.Result, first []retriever.Candidate) []leader {
	var all []leader
	titled := out.titled(first)
	for _, c := range first {
		kind := c.Target.Kind
		if len(titled) > 0 {
			switch says := out.says[c.Target]; {
			case says.Passage == nil && !says.restsOn(out.says[titled[0].Target].title):
				continue
			case says.Passage != nil && !slices.Contains(titled, c):
				continue
			}
		}
		if c.Exact != first[0].Exact || slices.ContainsFunc(all, func(l leader) bool { return l.Target.Kind == kind }) {
			continue
		}
		fit := d.calibration.of(kind, found.WordsOnly)
		among := found
		if kind == retriever.PassageTarget && len(titled) > 0 {
			among.Candidates = titled
		}
		f := features(out.Understood, among, kind, out.says[c.Target].QAPair)
		all = append(all, leader{c, fit, fit.Right.Probability(f), fit.Reach.Probability(f)})
	}
	return all
}

// hardly is the confidence in a pair up to which it is believed not to answer.
const hardly = 0.2

// mayPass reports whether a leader may be stated though the first of all is of the other kind. A pair may not: the words of a
// document are nearer to the question. A passage may where the pair hardly answers, but to a short question, which fits many.
func mayPass(u Understanding, first, l leader) bool {
	return l.Target.Kind == retriever.PassageTarget && first.confidence <= hardly && utf8.RuneCountInString(u.Searched) > clarifyLength
}

// choose states the first of all when it is sure, else the first of the other kind when that is and may. When neither is, it offers
// what was found.
func (d Decider) choose(out Decision, leaders []leader, found retriever.Result, q Question) Decision {
	for i, l := range leaders {
		if i > 0 && !mayPass(out.Understood, leaders[0], l) {
			break
		}
		if out.Understood.beyond(out.says[l.Target].QAPair) {
			return out.offer(Suggest, "首选没有提到所问的题目")
		}
		onlyNamed := out.named == 1 && l.Exact && l.helps()
		if (l.sure() || onlyNamed) && out.Understood.duty.leftOpen(out.says[l.Target].QAPair) {
			out.dutyOpen = true
			return out.offer(Suggest, "问的是要不要缴、能不能免，首选没有写到")
		}
		if l.sure() {
			out.Confidence, out.Reach = l.confidence, l.reach
			out.Why = append(out.Why, fmt.Sprintf("置信度 %s 不低于回答门槛 %s（实测准确率 %s）",
				rounded(l.confidence), rounded(l.fit.Answer.Confidence), rounded(l.fit.Answer.Precision)))
			return out.state(l.Target, q)
		}
		if onlyNamed {
			out.Confidence, out.Reach = l.reach, l.reach // what is named so can hardly be another one of those offered
			out.Why = append(out.Why, "只有一个问答依据所提到的文号或条款")
			return out.state(l.Target, q)
		}
		out.Why = append(out.Why, fmt.Sprintf("置信度 %s 低于回答门槛 %s", rounded(l.confidence), rounded(l.fit.Answer.Confidence)))
	}
	if sentence, ok := separates(out, found, q); ok {
		out.clarify = sentence
		return out.offer(Clarify, "几个候选同样合适")
	}
	return out.offer(Suggest, "首选不够确定")
}

// offer shows the candidates as a kind of reply. When hardly any of them can be meant, only those that the question names by
// document or clause are shown, and 悦悦 abstains when there is none.
func (d Decision) offer(kind Kind, why string) Decision {
	if d.helps {
		return d.be(kind, why)
	}
	d.Why = append(d.Why, why, fmt.Sprintf("候选里有答案的概率 %s 低于建议门槛", rounded(d.Reach)))
	d.offered = d.offered[:min(d.named, len(d.offered))]
	if len(d.offered) == 0 {
		return d.be(Abstain, "没有可建议的")
	}
	return d.be(Suggest, "所提到的文号或条款有问答依据")
}

// theClause is the one passage among the candidates that a question names by law and clause. What rests on the clause is
// offered beside it.
func theClause(question string, candidates []retriever.Candidate) (clause retriever.Target, ok bool) {
	if len(knowledge.FindClauses(question)) == 0 {
		return retriever.Target{}, false
	}
	n := 0
	for _, c := range candidates {
		if c.Exact && c.Target.Kind == retriever.PassageTarget {
			clause, n = c.Target, n+1
		}
	}
	return clause, n == 1
}

// farBelow is the share of the first candidate's score below which another one is only offered for a word that it shares with
// the question.
const farBelow = 0.8

// related are the candidates worth offering, best first: the first one, those that the question names, those that are nearly
// as good as the first, and those that share a keyword with the question. A question without keywords is offered them all.
func (d Decision) related(candidates []retriever.Candidate) []retriever.Target {
	keywords := slices.Concat(d.Understood.Keywords, d.Understood.Expansions)
	if d.Understood.Topic != nil {
		keywords = append(keywords, d.Understood.Topic.Keywords...)
	}
	var targets []retriever.Target
	for i, c := range candidates {
		if i == 0 || c.Exact || len(keywords) == 0 || c.Score >= farBelow*candidates[0].Score ||
			shareOf(keywords, strings.ToLower(pairText(d.says[c.Target].QAPair))) > 0 {
			targets = append(targets, c.Target)
		}
	}
	return targets
}

// The clarify rule: candidates that lie within clarifyMargin of the first in the fused score are equally good readings of a
// question of at most clarifyLength characters. Which audience is only asked when the first is meant at least that likely.
const (
	clarifyMargin   = 0.04
	clarifyLength   = 12
	clarifyAudience = 0.05
)

// separates finds what tells the leading candidates of a short question apart, when they are equally good readings of it.
func separates(d Decision, found retriever.Result, q Question) (string, bool) {
	if len(d.offered) < 2 || utf8.RuneCountInString(d.Understood.Searched) > clarifyLength {
		return "", false
	}
	first, second := found.Candidates[0], found.Candidates[1]
	if first.Score-second.Score > clarifyMargin {
		return "", false
	}
	a, b := d.says[first.Target].Audience, d.says[second.Target].Audience
	if d.Confidence >= clarifyAudience && q.Audience == "" && a != "" && b != "" && a != b {
		return sayAudience, true
	}
	return sayClarify, true
}
