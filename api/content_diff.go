package api

import (
	"context"
	"net/http"

	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
)

// ContentChange is what differs in one item between two states of the knowledge.
type ContentChange struct {
	Kind   knowledge.Kind       `json:"kind" enum:"pair,package,trending,quick_link,document,passage,lexicon"`
	ID     string               `json:"id"`
	Title  string               `json:"title" doc:"问题或标题"`
	Change editorial.ChangeKind `json:"change" enum:"added,changed,withdrawn" doc:"新增、修改、撤回"`
	Fields []FieldDiff          `json:"fields" nullable:"false" doc:"不同的各项，按人读的顺序"`
}

// FieldDiff is one field that differs.
type FieldDiff struct {
	Name string    `json:"name" doc:"给人看的名称"`
	Runs []DiffRun `json:"runs" nullable:"false" doc:"去掉 insert 连起来是旧文字，去掉 delete 连起来是新文字"`
}

// DiffRun is a piece of text that both have or that one lacks.
type DiffRun struct {
	Op   editorial.RunOp `json:"op" enum:"equal,insert,delete"`
	Text string          `json:"text"`
}

// ContentDiff is some changes, by kind and id.
type ContentDiff struct {
	From  int64           `json:"from" doc:"与哪个版本比较"`
	Items []ContentChange `json:"items" nullable:"false"`
	Next  string          `json:"next,omitempty" doc:"后面的用 after=next；没有则到头"`
}

// ContentClash is an item that another edition has changed since it was drafted.
type ContentClash struct {
	Kind     knowledge.Kind `json:"kind" enum:"pair,package,trending,quick_link,document,passage,lexicon"`
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Base     *ContentBody   `json:"base,omitempty" doc:"起草时看到的"`
	Present  *ContentBody   `json:"present,omitempty" doc:"现在发布的"`
	Proposed *ContentBody   `json:"proposed,omitempty" doc:"草案里的"`
	Fields   []FieldDiff    `json:"fields" nullable:"false" doc:"从现在发布的到草案里的"`
	Version  int64          `json:"version" doc:"草案里这一项的版本；0：它随文件而来，请确认文件"`
	Current  int64          `json:"current" doc:"现行版本，确认时带上"`
}

// PairConflict is a pair that asks what another pair asks already.
type PairConflict struct {
	Pair        string   `json:"pair"`
	Other       string   `json:"other"`
	Title       string   `json:"title" doc:"这一条的标准问题"`
	OtherTitle  string   `json:"other_title" doc:"另一条的标准问题"`
	Published   bool     `json:"published" doc:"另一条已经发布；否则也在这份草案里"`
	Question    string   `json:"question" doc:"两条里最像的问法"`
	Asked       string   `json:"asked" doc:"另一条的问法"`
	Similarity  float64  `json:"similarity" minimum:"0" maximum:"1"`
	Contradicts bool     `json:"contradicts" doc:"同一时期的答复里数字不同"`
	Here        []string `json:"here" nullable:"false" doc:"只有这一条里有的数字"`
	There       []string `json:"there" nullable:"false" doc:"只有另一条里有的数字"`
	Refused     bool     `json:"refused" doc:"问的是同一个问题，同一时期的答复却不完全相同：改正之前不能提交"`
	Message     string   `json:"message" doc:"给人看的一句话"`
}

// ItemProblem is what keeps an item from being published.
type ItemProblem struct {
	Kind    knowledge.Kind `json:"kind" enum:"pair,package,trending,quick_link,document,passage,lexicon"`
	ID      string         `json:"id"`
	Title   string         `json:"title,omitempty" doc:"问题、标题或条款"`
	Code    string         `json:"code,omitempty" doc:"content_invalid、reference_missing（所指的内容不在）、question_duplicate（另一条问的是同一个问题，答复不同）、title_missing（标题取自文件名）；要看的没有代码"`
	Message string         `json:"message" doc:"给人看的，不含名称"`
}

// ProposalConflicts is what to look at before a proposal is published.
type ProposalConflicts struct {
	Problems  []ItemProblem  `json:"problems" nullable:"false" doc:"改正后才能提交和发布"`
	Doubts    []ItemProblem  `json:"doubts" nullable:"false" doc:"读文件时拿不准的，请对照原件核对；不妨碍发布"`
	Clashes   []ContentClash `json:"clashes" nullable:"false" doc:"起草之后被别的版本改过，确认后才能发布"`
	Conflicts []PairConflict `json:"conflicts" nullable:"false" doc:"与别的问答重复或矛盾；refused 的改正后才能提交，contradicts 的发布时要确认"`
	Consent   string         `json:"consent,omitempty" doc:"看过矛盾之后，发布时带上；矛盾变了，它也变"`
}

type (
	proposalDiffInput struct {
		ID    editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		After string               `query:"after" maxLength:"300" doc:"上一页的 next"`
		Limit int                  `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	editionDiffInput struct {
		Number int64  `path:"n" minimum:"1" doc:"版本"`
		From   int64  `query:"from" minimum:"-1" default:"-1" doc:"与哪个版本比较；0 为最初的空白，-1 为前一个"`
		After  string `query:"after" maxLength:"300" doc:"上一页的 next"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	diffOutput      struct{ Body ContentDiff }
	conflictsOutput struct{ Body ProposalConflicts }
)

func (s *Server) registerDiffs() {
	register(s, Editors, desk(http.MethodGet, "diffProposal", "/proposals/{id}/diff", "草案与现行版本的差异",
		"按条款和句子比较。已发布的草案：它的版本与前一个版本的差异。", 404), s.diffProposal)
	register(s, Editors, desk(http.MethodGet, "diffEditions", "/editions/{n}/diff", "两个版本的差异", "按条款和句子比较。", 404), s.diffEditions)
	register(s, Editors, desk(http.MethodGet, "listConflicts", "/proposals/{id}/conflicts", "发布之前要看的",
		"还不能发布的内容、起草之后被别的版本改过的内容、与别的问答重复或矛盾的问答。", 404), s.listConflicts)
}

func (s *Server) diffProposal(ctx context.Context, in *proposalDiffInput) (*diffOutput, error) {
	p, err := s.parts.Content.Editorial.Proposal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	from := p.Edition - 1
	if p.Edition == 0 {
		current, err := s.parts.Content.Library.CurrentEdition(ctx)
		if err != nil {
			return nil, err
		}
		from = current.Number
	}
	changes, err := s.parts.Content.Editorial.ProposalDiff(ctx, in.ID, editorial.Page{After: cursor(in.After), Limit: in.Limit})
	return diffOf(from, changes, in.Limit), err
}

func (s *Server) diffEditions(ctx context.Context, in *editionDiffInput) (*diffOutput, error) {
	from := in.From
	if from < 0 {
		from = in.Number - 1
	}
	changes, err := s.parts.Content.Editorial.Diff(ctx, from, in.Number, editorial.Page{After: cursor(in.After), Limit: in.Limit})
	return diffOf(from, changes, in.Limit), err
}

func diffOf(from int64, changes []editorial.Change, limit int) *diffOutput {
	diff := ContentDiff{From: from, Items: make([]ContentChange, len(changes))}
	for i, c := range changes {
		diff.Items[i] = ContentChange{Kind: c.Key.Kind, ID: c.Key.ID, Title: c.Title, Change: c.Kind, Fields: fieldsOf(c.Fields)}
	}
	if len(changes) == limit {
		diff.Next = mark(changes[len(changes)-1].Key)
	}
	return &diffOutput{diff}
}

func fieldsOf(fields []editorial.Field) []FieldDiff {
	diffs := make([]FieldDiff, len(fields))
	for i, field := range fields {
		diffs[i] = FieldDiff{Name: field.Name, Runs: make([]DiffRun, len(field.Runs))}
		for k, run := range field.Runs {
			diffs[i].Runs[k] = DiffRun(run)
		}
	}
	return diffs
}

func (s *Server) listConflicts(ctx context.Context, in *proposalInput) (*conflictsOutput, error) {
	desk := s.parts.Content.Editorial
	findings, err := desk.Findings(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := desk.Clashes(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := ProposalConflicts{
		Problems: problemsOf(findings.Problems), Doubts: problemsOf(findings.Doubts), Conflicts: conflictsOf(findings.Conflicts), Consent: findings.Consent(),
	}
	out.Clashes, err = clashesOf(found)
	return &conflictsOutput{out}, err
}

func problemsOf(problems []editorial.Problem) []ItemProblem {
	wire := make([]ItemProblem, len(problems))
	for i, p := range problems {
		wire[i] = ItemProblem{p.Key.Kind, p.Key.ID, p.Title, string(p.Code), p.Message}
	}
	return wire
}

func conflictsOf(conflicts []editorial.Conflict) []PairConflict {
	wire := make([]PairConflict, len(conflicts))
	for i, c := range conflicts {
		wire[i] = PairConflict{
			Pair: string(c.Pair), Other: string(c.Other), Title: c.Title, OtherTitle: c.OtherTitle, Published: c.Published, Question: c.Question,
			Asked: c.Asked, Similarity: c.Similarity, Contradicts: c.Contradicts(), Here: figuresOf(c.Here), There: figuresOf(c.There),
			Refused: c.Refused, Message: c.Say(),
		}
	}
	return wire
}

func figuresOf(figures []editorial.Figure) []string {
	texts := make([]string, len(figures))
	for i, figure := range figures {
		texts[i] = figure.Text
	}
	return texts
}

// drafted are all items of a kind that a proposal has.
func (s *Server) drafted(ctx context.Context, id editorial.ProposalID, kind knowledge.Kind) ([]editorial.Item, error) {
	const page = 200
	var all []editorial.Item
	filter := editorial.ItemFilter{Kind: kind, Limit: page}
	for {
		items, err := s.parts.Content.Editorial.Items(ctx, id, filter)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if len(items) < page {
			return all, nil
		}
		filter.After = items[len(items)-1].Key
	}
}
