package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// TrendingQuestion is one entry of 热点推荐.
type TrendingQuestion struct {
	ID       string           `json:"id"`
	Question string           `json:"question"`
	PairID   knowledge.PairID `json:"pair_id"`
}

// TrendingList is 热点推荐, in the order of the editors.
type TrendingList struct {
	Items []TrendingQuestion `json:"items" nullable:"false"`
}

// PackageSummary is a 问答套餐 in the list.
type PackageSummary struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
	Count   int    `json:"count" doc:"有几个问题"`
}

// PackageList is all packages, in the order of the editors.
type PackageList struct {
	Items []PackageSummary `json:"items" nullable:"false"`
}

// PackageQuestion is a question of a package.
type PackageQuestion struct {
	Question string           `json:"question"`
	PairID   knowledge.PairID `json:"pair_id"`
}

// Package is one 问答套餐 with its questions, the most asked first.
type Package struct {
	ID        string            `json:"id"`
	Title     string            `json:"title"`
	Summary   string            `json:"summary"`
	Questions []PackageQuestion `json:"questions" nullable:"false"`
}

// QuickLink is one entry of 快捷入口.
type QuickLink struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Group       string `json:"group"`
}

// QuickLinkList is 快捷入口, in the order of the editors.
type QuickLinkList struct {
	Items []QuickLink `json:"items" nullable:"false"`
}

// shelf is the lists of one edition, ready for the wire. It is immutable.
type shelf struct {
	edition  int64
	tag      string
	trending *TrendingList
	packages *PackageList
	byID     map[string]*Package
	links    *QuickLinkList
}

// shelves keeps the lists of the current edition: an edition never changes, so they are read once for each.
type shelves struct {
	lists Lists

	mu      sync.Mutex
	current *shelf
}

// now gives the lists of the edition that is current.
func (k *shelves) now(ctx context.Context) (*shelf, error) {
	edition, err := k.lists.CurrentEdition(ctx)
	if err != nil {
		return nil, err
	}
	tag := fmt.Sprintf(`W/"%d-%x"`, edition.Number, edition.PublishedAt.UnixMicro())
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current != nil && k.current.tag == tag {
		return k.current, nil
	}
	fresh, err := read(ctx, k.lists, edition.Number)
	if err != nil {
		return nil, err
	}
	fresh.tag = tag
	k.current = fresh
	return fresh, nil
}

// read makes the lists of an edition. Questions whose pair was withdrawn are left out: nothing would answer them.
func read(ctx context.Context, lists Lists, edition int64) (*shelf, error) {
	trending, err := lists.TrendingQuestions(ctx, edition)
	if err != nil {
		return nil, err
	}
	packages, err := lists.Packages(ctx, edition)
	if err != nil {
		return nil, err
	}
	links, err := lists.QuickLinks(ctx, edition)
	if err != nil {
		return nil, err
	}
	var ids []knowledge.PairID
	for _, question := range trending {
		ids = append(ids, question.Pair)
	}
	for _, pack := range packages {
		ids = append(ids, pack.Pairs...)
	}
	pairs, err := lists.Pairs(ctx, ids, edition)
	if err != nil {
		return nil, err
	}
	k := &shelf{
		edition: edition, byID: map[string]*Package{}, trending: &TrendingList{Items: []TrendingQuestion{}},
		packages: &PackageList{Items: []PackageSummary{}}, links: &QuickLinkList{Items: make([]QuickLink, 0, len(links))},
	}
	for _, question := range trending {
		if _, ok := pairs[question.Pair]; ok {
			k.trending.Items = append(k.trending.Items, TrendingQuestion{ID: question.ID, Question: question.Question, PairID: question.Pair})
		}
	}
	for _, pack := range packages {
		whole := &Package{ID: pack.ID, Title: pack.Title, Summary: pack.Summary, Questions: []PackageQuestion{}}
		for _, id := range pack.Pairs {
			if pair, ok := pairs[id]; ok {
				whole.Questions = append(whole.Questions, PackageQuestion{Question: pair.Question, PairID: id})
			}
		}
		k.byID[pack.ID] = whole
		k.packages.Items = append(k.packages.Items, PackageSummary{ID: pack.ID, Title: pack.Title, Summary: pack.Summary, Count: len(whole.Questions)})
	}
	for _, link := range links {
		k.links.Items = append(k.links.Items, QuickLink(link))
	}
	return k, nil
}

type listInput struct {
	IfNoneMatch string `header:"If-None-Match" doc:"手头版本的 ETag；没有变化时为 304"`
}

type packageInput struct {
	ID          string `path:"id" doc:"套餐"`
	IfNoneMatch string `header:"If-None-Match" doc:"手头版本的 ETag；没有变化时为 304"`
}

type listOutput[T any] struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         *T
}

func (s *Server) registerKnowledge() {
	list := func(id, path, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: path, Tags: []string{"知识"}, Summary: summary,
			Description: "随知识的发布而变；用 ETag 可以只取变化。", Errors: []int{401, 429, 503},
			Responses: map[string]*huma.Response{"304": {Description: "没有变化"}},
		}
	}
	register(s, Limited, list("listTrending", "/api/v1/trending", "热点推荐"), func(ctx context.Context, in *listInput) (*listOutput[TrendingList], error) {
		return pick(ctx, s, in.IfNoneMatch, func(k *shelf) *TrendingList { return k.trending })
	})
	register(s, Limited, list("listPackages", "/api/v1/packages", "问答套餐"), func(ctx context.Context, in *listInput) (*listOutput[PackageList], error) {
		return pick(ctx, s, in.IfNoneMatch, func(k *shelf) *PackageList { return k.packages })
	})
	register(s, Limited, list("listQuickLinks", "/api/v1/quick-links", "快捷入口"), func(ctx context.Context, in *listInput) (*listOutput[QuickLinkList], error) {
		return pick(ctx, s, in.IfNoneMatch, func(k *shelf) *QuickLinkList { return k.links })
	})
	one := list("getPackage", "/api/v1/packages/{id}", "一个问答套餐的全部问题")
	one.Errors = append(one.Errors, 404)
	register(s, Limited, one, func(ctx context.Context, in *packageInput) (*listOutput[Package], error) {
		return pick(ctx, s, in.IfNoneMatch, func(k *shelf) *Package { return k.byID[in.ID] })
	})
}

// pick answers with one of the lists, or with 304 when the client has it.
func pick[T any](ctx context.Context, s *Server, known string, from func(*shelf) *T) (*listOutput[T], error) {
	k, err := s.shelves.now(ctx)
	if err != nil {
		return nil, err
	}
	list := from(k)
	if list == nil {
		return nil, fault.New(fault.NotFound, "api.packages", "package_unknown", "没有找到这个问答套餐。")
	}
	out := &listOutput[T]{Status: http.StatusOK, ETag: k.tag, CacheControl: "no-cache", Body: list}
	if matches(known, k.tag) {
		out.Status = http.StatusNotModified
	}
	return out, nil
}

// matches compares weakly, as RFC 9110 wants it for If-None-Match.
func matches(header, tag string) bool {
	for known := range strings.SplitSeq(header, ",") {
		known = strings.TrimSpace(known)
		if known == "*" || strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
