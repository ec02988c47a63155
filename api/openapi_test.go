package api_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

type openAPI struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Summary     string
		Security    []map[string][]string
		Responses   map[string]struct {
			Content map[string]struct {
				Schema struct {
					Ref string `json:"$ref"`
				}
			}
		}
	}
	Components struct {
		Schemas map[string]struct {
			Properties map[string]map[string]any
			Required   []string
		}
	}
}

func TestOpenAPI(t *testing.T) {
	h := open(t)
	got := h.do(call{method: "GET", path: "/openapi.json"})
	if got.status != 200 || got.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %v", got.status, got.header)
	}
	d := decode[openAPI](t, got.body)
	if d.OpenAPI != "3.1.0" {
		t.Errorf("version %s", d.OpenAPI)
	}
	for name, fields := range map[string]string{ // the names that clients are generated from
		"AskReply":      "answer_id kind text confidence pair_id citations suggestions understood_as as_of edition took_ms",
		"Citation":      "passage_id title document_number clause url quote effective_from effective_to status",
		"Suggestion":    "question pair_id passage_id",
		"Message":       "seq id client_id reply_to author text answer created_at",
		"MessagePage":   "messages",
		"Conversation":  "id token",
		"PostedMessage": "message reply",
		"Problem":       "type title status detail code request_id errors",
		"TrendingList":  "items",
		"PackageList":   "items",
		"Package":       "id title summary questions",
		"QuickLinkList": "items",
		"AskRequest":    "question as_of region audience history",
	} {
		for field := range strings.FieldsSeq(fields) {
			if _, ok := d.Components.Schemas[name].Properties[field]; !ok {
				t.Errorf("%s.%s is missing", name, field)
			}
		}
	}
	if required := d.Components.Schemas["AskRequest"].Required; !slices.Equal(required, []string{"question"}) {
		t.Errorf("AskRequest requires %v", required)
	}
	if !strings.Contains(got.body, `"anyOf":[{"$ref":"#/components/schemas/Message"},{"type":"null"}]`) {
		t.Error("the reply of a posted message cannot be null")
	}
	// Every route is documented but the pages and the documents themselves; every metric of ours is named.
	for _, route := range h.Routes() {
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(route.Path, "{$1}")
		if _, ok := d.Paths[path]; !ok && (strings.HasPrefix(path, "/api/") || path == "/healthz" || path == "/readyz" || path == "/metrics") {
			t.Errorf("%s is not documented", path)
		}
	}
	for _, match := range regexp.MustCompile(`(?m)^# TYPE (yueyue_\w+)`).FindAllStringSubmatch(h.metrics(), -1) {
		if !strings.Contains(got.body, match[1]) {
			t.Errorf("the metric %s is not documented", match[1])
		}
	}
	camel := regexp.MustCompile(`^[a-z][A-Za-z]+$`)
	ids := map[string]bool{}
	for path, operations := range d.Paths {
		for method, operation := range operations {
			if !camel.MatchString(operation.OperationID) || ids[operation.OperationID] || !isChinese(operation.Summary) {
				t.Errorf("%s %s: id %q, summary %q", method, path, operation.OperationID, operation.Summary)
			}
			ids[operation.OperationID] = true
			for status, response := range operation.Responses {
				for kind, content := range response.Content {
					if status[0] == '4' && (kind != "application/problem+json" || content.Schema.Ref != "#/components/schemas/Problem") {
						t.Errorf("%s %s: %s is documented as %s %s", method, path, status, kind, content.Schema.Ref)
					}
				}
			}
		}
	}
	for reference := range referencesOf(got.body) {
		if _, ok := d.Components.Schemas[reference]; !ok {
			t.Errorf("the document refers to %s, which it lacks", reference)
		}
	}
}

func referencesOf(document string) map[string]bool {
	found := map[string]bool{}
	for _, match := range regexp.MustCompile(`#/components/schemas/([A-Za-z]+)`).FindAllStringSubmatch(document, -1) {
		found[match[1]] = true
	}
	return found
}

// TestReference: the page for people shows all that the document has and loads nothing from elsewhere.
func TestReference(t *testing.T) {
	h := open(t)
	page := h.do(call{method: "GET", path: "/docs"})
	d := decode[openAPI](t, h.do(call{method: "GET", path: "/openapi.json"}).body)
	for path, operations := range d.Paths {
		if !strings.Contains(page.body, "<code>"+path+"</code>") {
			t.Errorf("%s is missing", path)
		}
		for _, operation := range operations {
			if !strings.Contains(page.body, `id="`+operation.OperationID+`"`) || !strings.Contains(page.body, operation.Summary) {
				t.Errorf("%s is missing", operation.OperationID)
			}
		}
	}
	for name, schema := range d.Components.Schemas {
		if !strings.Contains(page.body, `id="schema-`+name+`"`) {
			t.Errorf("%s is missing", name)
		}
		for field := range schema.Properties {
			if !strings.Contains(page.body, "<code>"+field+"</code>") {
				t.Errorf("%s.%s is missing", name, field)
			}
		}
	}
	for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		if strings.Contains(link[1], ":") || strings.HasPrefix(link[1], "//") {
			t.Errorf("the page links to %s", link[1])
		}
		if target, ok := strings.CutPrefix(link[1], "#"); ok && !strings.Contains(page.body, `id="`+target+`"`) {
			t.Errorf("the link to #%s leads nowhere", target)
		}
	}
	if strings.Contains(page.body, "<script") || strings.Contains(page.body, "ZgotmplZ") || strings.Contains(page.body, "%!") {
		t.Error("the page has a script or a broken template")
	}
	if style := h.do(call{method: "GET", path: "/docs.css"}); style.status != 200 || style.header.Get("Content-Type") != "text/css; charset=utf-8" || strings.Contains(style.body, "http") {
		t.Errorf("the style: %d", style.status)
	}
}
