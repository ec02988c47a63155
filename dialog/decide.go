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

// weigh decides by what was found, on a question about tax.
func (d Decider) weigh(out Decision, found retriever.Result, q Question) Decision {
	offerable := found.Candidates[:min(len(found.Candidates), maxOffered)]
	others := found.Candidates[len(offerable):min(len(found.Candidates), maxWeighed)]
	offerable = slices.DeleteFunc(slices.Clone(offerable), func(c retriever.Candidate) bool {
		_, known := out.says[c.Target]
		return !known
	})
	for _, c := range offerable {
		out.offered = append(out.offered, c.Target)
	}
	found.Candidates = append(offerable, others...)
	out.Found.Candidates = found.Candidates
	for _, number := range found.Unknown {
		out.unknown = append(out.unknown, number.String())
	}
	if len(out.offered) == 0 {
		return out.be(Abstain, "没有检索到任何候选")
	}
	if clause, ok := theClause(out.Understood.Searched, found.Candidates[:len(out.offered)]); ok {
		out.Why, out.Confidence, out.Reach = append(out.Why, "问的是一个条款，知识里有它的原文"), 1, 1
		out.offered = append([]retriever.Target{clause}, slices.DeleteFunc(out.offered, func(t retriever.Target) bool { return t == clause })...)
		return out.state(out.says[clause].QAPair, q)
	}
	fit := d.calibration.of(found.Candidates[0].Target.Kind, found.WordsOnly)
	leading := out.says[found.Candidates[0].Target].QAPair
	features := features(out.Understood, found, leading)
	out.Found.Features = map[string]float64{}
	for i, name := range featureNames {
		out.Found.Features[name] = features[i]
	}
	out.Confidence, out.Reach = fit.Right.Probability(features), fit.Reach.Probability(features)
	for _, c := range found.Candidates {
		if c.Exact {
			out.named++
		}
	}
	out.offered = out.related(found.Candidates[:len(out.offered)])
	out.same = found.Same == found.Candidates[0].Target
	if out.same {
		out.Confidence, out.Reach = 1, 1
	}

	switch {
	case out.same:
		out.Why = append(out.Why, "与知识里的一个问题相同")
		return out.state(leading, q)
	case len(out.unknown) > 0:
		return out.offer(fit, Suggest, fmt.Sprintf("文号没有收录：%v", out.unknown))
	case out.Understood.beyond(leading):
		return out.offer(fit, Suggest, "首选没有提到所问的题目")
	case out.Confidence >= fit.Answer.Confidence:
		out.Why = append(out.Why, fmt.Sprintf("置信度 %s 不低于回答门槛 %s（实测准确率 %s）",
			rounded(out.Confidence), rounded(fit.Answer.Confidence), rounded(fit.Answer.Precision)))
		return out.state(leading, q)
	case out.Reach >= fit.Offer.Confidence && out.named == 1:
		out.Confidence = out.Reach // what is named so can hardly be another one of those offered
		out.Why = append(out.Why, "只有一个问答依据所提到的文号或条款")
		return out.state(leading, q)
	}
	out.Why = append(out.Why, fmt.Sprintf("置信度 %s 低于回答门槛 %s", rounded(out.Confidence), rounded(fit.Answer.Confidence)))
	if sentence, ok := separates(out, found, q); ok {
		out.clarify = sentence
		return out.offer(fit, Clarify, "几个候选同样合适")
	}
	return out.offer(fit, Suggest, "首选不够确定")
}

// offer shows the candidates as a kind of reply. When hardly any of them can be meant, only those that the question names by
// document or clause are shown, and 悦悦 abstains when there is none.
func (d Decision) offer(fit Calibrated, kind Kind, why string) Decision {
	if d.Reach >= fit.Offer.Confidence {
		return d.be(kind, why)
	}
	d.Why = append(d.Why, why, fmt.Sprintf("候选里有答案的概率 %s 低于建议门槛 %s", rounded(d.Reach), rounded(fit.Offer.Confidence)))
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
