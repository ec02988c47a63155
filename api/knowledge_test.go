package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/knowledge"
)

func TestLists(t *testing.T) {
	h := open(t)
	cases := []struct{ path, want string }{
		{"/api/v1/trending", `{"items":[{"id":"t1","question":"小规模免税标准是多少","pair_id":"vat-small"}]}`},
		{"/api/v1/packages", `{"items":[{"id":"new","title":"新办企业","summary":"开业前后要做的事","count":2}]}`},
		{"/api/v1/packages/new", `{"id":"new","title":"新办企业","summary":"开业前后要做的事","questions":[{"question":"小规模纳税人月销售额多少免征增值税？","pair_id":"vat-small"},{"question":"数电发票怎么红冲？","pair_id":"invoice-red"}]}`},
		{"/api/v1/quick-links", `{"items":[{"id":"q1","title":"电子税务局","description":"办税","url":"https://etax.chinatax.gov.cn","group":"系统"}]}`},
	}
	for _, c := range cases {
		got := h.do(call{method: "GET", path: c.path})
		if got.status != 200 || strings.TrimSpace(got.body) != c.want {
			t.Errorf("%s: %d %s", c.path, got.status, got.body)
		}
		tag := got.header.Get("ETag")
		if !strings.HasPrefix(tag, fmt.Sprintf(`W/"%d-`, h.published.Number)) || got.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: ETag %q, Cache-Control %q", c.path, tag, got.header.Get("Cache-Control"))
		}
		for header, status := range map[string]int{
			tag: 304, strings.TrimPrefix(tag, "W/"): 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, `W/"1"`: 200,
		} {
			again := h.do(call{method: "GET", path: c.path, header: map[string]string{"If-None-Match": header}})
			if again.status != status || (status == 304) != (again.body == "") || again.header.Get("ETag") != tag {
				t.Errorf("%s with %s: %d %q %v", c.path, header, again.status, again.body, again.header)
			}
		}
	}
}

func TestListsFollowTheEdition(t *testing.T) {
	h := open(t)
	first := h.do(call{method: "GET", path: "/api/v1/trending"})
	_, err := h.knowledge.Publish(t.Context(), knowledge.Publication{
		Title: "第二版", Author: "测试", Withdraw: []knowledge.Key{{Kind: knowledge.PairItem, ID: "vat-small"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := h.do(call{method: "GET", path: "/api/v1/trending", header: map[string]string{"If-None-Match": first.header.Get("ETag")}})
	if got.status != 200 || strings.TrimSpace(got.body) != `{"items":[]}` || got.header.Get("ETag") == first.header.Get("ETag") {
		t.Errorf("a question that nothing answers any more is still shown: %d %s", got.status, got.body)
	}
	packages := h.do(call{method: "GET", path: "/api/v1/packages"}).body
	one := h.do(call{method: "GET", path: "/api/v1/packages/new"}).body
	if !strings.Contains(packages, `"count":1`) || strings.Contains(one, "vat-small") || !strings.Contains(one, "invoice-red") {
		t.Errorf("%s %s", packages, one)
	}
}

// countedLists counts how often the database is read.
type countedLists struct {
	api.Lists
	reads int
}

func (c *countedLists) Packages(ctx context.Context, edition int64) ([]knowledge.QAPackage, error) {
	c.reads++
	return c.Lists.Packages(ctx, edition)
}

func TestListsAreReadOnceForEachEdition(t *testing.T) {
	var counted *countedLists
	h := open(t, func(_ *api.Config, parts *api.Parts) {
		counted = &countedLists{Lists: parts.Lists}
		parts.Lists = counted
	})
	for range 5 {
		h.do(call{method: "GET", path: "/api/v1/packages"})
		h.do(call{method: "GET", path: "/api/v1/packages/new"})
	}
	if counted.reads != 1 {
		t.Errorf("read %d times", counted.reads)
	}
}

// lostLists cannot be read.
type lostLists struct{ api.Lists }

func (lostLists) CurrentEdition(context.Context) (knowledge.Edition, error) {
	return knowledge.Edition{}, errDown
}

func TestListsWhenTheDatabaseIsAway(t *testing.T) {
	h := open(t, func(_ *api.Config, parts *api.Parts) { parts.Lists = lostLists{} })
	if got := h.do(call{method: "GET", path: "/api/v1/trending"}); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("%d %v", got.status, got.header)
	}
}
