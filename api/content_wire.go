package api

import (
	"encoding/json"

	"yueyue/internal/civil"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// The contents of the knowledge on the wire: what package knowledge keeps, field by field, with what each means for content
// staff. A draft may be incomplete, so nothing is checked here but the shape; what keeps an item from being published is told
// beside it.

// ContentPair is a question with the answers that held, hold or will hold.
type ContentPair struct {
	ID          string             `json:"id" minLength:"1" maxLength:"100" doc:"编号：小写字母、数字和连字符；定下后不变"`
	Kind        knowledge.PairKind `json:"kind" enum:"policy,guide" doc:"policy 政策（答复要有依据）或 guide 操作指引"`
	Question    string             `json:"question" maxLength:"2000" doc:"标准问题"`
	Similar     []string           `json:"similar,omitempty" nullable:"false" maxItems:"2000" doc:"相似问法"`
	Aliases     []string           `json:"aliases,omitempty" nullable:"false" maxItems:"2000" doc:"日常叫法"`
	Audience    knowledge.Audience `json:"audience,omitempty" enum:",enterprise,natural_person" doc:"适用对象；空为都适用"`
	Region      string             `json:"region,omitempty" maxLength:"20" doc:"六位行政区划代码；空为全国"`
	Unconfirmed bool               `json:"unconfirmed,omitempty" doc:"答复时提醒以主管税务机关答复为准"`
	Owner       string             `json:"owner,omitempty" maxLength:"200" doc:"负责人"`
	ReviewBy    civil.Date         `json:"review_by,omitempty" maxLength:"20" doc:"复核日期，例如 2026-12-31"`
	Answers     []ContentAnswer    `json:"answers" nullable:"false" maxItems:"200" doc:"各个时期的答复，新的在前，互不重叠"`
}

// ContentAnswer is what is said for one period, both ends included; an empty end is open.
type ContentAnswer struct {
	EffectiveFrom civil.Date        `json:"effective_from,omitempty" maxLength:"20" doc:"适用期起"`
	EffectiveTo   civil.Date        `json:"effective_to,omitempty" maxLength:"20" doc:"适用期止"`
	Text          string            `json:"text" maxLength:"50000" doc:"Markdown"`
	Citations     []ContentCitation `json:"citations,omitempty" nullable:"false" maxItems:"200" doc:"依据"`
}

// ContentCitation says what an answer rests on.
type ContentCitation struct {
	Title          string `json:"title" maxLength:"1000"`
	DocumentNumber string `json:"document_number,omitempty" maxLength:"200" doc:"文号"`
	Clause         string `json:"clause,omitempty" maxLength:"200" doc:"条款"`
	URL            string `json:"url,omitempty" maxLength:"2000" doc:"官方地址，或空"`
	Quote          string `json:"quote,omitempty" maxLength:"50000" doc:"原文，逐字，或空"`
}

// ContentPackage is a 问答套餐.
type ContentPackage struct {
	ID      string   `json:"id" minLength:"1" maxLength:"100"`
	Title   string   `json:"title" maxLength:"200"`
	Summary string   `json:"summary" maxLength:"2000"`
	Pairs   []string `json:"pairs" nullable:"false" maxItems:"5000" doc:"问答的编号，最常问的在前"`
}

// ContentTrending is one entry of 热点推荐.
type ContentTrending struct {
	ID       string `json:"id" minLength:"1" maxLength:"100"`
	Question string `json:"question" maxLength:"2000"`
	Pair     string `json:"pair" maxLength:"100" doc:"问答的编号"`
}

// ContentQuickLink is one entry of 快捷入口.
type ContentQuickLink struct {
	ID          string `json:"id" minLength:"1" maxLength:"100"`
	Title       string `json:"title" maxLength:"200"`
	Description string `json:"description" maxLength:"2000"`
	URL         string `json:"url" maxLength:"2000"`
	Group       string `json:"group" maxLength:"200"`
}

// ContentDocument is a policy document as it is kept.
type ContentDocument struct {
	ID             string             `json:"id" minLength:"1" maxLength:"100"`
	Title          string             `json:"title" maxLength:"1000"`
	DocumentNumber string             `json:"document_number,omitempty" maxLength:"200" doc:"文号，照原文写"`
	Issuer         string             `json:"issuer,omitempty" maxLength:"1000" doc:"发文机关，几个之间用、"`
	Region         string             `json:"region,omitempty" maxLength:"20" doc:"六位行政区划代码；空为全国"`
	Audience       knowledge.Audience `json:"audience,omitempty" enum:",enterprise,natural_person" doc:"适用对象；空为都适用"`
	IssuedOn       civil.Date         `json:"issued_on,omitempty" maxLength:"20" doc:"发布日期"`
	AmendedOn      []civil.Date       `json:"amended_on,omitempty" nullable:"false" maxItems:"200" doc:"修正日期，旧的在前"`
	EffectiveFrom  civil.Date         `json:"effective_from,omitempty" maxLength:"20" doc:"施行日期"`
	EffectiveTo    civil.Date         `json:"effective_to,omitempty" maxLength:"20" doc:"失效日期，含当日"`
	Taxes          []string           `json:"taxes,omitempty" nullable:"false" maxItems:"200" doc:"税种"`
	Annexes        []string           `json:"annexes,omitempty" nullable:"false" maxItems:"500" doc:"附件"`
	Links          []ContentLink      `json:"links,omitempty" nullable:"false" maxItems:"2000" doc:"对其他文件做了什么"`
	Evidence       []ContentEvidence  `json:"evidence,omitempty" nullable:"false" maxItems:"2000" doc:"各项是从哪里读出来的；人工填写的没有"`
	URL            string             `json:"url,omitempty" maxLength:"2000" doc:"官方地址，或空"`
	Source         string             `json:"source,omitempty" maxLength:"2000" doc:"来源文件"`
	SourceHash     string             `json:"source_hash,omitempty" maxLength:"64" doc:"来源文件的 SHA-256；原件在 /api/v1/content/sources/{hash}"`
	Owner          string             `json:"owner,omitempty" maxLength:"200" doc:"负责人"`
	Passages       []string           `json:"passages" nullable:"false" maxItems:"20000" doc:"段落的编号，按原文顺序"`
}

// ContentLink is what a document does to another one.
type ContentLink struct {
	Kind           knowledge.LinkKind `json:"kind" enum:"repeals,repeals_clause,amends,interprets" doc:"废止、条款失效、修改、解读"`
	Title          string             `json:"title,omitempty" maxLength:"1000" doc:"所指文件的标题，不带书名号"`
	DocumentNumber string             `json:"document_number,omitempty" maxLength:"200"`
	Clause         string             `json:"clause,omitempty" maxLength:"200"`
	On             civil.Date         `json:"on,omitempty" maxLength:"20" doc:"失效的第一天；没有写明则空"`
}

// ContentEvidence is where a field was read.
type ContentEvidence struct {
	Field  string  `json:"field" maxLength:"100" doc:"字段名"`
	Quote  string  `json:"quote" maxLength:"10000" doc:"读出它的原文"`
	Line   int     `json:"line" doc:"原文第几行，从 1 起；0 为不知道"`
	Sure   float64 `json:"sure" minimum:"0" maximum:"1" doc:"把握"`
	Reason string  `json:"reason" maxLength:"2000"`
}

// ContentPassage is a part of a document that is cited by itself.
type ContentPassage struct {
	ID            string             `json:"id" minLength:"1" maxLength:"200" doc:"文件编号、一个点、条款或段落的序号"`
	Document      string             `json:"document" maxLength:"100"`
	Title         string             `json:"title" maxLength:"1000" doc:"文件标题"`
	Number        string             `json:"number,omitempty" maxLength:"200" doc:"文号"`
	Region        string             `json:"region,omitempty" maxLength:"20"`
	Audience      knowledge.Audience `json:"audience,omitempty" enum:",enterprise,natural_person"`
	Path          []string           `json:"path,omitempty" nullable:"false" maxItems:"50" doc:"章、节、条，由外到内"`
	Clause        string             `json:"clause,omitempty" maxLength:"200" doc:"条款，例如 第十条第二款"`
	Table         bool               `json:"table,omitempty" doc:"表格里的几行"`
	Text          string             `json:"text" maxLength:"500000" doc:"照原文"`
	EffectiveFrom civil.Date         `json:"effective_from,omitempty" maxLength:"20" doc:"与文件不同时填写"`
	EffectiveTo   civil.Date         `json:"effective_to,omitempty" maxLength:"20" doc:"与文件不同时填写"`
}

// ContentSynonym puts everyday words beside the official term.
type ContentSynonym struct {
	Official string   `json:"official" maxLength:"200"`
	Everyday []string `json:"everyday" nullable:"false" maxItems:"500"`
}

// ContentLexicon is what content staff changed in the shipped words. There is one, of the id lexicon.
type ContentLexicon struct {
	AddTerms       []string         `json:"add_terms,omitempty" nullable:"false" maxItems:"20000" doc:"加进分词词典的词"`
	RemoveTerms    []string         `json:"remove_terms,omitempty" nullable:"false" maxItems:"20000" doc:"去掉的随程序词"`
	Synonyms       []ContentSynonym `json:"synonyms,omitempty" nullable:"false" maxItems:"5000" doc:"同义词；同一个正式名称的，替换随程序的那一条"`
	RemoveSynonyms []string         `json:"remove_synonyms,omitempty" nullable:"false" maxItems:"5000" doc:"去掉的随程序同义词的正式名称"`
	AddPhrases     []string         `json:"add_phrases,omitempty" nullable:"false" maxItems:"5000" doc:"加上的客套话"`
	RemovePhrases  []string         `json:"remove_phrases,omitempty" nullable:"false" maxItems:"5000" doc:"去掉的随程序客套话"`
}

// ContentBody is one content: exactly the member that the kind names is there.
type ContentBody struct {
	Pair      *ContentPair      `json:"pair,omitempty"`
	Package   *ContentPackage   `json:"package,omitempty"`
	Trending  *ContentTrending  `json:"trending,omitempty"`
	QuickLink *ContentQuickLink `json:"quick_link,omitempty"`
	Document  *ContentDocument  `json:"document,omitempty"`
	Passage   *ContentPassage   `json:"passage,omitempty"`
	Lexicon   *ContentLexicon   `json:"lexicon,omitempty"`
}

// bodyOf writes content for the wire; nil gives nil.
func bodyOf(content knowledge.Content) (*ContentBody, error) {
	if content == nil {
		return nil, nil //nolint:nilnil // withdrawn: there is no body
	}
	text, err := knowledge.Encode(content)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "api.bodyOf", err)
	}
	body := &ContentBody{}
	var into any
	switch kind := content.Key().Kind; kind {
	case knowledge.PairItem:
		body.Pair = &ContentPair{}
		into = body.Pair
	case knowledge.PackageItem:
		body.Package = &ContentPackage{}
		into = body.Package
	case knowledge.TrendingItem:
		body.Trending = &ContentTrending{}
		into = body.Trending
	case knowledge.QuickLinkItem:
		body.QuickLink = &ContentQuickLink{}
		into = body.QuickLink
	case knowledge.DocumentItem:
		body.Document = &ContentDocument{}
		into = body.Document
	case knowledge.PassageItem:
		body.Passage = &ContentPassage{}
		into = body.Passage
	case knowledge.LexiconItem:
		body.Lexicon = &ContentLexicon{}
		into = body.Lexicon
	default:
		return nil, fault.New(fault.Internal, "api.bodyOf", "kind_unknown", "")
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return nil, fault.Wrap(fault.Internal, "api.bodyOf", err)
	}
	body.complete()
	return body, nil
}

// complete gives the lists that the contract promises.
func (b *ContentBody) complete() {
	switch {
	case b.Pair != nil && b.Pair.Answers == nil:
		b.Pair.Answers = []ContentAnswer{}
	case b.Package != nil && b.Package.Pairs == nil:
		b.Package.Pairs = []string{}
	case b.Document != nil && b.Document.Passages == nil:
		b.Document.Passages = []string{}
	case b.Lexicon != nil:
		for i := range b.Lexicon.Synonyms {
			if b.Lexicon.Synonyms[i].Everyday == nil {
				b.Lexicon.Synonyms[i].Everyday = []string{}
			}
		}
	}
}

// members are those that are there, by kind.
func (b *ContentBody) members() map[knowledge.Kind]any {
	there := map[knowledge.Kind]any{}
	if b.Pair != nil {
		there[knowledge.PairItem] = b.Pair
	}
	if b.Package != nil {
		there[knowledge.PackageItem] = b.Package
	}
	if b.Trending != nil {
		there[knowledge.TrendingItem] = b.Trending
	}
	if b.QuickLink != nil {
		there[knowledge.QuickLinkItem] = b.QuickLink
	}
	if b.Document != nil {
		there[knowledge.DocumentItem] = b.Document
	}
	if b.Passage != nil {
		there[knowledge.PassageItem] = b.Passage
	}
	if b.Lexicon != nil {
		there[knowledge.LexiconItem] = b.Lexicon
	}
	return there
}

// read gives the content of a key. A body of another kind, of two kinds or of another id is a *Problem.
func (b *ContentBody) read(key knowledge.Key) (knowledge.Content, error) {
	there := b.members()
	member, ok := there[key.Kind]
	if !ok || len(there) != 1 {
		return nil, defective("content_kind", "内容的种类与地址不一致，请刷新后重试。", "body.content")
	}
	text, err := json.Marshal(member)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "api.ContentBody", err)
	}
	if !storable(string(text)) {
		return nil, unreadable("body.content")
	}
	content, err := knowledge.Decode(key.Kind, string(text))
	if err != nil {
		return nil, err
	}
	if content.Key() != key {
		return nil, defective("content_id", "内容的编号与地址不一致，请刷新后重试。", "body.content")
	}
	return content, nil
}
