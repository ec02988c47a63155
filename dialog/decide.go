package dialog

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Decision is which kind of reply a question gets, and why. It is stored with the answer as JSON.
type Decision struct {
	Kind       Kind          `json:"kind"`
	Why        []string      `json:"why"`        // the reasons in order, in words
	Confidence float64       `json:"confidence"` // that the first candidate answers the question
	Reach      float64       `json:"reach"`      // that one of those offered does
	Understood Understanding `json:"understood"`
	Found      Found         `json:"found"`
	Version    *Version      `json:"version,omitempty"`

	asOf    civil.Date
	pairs   map[knowledge.PairID]knowledge.QAPair
	offered []knowledge.PairID // best first
	clarify string             // the sentence that asks for the one thing that separates the candidates
	unknown []string           // document numbers that the knowledge lacks
}

// Found is what retrieval gave, as far as a person who asks why wants to see it.
type Found struct {
	Candidates []retriever.Candidate `json:"candidates"`
	Features   map[string]float64    `json:"features,omitempty"`
	Generation string                `json:"generation"`
	WordsOnly  bool                  `json:"words_only,omitempty"`
	EmbedMS    float64               `json:"embed_ms"`
	SearchMS   float64               `json:"search_ms"`
}

// Decider holds the calibration. It is immutable.
type Decider struct {
	calibration Calibration
}

// maxOffered is how many related questions a reply offers at most.
const maxOffered = 5

// The clarify rule: candidates that lie within clarifyMargin of the first in the fused score are equally good readings of a
// question of at most clarifyLength characters.
const (
	clarifyMargin = 0.04
	clarifyLength = 12
)

// Decide is a function of its inputs. Pairs holds the content of every candidate of found; candidates without content are
// withdrawn and passed over.
func (d Decider) Decide(u Understanding, found retriever.Result, pairs map[knowledge.PairID]knowledge.QAPair, q Question, today civil.Date) Decision {
	out := Decision{Understood: u, pairs: pairs, asOf: today}
	if q.AsOf != "" {
		out.asOf = q.AsOf
	}
	out.Found = Found{Generation: found.Generation, WordsOnly: found.WordsOnly, EmbedMS: milliseconds(found.EmbedTime), SearchMS: milliseconds(found.SearchTime)}
	switch u.Intent {
	case NoIntent:
	case WantHuman:
		return out.be(Handoff, "说了要找人工")
	case GiveOrder, Elsewhere:
		return out.be(Abstain, "不是税费问题："+string(u.Intent))
	default:
		return out.be(SmallTalk, "寒暄："+string(u.Intent))
	}

	found.Candidates = slices.DeleteFunc(slices.Clone(found.Candidates), func(c retriever.Candidate) bool {
		_, known := pairs[knowledge.PairID(c.Target.ID)]
		return !known
	})
	out.Found.Candidates = found.Candidates[:min(len(found.Candidates), 2*maxOffered)]
	for _, number := range found.Unknown {
		out.unknown = append(out.unknown, number.String())
	}
	if len(found.Candidates) == 0 {
		return out.be(Abstain, "没有检索到任何候选")
	}

	fit := d.calibration.Hybrid
	if found.WordsOnly {
		fit = d.calibration.Words
	}
	top := found.Candidates[0]
	pair := pairs[knowledge.PairID(top.Target.ID)]
	features := Features(u, found, pair)
	out.Found.Features = map[string]float64{}
	for i, name := range featureNames {
		out.Found.Features[name] = features[i]
	}
	out.Confidence = fit.Right.Probability(features)
	out.Reach = fit.Reach.Probability(features)
	for _, c := range found.Candidates[:min(len(found.Candidates), maxOffered)] {
		out.offered = append(out.offered, knowledge.PairID(c.Target.ID))
	}

	switch {
	case found.Same == top.Target:
		out.Confidence, out.Reach = 1, 1
		out.Why = append(out.Why, "与知识里的一个问题相同")
		return out.answer(pair, u, q, today, fit)
	case len(out.unknown) > 0:
		out.Why = append(out.Why, "提到的文号没有收录")
		if out.Reach < fit.Offer.Confidence {
			out.offered = nil
		}
		return out.be(Suggest, fmt.Sprintf("文号未收录：%v", out.unknown))
	case out.Confidence >= fit.Answer.Confidence:
		return out.answer(pair, u, q, today, fit)
	case out.Reach < fit.Offer.Confidence:
		out.offered = nil
		return out.be(Abstain, fmt.Sprintf("候选里有答案的概率 %.3f 低于建议门槛 %.3f", out.Reach, fit.Offer.Confidence))
	}
	out.Why = append(out.Why, fmt.Sprintf("置信度 %.3f 低于回答门槛 %.3f；候选里有答案的概率 %.3f", out.Confidence, fit.Answer.Confidence, out.Reach))
	if sentence, ok := separates(u, found, pairs, q); ok {
		out.clarify = sentence
		return out.be(Clarify, "几个候选同样合适")
	}
	return out.be(Suggest, "首选不够确定")
}

func (d Decision) be(kind Kind, why string) Decision {
	d.Kind = kind
	d.Why = append(d.Why, why)
	return d
}

// answer states the version of the time asked about, when there is one.
func (d Decision) answer(pair knowledge.QAPair, u Understanding, q Question, today civil.Date, fit Calibrated) Decision {
	d.Why = append(d.Why, fmt.Sprintf("置信度 %.3f 不低于回答门槛 %.3f（实测准确率 %.3f）", d.Confidence, fit.Answer.Confidence, fit.Answer.Precision))
	version := ChooseVersion(pair, u.Period, q.AsOf, today)
	d.Version = &version
	if u.Period.Named() || q.AsOf != "" {
		d.asOf = version.To
	}
	if version.Standing == Unrecorded {
		return d.be(Suggest, "没有收录所问时期的规定")
	}
	return d.be(Answer, "所选版本："+string(version.Standing))
}

// separates finds what tells the leading candidates of a short question apart, when they are equally good readings of it.
func separates(u Understanding, found retriever.Result, pairs map[knowledge.PairID]knowledge.QAPair, q Question) (string, bool) {
	if len(found.Candidates) < 2 || utf8.RuneCountInString(u.Searched) > clarifyLength {
		return "", false
	}
	first, second := found.Candidates[0], found.Candidates[1]
	if first.Score-second.Score > clarifyMargin {
		return "", false
	}
	a, b := pairs[knowledge.PairID(first.Target.ID)].Audience, pairs[knowledge.PairID(second.Target.ID)].Audience
	if q.Audience == "" && a != "" && b != "" && a != b {
		return sayAudience, true
	}
	return sayClarify, true
}
