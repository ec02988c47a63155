package dialog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// consider understands, retrieves and decides: the question by itself, and where it has a thread that it may need, in that.
func (d *Dialog) consider(ctx context.Context, q Question) (Decision, error) {
	today := civil.Of(d.parts.Now())
	u := d.understander.Load().Understand(q, today)
	if u.Intent != NoIntent {
		q.Region = d.regionOf(u, q)
		return d.decider.Decide(u, retriever.Result{}, nil, q, today), nil
	}
	alone, err := d.attempt(ctx, u, q, today)
	if err != nil || u.Topic == nil || alone.same || (u.Leans == stands && alone.Kind == Answer) {
		return alone, err
	}
	thread, err := d.attempt(ctx, u.inThread(), q, today)
	if err != nil {
		return Decision{}, err
	}
	if drowned(u, thread) {
		if alone.Kind != Abstain {
			return alone, nil
		}
		thread = thread.be(Suggest, "上文的答案没有提到所问的内容")
	}
	return follow(u, alone, thread), nil
}

// drowned reports whether the thread would answer from something that says nothing of what the new question names.
func drowned(u Understanding, thread Decision) bool {
	return thread.Kind == Answer && len(u.Keywords) > 0 &&
		shareOf(u.Keywords, strings.ToLower(pairText(thread.says[thread.offered[0]].QAPair))) == 0
}

// attempt is one try at a question, as it is understood.
func (d *Dialog) attempt(ctx context.Context, u Understanding, q Question, today civil.Date) (Decision, error) {
	q.Region = d.regionOf(u, q)
	found, says, err := d.find(ctx, retriever.Query{Text: u.Searched, Region: q.Region, Audience: q.Audience, Limit: maxWeighed})
	if err != nil {
		return Decision{}, err
	}
	decision := d.decider.Decide(u, found, says, q, today)
	if of, ok, err := d.ofForce(ctx, u, q, decision); err != nil || ok {
		return of, err
	}
	if d.isElsewhere(u.Region) {
		hidden, err := d.hidesBetter(ctx, u, q)
		if err != nil {
			return Decision{}, err
		}
		decision.otherRegion = hidden || d.setLocally(u, decision)
		if hidden && decision.Kind == Answer {
			return decision.be(Suggest, "最接近的答案只适用于本地"), nil
		}
	}
	if q.Audience == "" || decision.Kind == Answer {
		return decision, nil
	}
	// A person may ask about a business, and the other way round: what only the other audience's knowledge answers is answered.
	q.Audience = ""
	wider, err := d.attempt(ctx, u, q, today)
	if err != nil || wider.Kind != Answer {
		return decision, err
	}
	wider.Why = append(wider.Why, "不限身份再查")
	return wider, nil
}

// find retrieves candidates and what those that can be offered say, as one edition has them.
func (d *Dialog) find(ctx context.Context, query retriever.Query) (retriever.Result, map[retriever.Target]Statement, error) {
	found, err := d.parts.Retriever.Retrieve(ctx, query)
	if err != nil {
		return retriever.Result{}, nil, err
	}
	offerable, _ := offerable(found.Candidates)
	says, err := d.statements(ctx, offerable, found.Edition)
	return found, says, err
}

// regionOf is the region whose rules are asked for: the asker's, else that of the bureau, unless the question names another
// one. A name that is wider than the asker's own region (安徽, asked in Hefei) changes nothing.
func (d *Dialog) regionOf(u Understanding, q Question) string {
	own := cmp.Or(q.Region, d.parts.Region)
	if u.Region == "" || within(own, u.Region) {
		return own
	}
	return u.Region
}

// hidesBetter reports whether what fits a question about another region best is a rule of the bureau's own region: then what is
// left is about something else.
func (d *Dialog) hidesBetter(ctx context.Context, u Understanding, q Question) (bool, error) {
	found, says, err := d.find(ctx, retriever.Query{Text: u.Searched, Region: d.parts.Region, Audience: q.Audience, Limit: maxWeighed})
	if err != nil || len(found.Candidates) == 0 {
		return false, err
	}
	region := says[found.Candidates[0].Target].Region
	return region != "" && !within(q.Region, region), nil
}

// setLocally reports whether a question, or what fits it best, is about something that each region sets for itself. All else is
// the same everywhere, whichever region a question names.
func (d *Dialog) setLocally(u Understanding, decision Decision) bool {
	local := d.understander.Load().intents.local
	return local.match(u.Searched) || len(decision.offered) > 0 && local.match(pairText(decision.says[decision.offered[0]].QAPair))
}

// isElsewhere reports whether a region that a question names is outside the one whose rules the bureau knows.
func (d *Dialog) isElsewhere(named string) bool {
	return named != "" && !within(named, cmp.Or(d.parts.Region, knowledge.National)) && !within(d.parts.Region, named)
}

// follow chooses between the question by itself and the question in its thread. A question that leans on the thread belongs
// to it; when it clearly does (那季度呢) it is never answered by itself, only offered what the thread finds. One that stands
// alone changes the subject unless the thread is sure of something that the question by itself finds too: an old subject must
// not drown a new question, nor a term that is all that was typed and has a pair of its own.
func follow(u Understanding, alone, thread Decision) Decision {
	sureAlone, sureThread := alone.Kind == Answer, thread.Kind == Answer
	found := thread.Kind != Abstain
	takes := false
	switch u.Leans {
	case clearly:
		takes = found
	case maybe:
		takes = sureThread || (found && !sureAlone && !alone.isTopic())
	case stands:
		takes = !sureAlone && sureThread && slices.Contains(alone.offered, thread.offered[0]) ||
			found && alone.Kind == Abstain && !sureThread
	}
	if !takes {
		return alone
	}
	thread.Why = append(thread.Why, "接着上文理解")
	return thread
}

// isTopic reports whether a question is nothing but the name of what its first candidate is about: 红冲, 契税.
func (d Decision) isTopic() bool {
	if len(d.offered) == 0 {
		return false
	}
	first, typed := d.says[d.offered[0]], strings.Trim(d.Understood.Folded, breaks)
	return slices.Contains(first.Aliases, typed) || slices.Contains(first.Aliases, d.Understood.Searched)
}
