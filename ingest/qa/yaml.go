package qa

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// IsYAML reports whether a text begins as the files of data/ do: a list of mappings in YAML, or in JSON, which YAML contains, of
// pairs with their answers.
func IsYAML(head string) bool {
	head = strings.TrimPrefix(head, "\ufeff")
	for line := range strings.Lines(head) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || line == "---" {
			continue
		}
		return firstKey.MatchString(line) || line[0] == '[' && nestedAnswers.MatchString(head)
	}
	return false
}

var (
	firstKey      = regexp.MustCompile(`^-\s+["']?[a-z_]+["']?\s*:(\s|$)`)
	nestedAnswers = regexp.MustCompile(`^\s*\[\s*\{[\s\S]*"answers"\s*:\s*\[`)
)

// ReadYAML makes pairs and packages of a file in the format of data/pairs and data/packages.yaml: a list, each element of which
// is read as strictly as shipped knowledge is. An element that is wrong costs no other one. Text that is no such list is
// fault.Invalid with the code yaml_invalid, text of too many parts in one element with yaml_too_large; ctx is looked at between
// elements. A long list is parsed in stretches of whole elements, so that memory is bounded by a stretch and not by the file.
func ReadYAML(ctx context.Context, text []byte) (Result, []knowledge.QAPackage, error) {
	y := &yamlList{c: newCollector()}
	line := 0
	for first := true; first || len(text) > 0; first = false {
		n := stretch(text)
		if parts(text[:n]) > maxParts {
			return Result{}, nil, fault.New(fault.Invalid, "qa.ReadYAML", "yaml_too_large",
				fmt.Sprintf("从第 %d 行起的一项里内容太多，请拆成几项；写成 JSON 数组的，请拆成几个文件，或改写成每项以“- id:”开头的 YAML。", line+1))
		}
		if err := y.read(ctx, text[:n], line); err != nil {
			return Result{}, nil, err
		}
		line += bytes.Count(text[:n], []byte{'\n'})
		text = text[n:]
	}
	return y.c.finish(), y.packages, nil
}

// stretch is how much of a list to parse at once: all of it, or whole elements of up to maxParts parts.
func stretch(text []byte) int {
	if parts(text) <= maxParts {
		return len(text)
	}
	end, n := 0, 0
	for at := 0; at < len(text); {
		next := len(text)
		if i := bytes.Index(text[at:], []byte("\n- ")); i >= 0 {
			next = at + i + 1
		}
		if n += parts(text[at:next]); n > maxParts && end > 0 {
			return end
		}
		end, at = next, next
		if n > maxParts {
			break
		}
	}
	return end
}

// yamlList is a list being read.
type yamlList struct {
	c        *collector
	packages []knowledge.QAPackage
}

// read takes a stretch of the list that begins behind some lines.
func (y *yamlList) read(ctx context.Context, text []byte, behind int) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, more yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return invalidYAML(err, "不是有效的 YAML"+lineOf(err, behind))
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return invalidYAML(err, "一个文件只能有一个 YAML 文档")
	}
	list := document.Content[0]
	if list.Kind != yaml.SequenceNode {
		return invalidYAML(nil, "应为问答或套餐的列表，每一项以“- id:”开头")
	}
	c := y.c
	for _, element := range list.Content {
		if err := ctx.Err(); err != nil {
			return err
		}
		shift(element, behind)
		place := Place{Row: element.Line}
		fail := func(err error) {
			c.result.Problems = append(c.result.Problems, Problem{Place: place, Text: elementError(err)})
		}
		if hasKey(element, "pairs") {
			pack, err := strictly[knowledge.QAPackage](element)
			if err != nil {
				fail(err)
				continue
			}
			y.packages = append(y.packages, pack)
			continue
		}
		pair, err := strictly[knowledge.QAPair](element)
		if err != nil {
			fail(err)
			continue
		}
		if _, taken := c.at[pair.ID]; taken {
			fail(fault.New(fault.Invalid, "qa.ReadYAML", "id_taken", fmt.Sprintf("编号 %s 已用于%s", pair.ID, c.answered[pair.ID][0])))
			continue
		}
		c.add(pair, place, "question", "", nil)
	}
	return nil
}

// shift counts the lines before a stretch in.
func shift(node *yaml.Node, lines int) {
	if lines == 0 {
		return
	}
	node.Line += lines
	for _, child := range node.Content {
		shift(child, lines)
	}
}

// maxParts bounds what the parser makes of a text: at most twice as many nodes, which cost up to 2 KB for each part until a text is
// read, 200 MB in all and less than a second. Pairs as they are written in data/ have one part in 40 bytes.
const maxParts = 100_000

// parts counts what a value of YAML can begin behind, wherever it stands, in a text as well: never less than there are. A value
// needs no more than two bytes and a node is a hundred times as large, so this comes before the parser.
func parts(text []byte) int {
	n := 0
	for i, b := range text {
		switch b {
		case '[', '{', ',', ':', '#':
			n++
		case '-', '?':
			if i+1 == len(text) || text[i+1] <= ' ' || text[i+1] >= 0x80 { // a break may be outside of ASCII
				n++
			}
		}
	}
	return n
}

// strictly reads an element whose keys must all be known.
func strictly[T knowledge.Content](element *yaml.Node) (T, error) {
	var content T
	if err := fits(element, reflect.TypeFor[T](), ""); err != nil {
		return content, err
	}
	if err := element.Decode(&content); err != nil {
		return content, err
	}
	return content, knowledge.Check(content)
}

// misfit is a value that the format has no place for, in words.
type misfit string

func (m misfit) Error() string { return string(m) }

// fits refuses, before anything is decoded, what the decoder would pass over or take long for: keys that are not known or come
// twice, values of another form, so that nothing is nested deeper than the format is, and anchors and aliases. key is where the
// value stands.
func fits(node *yaml.Node, form reflect.Type, key string) error {
	if node.Kind == yaml.AliasNode || node.Anchor != "" {
		return misfit("不能用 & 和 * 引用别处的内容")
	}
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" {
		return nil
	}
	kind := map[reflect.Kind]yaml.Kind{reflect.Struct: yaml.MappingNode, reflect.Slice: yaml.SequenceNode}[form.Kind()]
	switch {
	case kind == 0 && node.Kind == yaml.ScalarNode:
		return nil
	case node.Kind != kind && key == "":
		return misfit("应为“键: 值”的形式")
	case node.Kind != kind:
		return misfit(fmt.Sprintf("%s的值形式不对（第 %d 行）", strconv.Quote(key), node.Line))
	case kind == yaml.SequenceNode:
		for _, child := range node.Content {
			if err := fits(child, form.Elem(), key); err != nil {
				return err
			}
		}
		return nil
	}
	fields := make(map[string]reflect.Type, form.NumField())
	for i := range form.NumField() {
		fields[form.Field(i).Tag.Get("yaml")] = form.Field(i).Type
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := node.Content[i]
		field, known := fields[name.Value]
		if !known || name.Kind != yaml.ScalarNode {
			return misfit("多余的键 " + strconv.Quote(name.Value) + "（拼错、重复或不属于这里）")
		}
		delete(fields, name.Value)
		if name.Anchor != "" {
			return fits(name, form, key)
		}
		if err := fits(node.Content[i+1], field, name.Value); err != nil {
			return err
		}
	}
	return nil
}

func hasKey(element *yaml.Node, key string) bool {
	for i := 0; i+1 < len(element.Content) && element.Kind == yaml.MappingNode; i += 2 {
		if element.Content[i].Value == key {
			return true
		}
	}
	return false
}

var (
	yamlLine  = regexp.MustCompile(`line (\d+)`)
	wrongType = regexp.MustCompile("cannot unmarshal (\\S+)(?: `([^`]*)`)? into (\\S+)")
)

func invalidYAML(cause error, message string) error {
	return &fault.Error{Kind: fault.Invalid, Op: "qa.ReadYAML", Code: "yaml_invalid", Message: message + "。", Err: cause}
}

// lineOf is the line that an error names, in a stretch that begins behind some lines.
func lineOf(err error, behind int) string {
	if at := yamlLine.FindStringSubmatch(err.Error()); at != nil {
		line, _ := strconv.Atoi(at[1])
		return fmt.Sprintf("（第 %d 行）", line+behind)
	}
	return ""
}

// elementError says for people what is wrong with an element.
func elementError(err error) string {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		const shown = 500 // characters: one element can have a hundred thousand faults
		text := []rune(strings.TrimSuffix(fault.MessageOf(err), "。"))
		if len(text) > shown {
			text = append(text[:shown], '…')
		}
		return string(text)
	}
	if m, ok := errors.AsType[misfit](err); ok {
		return m.Error()
	}
	text := err.Error()
	if at := wrongType.FindStringSubmatch(text); at != nil {
		return "有一个值的形式不对（" + at[1] + " " + at[2] + "）"
	}
	return "写法有误：" + strings.TrimPrefix(text, "yaml: ")
}
