package api

import (
	"bytes"
	_ "embed" // the page and its style
	"encoding/json"
	"fmt"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"
)

var (
	//go:embed reference/page.html
	referenceTemplate string
	//go:embed reference/style.css
	referenceStyle []byte
)

// The parts of an OpenAPI document that the page shows.
type (
	document struct {
		Info       struct{ Title, Version, Description string }
		Paths      map[string]map[string]operation
		Components struct {
			Schemas         map[string]schema
			SecuritySchemes map[string]struct{ In, Name, Description string }
		}
	}
	operation struct {
		OperationID, Summary, Description string
		Tags                              []string
		Access                            Access `json:"x-access"`
		Parameters                        []struct {
			Name, In, Description string
			Required              bool
			Schema                schema
		}
		RequestBody struct{ Content map[string]content }
		Responses   map[string]struct {
			Description string
			Content     map[string]content
		}
	}
	content struct{ Schema schema }
	schema  struct {
		Ref                                 string `json:"$ref"`
		Type                                any
		Format, Description, Pattern        string
		Enum                                []any
		Items                               *schema
		OneOf, AnyOf                        []schema
		Properties                          map[string]schema
		Required                            []string
		Minimum, Maximum, Default, MaxItems any
	}
)

// A call is one operation with where it is reached.
type call struct {
	Method, Path string
	operation
}

// A group is the calls of one tag.
type group struct {
	Name  string
	Calls []call
}

// referencePage renders the OpenAPI document for people, the calls in the order in which they were declared as
// "METHOD /path". It needs no script and loads nothing from other hosts.
func referencePage(openAPI []byte, declared []string) ([]byte, error) {
	var d document
	if err := json.Unmarshal(openAPI, &d); err != nil {
		return nil, err
	}
	page, err := template.New("page").Funcs(template.FuncMap{
		"kind": schema.kind, "limits": schema.limits, "access": func(a Access) string { return accessNames[a] },
		"required": func(s schema, name string) bool { return slices.Contains(s.Required, name) },
		"status":   statusTitle, "failed": failed,
	}).Parse(referenceTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{"Document": d, "Groups": d.groups(declared)})
	return out.Bytes(), err
}

// groups puts the calls under their tags.
func (d document) groups(declared []string) []group {
	tags := []string{"问答", "会话", "知识", staffTag, contentTag, "运行状态"}
	groups := make([]group, 0, len(tags))
	for _, tag := range tags {
		g := group{Name: tag}
		for _, route := range declared {
			method, at, _ := strings.Cut(route, " ")
			if op, ok := d.Paths[at][strings.ToLower(method)]; ok && slices.Contains(op.Tags, tag) {
				g.Calls = append(g.Calls, call{method, at, op})
			}
		}
		groups = append(groups, g)
	}
	return groups
}

// kind names the type of a schema, with a link to what it is made of.
func (s schema) kind() template.HTML {
	switch {
	case s.Ref != "":
		name := template.HTMLEscapeString(path.Base(s.Ref))
		return template.HTML(fmt.Sprintf(`<a href="#schema-%s">%s</a>`, name, name)) //nolint:gosec // escaped above
	case len(s.OneOf)+len(s.AnyOf) > 0:
		var kinds []string
		for _, one := range append(s.OneOf, s.AnyOf...) {
			kinds = append(kinds, string(one.kind()))
		}
		return template.HTML(strings.Join(kinds, " 或 ")) //nolint:gosec // made of the other cases
	case s.Items != nil:
		return s.Items.kind() + "[]"
	case len(s.Properties) > 0:
		var names []string
		for name := range s.Properties {
			names = append(names, name)
		}
		slices.Sort(names)
		return template.HTML("{" + template.HTMLEscapeString(strings.Join(names, ", ")) + "}") //nolint:gosec // escaped
	}
	text := strings.Trim(fmt.Sprint(s.Type), "[]")
	if s.Format == "date" || s.Format == "date-time" {
		text = s.Format
	}
	return template.HTML(template.HTMLEscapeString(text)) //nolint:gosec // escaped
}

// limits names what a value may be.
func (s schema) limits() string {
	var parts []string
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, word := range s.Enum {
			words[i] = fmt.Sprint(word)
		}
		parts = append(parts, strings.Join(words, " | "))
	}
	if s.Minimum != nil && s.Maximum != nil {
		parts = append(parts, fmt.Sprintf("%v 到 %v", s.Minimum, s.Maximum))
	}
	if s.MaxItems != nil {
		parts = append(parts, fmt.Sprintf("最多 %v 项", s.MaxItems))
	}
	if s.Pattern != "" {
		parts = append(parts, s.Pattern)
	}
	if s.Default != nil {
		parts = append(parts, fmt.Sprintf("默认 %v", s.Default))
	}
	return strings.Join(parts, "；")
}

// statusTitle names a status in Chinese; "default" has no name.
func statusTitle(status string) string {
	number, _ := strconv.Atoi(status)
	return titles[number]
}

// failed reports a status that comes with a problem.
func failed(status string) bool { return status >= "400" }
