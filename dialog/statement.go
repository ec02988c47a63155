package dialog

import (
	"context"
	"strings"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Statement is what can be said to a candidate: a pair as it is curated, or a passage as its document says it. A passage is
// weighed and stated like a pair: its heading is the question, its text the answer that rests on itself.
type Statement struct {
	knowledge.QAPair
	Passage *knowledge.CitedPassage // nil: a pair

	title    string                                      // of a passage's document, prepared as questions are
	incoming map[knowledge.Citation][]knowledge.Incoming // of a pair that is stated: what other documents do to those it rests on
}

// Contents gives what candidates say; *knowledge.Repository does.
type Contents interface {
	Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error)
	Passages(ctx context.Context, ids []knowledge.PassageID, edition int64) (map[knowledge.PassageID]knowledge.CitedPassage, error)
	Incoming(ctx context.Context, d knowledge.Document, edition int64) ([]knowledge.Incoming, error)
}

// grounded is a decision that knows what became of the documents that its answer rests on.
func (d *Dialog) grounded(ctx context.Context, decision Decision) (Decision, error) {
	if decision.Kind != Answer {
		return decision, nil
	}
	first := decision.says[decision.offered[0]]
	first.incoming = map[knowledge.Citation][]knowledge.Incoming{}
	for _, c := range decision.Version.Answer.Citations {
		named := knowledge.Document{Title: c.Title, DocumentNumber: c.DocumentNumber}
		if first.Passage != nil {
			named.ID = first.Passage.Document // its own links do not mean itself
		}
		incoming, err := d.parts.Contents.Incoming(ctx, named, decision.edition)
		if err != nil {
			return Decision{}, err
		}
		if len(incoming) > 0 {
			first.incoming[c] = incoming
		}
	}
	decision.says[decision.offered[0]] = first
	return decision, nil
}

// statements reads what candidates say in an edition. What is withdrawn is left out.
func (d *Dialog) statements(ctx context.Context, candidates []retriever.Candidate, edition int64) (map[retriever.Target]Statement, error) {
	var pairs []knowledge.PairID
	var passages []knowledge.PassageID
	for _, c := range candidates {
		if c.Target.Kind == retriever.PassageTarget {
			passages = append(passages, knowledge.PassageID(c.Target.ID))
		} else {
			pairs = append(pairs, knowledge.PairID(c.Target.ID))
		}
	}
	out := make(map[retriever.Target]Statement, len(candidates))
	if len(pairs) > 0 {
		read, err := d.parts.Contents.Pairs(ctx, pairs, edition)
		if err != nil {
			return nil, err
		}
		for id, pair := range read {
			out[retriever.Target{Kind: retriever.PairTarget, ID: string(id)}] = Statement{QAPair: pair}
		}
	}
	if len(passages) > 0 {
		read, err := d.parts.Contents.Passages(ctx, passages, edition)
		if err != nil {
			return nil, err
		}
		for id, passage := range read {
			statement := statementOf(passage)
			statement.title = d.understander.Load().prepared(knowledge.TitleKey(passage.Title))
			out[retriever.Target{Kind: retriever.PassageTarget, ID: string(id)}] = statement
		}
	}
	return out, nil
}

// statementOf says a passage.
func statementOf(p knowledge.CitedPassage) Statement {
	return Statement{
		Passage: &p,
		QAPair: knowledge.QAPair{
			Kind: knowledge.Policy, Question: p.Heading(), Region: p.Region, Audience: p.Audience,
			Answers: []knowledge.Answer{{
				EffectiveFrom: p.From, EffectiveTo: p.To, Text: "**" + escaped(p.Heading()) + "**\n\n" + quoted(p.Text),
				Citations: []knowledge.Citation{{Title: p.Title, DocumentNumber: p.Number, Clause: p.Clause, URL: p.Of.URL, Quote: p.Text}},
			}},
		},
	}
}

// quoted is a text of a source as a quotation in Markdown, verbatim: its own signs are no markup.
func quoted(text string) string {
	return "> " + strings.ReplaceAll(escaped(text), "\n", "\n>\n> ")
}

// marks are the signs that Markdown would take for markup.
var marks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "!", `\!`,
)

// escaped writes a text so that Markdown shows it as it is. A number or a dash at the beginning of a line would begin a list.
func escaped(text string) string {
	lines := strings.Split(marks.Replace(text), "\n")
	for i, line := range lines {
		digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
		switch {
		case strings.HasPrefix(line, "-"), strings.HasPrefix(line, "+"), strings.HasPrefix(line, "="):
			lines[i] = `\` + line
		case digits > 0 && digits < len(line) && (line[digits] == '.' || line[digits] == ')'):
			lines[i] = line[:digits] + `\` + line[digits:]
		}
	}
	return strings.Join(lines, "\n")
}
