package knowledge

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// source is one YAML file being read. It keeps the line of every value, so that each error can name it.
type source struct {
	file  string
	lines map[string]int // by path: [3].answers[0].text
	fails *[]error
}

// yamlLine finds the place in an error of the YAML parser, which keeps it nowhere else.
var yamlLine = regexp.MustCompile(`line (\d+)`)

// readYAML reads a file into out, a pointer, as strictly as possible: every key known and given once, every value of the
// right form, one document, no aliases. Text is taken as written, whatever YAML would make of it, with blanks at its ends
// cut. Errors go to fails.
func readYAML(fsys fs.FS, file string, out any, fails *[]error) *source {
	s := &source{file: file, lines: map[string]int{}, fails: fails}
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		s.fail("", "读不到文件：%v", err)
		return s
	}
	var document, more yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		s.fail("", "文件是空的")
		return s
	} else if err != nil {
		if at := yamlLine.FindStringSubmatch(err.Error()); at != nil {
			s.lines[""], _ = strconv.Atoi(at[1]) // digits
		}
		s.fail("", "不是有效的 YAML：%v", err)
		return s
	}
	if err := decoder.Decode(&more); err == nil {
		s.lines[""] = more.Line
		s.fail("", "一个文件只能有一个 YAML 文档")
		return s
	}
	s.decode(document.Content[0], reflect.ValueOf(out).Elem(), "")
	return s
}

// fail adds an error at the line of path, or of the nearest thing around it.
func (s *source) fail(path, format string, args ...any) {
	at, what := path, fmt.Sprintf(format, args...)
	line, known := s.lines[at]
	for !known && at != "" {
		at = at[:max(0, strings.LastIndexAny(at, ".["))]
		line, known = s.lines[at]
	}
	if path != "" {
		what = strings.TrimPrefix(path, ".") + " " + what
	}
	what = strings.Map(func(r rune) rune { // an error is one line
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, what)
	*s.fails = append(*s.fails, fmt.Errorf("%s:%d: %s", s.file, max(line, 1), what))
}

// check adds what content says about itself, under path.
func (s *source) check(path string, content Content) {
	var c checker
	content.check(&c)
	for _, p := range c.problems {
		s.fail(path+"."+p.path, "%s", p.text)
	}
}

func (s *source) decode(node *yaml.Node, into reflect.Value, path string) {
	s.lines[path] = node.Line
	switch into.Kind() {
	case reflect.String:
		if s.scalar(node, path, "文字") {
			into.SetString(strings.TrimSpace(node.Value))
		}
	case reflect.Bool:
		if s.scalar(node, path, "true 或 false") {
			if node.Value != "true" && node.Value != "false" {
				s.fail(path, "应为 true 或 false")
			}
			into.SetBool(node.Value == "true")
		}
	case reflect.Slice:
		s.list(node, into, path)
	case reflect.Struct:
		s.mapping(node, into, path)
	default:
		panic("knowledge: no YAML form for " + into.Type().String())
	}
}

func (s *source) scalar(node *yaml.Node, path, want string) bool {
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		s.fail(path, "应为%s", want)
		return false
	}
	return true
}

func (s *source) list(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.SequenceNode {
		s.fail(path, "应为列表")
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, element := range node.Content {
		s.decode(element, into.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (s *source) mapping(node *yaml.Node, into reflect.Value, path string) {
	if node.Kind != yaml.MappingNode {
		s.fail(path, "应为“键: 值”的形式")
		return
	}
	fields := map[string]int{}
	for i := range into.NumField() {
		fields[into.Type().Field(i).Tag.Get("yaml")] = i
	}
	var seen []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := path + "." + key.Value
		field, known := fields[key.Value]
		if key.Kind != yaml.ScalarNode || !known || slices.Contains(seen, key.Value) {
			s.lines[path+".?"] = key.Line
			s.fail(path+".?", "多余的键 %q（拼错、重复或不属于这里）", key.Value)
			continue
		}
		seen = append(seen, key.Value)
		s.decode(value, into.Field(field), at)
	}
}
