package editorial

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// ProblemCode tells programs what is wrong with an item.
type ProblemCode string

// The codes of a Problem. They are also the codes of the fault.Invalid of a submit or publish.
const (
	ContentInvalid    ProblemCode = "content_invalid"    // wrong by itself
	ReferenceMissing  ProblemCode = "reference_missing"  // it names what the edition would not have
	QuestionDuplicate ProblemCode = "question_duplicate" // another pair asks the same and answers differently (Conflict.Refused)
	TitleMissing      ProblemCode = "title_missing"      // the title of a document is the name of its file
)

// Problem is what keeps an item from being published, or what people should look at.
type Problem struct {
	Key     knowledge.Key
	Title   string // how people call the item; may be empty
	Code    ProblemCode
	Message string // for people, without the name of the item
}

// Faulty is inside the fault.Invalid of a submit or publish whose code is that of its problems: question_duplicate where one of
// them has it, else content_invalid unless all have another one.
type Faulty struct {
	Problems []Problem
}

func (f *Faulty) Error() string { return fmt.Sprintf("%d items cannot be published", len(f.Problems)) }

// faultyFault is the refusal of a proposal with problems, which tells the first of the gravest.
func faultyFault(op string, problems []Problem) error {
	first, mixed := problems[0], false
	for _, p := range problems {
		mixed = mixed || p.Code != first.Code
		if p.Code == QuestionDuplicate && first.Code != QuestionDuplicate {
			first = p
		}
	}
	code := first.Code
	if mixed && code != QuestionDuplicate {
		code = ContentInvalid
	}
	return &fault.Error{
		Kind: fault.Invalid, Op: op, Code: string(code), Err: &Faulty{problems},
		Message: fmt.Sprintf("有%d处要先改正才能发布。%s", len(problems), first.Say()),
	}
}

const selectPublishedIDs = `SELECT id FROM knowledge_items WHERE kind = $1 AND edition_to IS NULL AND content IS NOT NULL`

// outcome is what the edition would hold if a proposal were published.
type outcome struct {
	on        handle
	items     []compared
	contents  map[knowledge.Key]knowledge.Content // of the proposal and what follows from it; nil: withdrawn
	published map[knowledge.Kind]map[string]bool  // ids, read when they are needed
	listed    map[knowledge.DocumentID]map[knowledge.PassageID]bool
}

// outcomeOf decodes what a proposal does.
func outcomeOf(on handle, items []compared) (*outcome, error) {
	o := &outcome{
		on: on, items: items, contents: make(map[knowledge.Key]knowledge.Content, len(items)), published: map[knowledge.Kind]map[string]bool{},
		listed: map[knowledge.DocumentID]map[knowledge.PassageID]bool{},
	}
	for _, c := range items {
		item, err := c.item()
		if err != nil {
			return nil, err
		}
		o.contents[c.Key] = item.Content
	}
	return o, nil
}

// has tells whether the edition would hold an item.
func (o *outcome) has(ctx context.Context, key knowledge.Key) (bool, error) {
	if content, ok := o.contents[key]; ok {
		return content != nil, nil
	}
	if o.published[key.Kind] == nil {
		rows, err := o.on.Query(ctx, selectPublishedIDs, key.Kind)
		if err != nil {
			return false, err
		}
		ids, err := store.Collect(rows, func(scan func(...any) error) (string, error) {
			var id string
			err := scan(&id)
			return id, err
		})
		if err != nil {
			return false, err
		}
		o.published[key.Kind] = make(map[string]bool, len(ids))
		for _, id := range ids {
			o.published[key.Kind][id] = true
		}
	}
	return o.published[key.Kind][key.ID], nil
}

// lists tells whether a document of the edition would list a passage; false where there is no such document.
func (o *outcome) lists(ctx context.Context, id knowledge.DocumentID, passage knowledge.PassageID) (bool, error) {
	listed, ok := o.listed[id]
	if !ok {
		key := knowledge.Key{Kind: knowledge.DocumentItem, ID: string(id)}
		content, drafted := o.contents[key]
		if !drafted {
			now, err := publishedNow(ctx, o.on, key)
			if err != nil {
				return false, err
			}
			if content, err = now.decoded(key.Kind); err != nil {
				return false, err
			}
		}
		listed = map[knowledge.PassageID]bool{}
		if document, ok := content.(knowledge.Document); ok {
			for _, one := range document.Passages {
				listed[one] = true
			}
		}
		o.listed[id] = listed
	}
	return listed[passage], nil
}

// problems are what is wrong with some items by themselves and with what they name, by kind and id.
func (o *outcome) problems(ctx context.Context, of func(knowledge.Key) bool) ([]Problem, error) {
	var problems []Problem
	for _, c := range o.items {
		content := o.contents[c.Key]
		if content == nil || c.Version == 0 || !of(c.Key) { // withdrawn, or as its document says
			continue
		}
		add := func(code ProblemCode, message string) {
			problems = append(problems, Problem{c.Key, Title(content), code, message + "。"})
		}
		if wrong := Wrong(o.titled(content)); wrong != "" {
			add(ContentInvalid, wrong)
		}
		if document, ok := content.(knowledge.Document); ok && unnamed(document) {
			add(TitleMissing, "没有认出标题，现在的标题取自文件名，请写上文件的标题")
		}
		if c.idle() {
			continue // what it names was there when it was published
		}
		missing, err := o.missing(ctx, content)
		if err != nil {
			return nil, err
		}
		if missing != "" {
			add(ReferenceMissing, missing)
		}
	}
	return problems, nil
}

// titled is content as it is checked by itself: that a document of the draft lacks its title is told of the document, once.
func (o *outcome) titled(content knowledge.Content) knowledge.Content {
	passage, ok := content.(knowledge.Passage)
	if !ok || passage.Title != "" {
		return content
	}
	document, ok := o.contents[knowledge.Key{Kind: knowledge.DocumentItem, ID: string(passage.Document)}].(knowledge.Document)
	if ok && document.Title == "" {
		passage.Title = string(passage.Document)
	}
	return passage
}

// missing says in words what content names and the edition would not hold; empty: nothing.
func (o *outcome) missing(ctx context.Context, content knowledge.Content) (string, error) {
	var lost []string
	look := func(kind knowledge.Kind, id string) error {
		key := knowledge.Key{Kind: kind, ID: id}
		if id == "" {
			return nil // knowledge.Check tells
		}
		there, err := o.has(ctx, key)
		if err == nil && !there {
			lost = append(lost, o.name(key))
		}
		return err
	}
	switch c := content.(type) {
	case knowledge.QAPackage:
		for _, id := range c.Pairs {
			if err := look(knowledge.PairItem, string(id)); err != nil {
				return "", err
			}
		}
		return saidOf("套餐里的", lost, "不在草案里，也没有发布，或者正要撤回"), nil
	case knowledge.TrendingQuestion:
		err := look(knowledge.PairItem, string(c.Pair))
		return saidOf("所指的", lost, "不在草案里，也没有发布，或者正要撤回"), err
	case knowledge.Passage:
		if err := look(knowledge.DocumentItem, string(c.Document)); err != nil || len(lost) > 0 {
			return saidOf("所属的", lost, "不在草案里，也没有发布，或者正要撤回"), err
		}
		listed, err := o.lists(ctx, c.Document, c.ID)
		if err == nil && !listed {
			return "所属文件没有列出这一段", nil
		}
		return "", err
	case knowledge.Document:
		gone := 0
		for _, id := range c.Passages {
			there, err := o.has(ctx, knowledge.Key{Kind: knowledge.PassageItem, ID: string(id)})
			if err != nil {
				return "", err
			}
			if !there {
				gone++
			}
		}
		if gone > 0 {
			return fmt.Sprintf("列出的段落里有%d段不在草案里，也没有发布", gone), nil
		}
	}
	return "", nil
}

// name calls a missing item by its title where it is known: the draft may be what withdraws it.
func (o *outcome) name(key knowledge.Key) string {
	at := slices.IndexFunc(o.items, func(c compared) bool { return c.Key == key })
	if at < 0 {
		return label(key)
	}
	was, err := o.items[at].now.decoded(key.Kind)
	if err != nil {
		return label(key)
	}
	return called(key, was)
}

// lostNamed is how many missing items one sentence names.
const lostNamed = 5

func saidOf(before string, lost []string, after string) string {
	if len(lost) == 0 {
		return ""
	}
	list := strings.Join(lost[:min(len(lost), lostNamed)], "、")
	if len(lost) > lostNamed {
		list += fmt.Sprintf("等%d项", len(lost))
	}
	return before + list + after
}

// unnamed tells whether the title of a document is still what was written for want of one.
func unnamed(d knowledge.Document) bool {
	return slices.ContainsFunc(d.Evidence, func(e knowledge.Evidence) bool { return e.Field == "title" && e.Sure == 0 && e.Quote == d.Title })
}

// doubts are what the reading of files left to people, by document. The title is a problem, not a doubt.
func (o *outcome) doubts() []Problem {
	var doubts []Problem
	for _, c := range o.items {
		document, ok := o.contents[c.Key].(knowledge.Document)
		if !ok {
			continue
		}
		for _, e := range document.Evidence {
			if e.Sure == 0 && e.Field != "title" {
				doubts = append(doubts, Problem{Key: c.Key, Title: Title(document), Message: e.Reason})
			}
		}
	}
	return doubts
}

// publishedNow is what the current edition says under a key.
func publishedNow(ctx context.Context, on handle, key knowledge.Key) (said, error) {
	var current sql.NullInt64
	if err := on.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
		return said{}, err
	}
	return saidAt(ctx, on, key, current.Int64)
}

// byKey orders problems by kind and id.
func byKey(a, b Problem) int {
	return cmp.Or(compareKeys(a.Key, b.Key), cmp.Compare(a.Message, b.Message))
}
