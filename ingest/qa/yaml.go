package qa

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
// fault.Invalid with the code yaml_invalid.
func ReadYAML(text []byte) (Result, []knowledge.QAPackage, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, more yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return Result{}, nil, invalidYAML(err, "不是有效的 YAML"+lineOf(err))
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return Result{}, nil, invalidYAML(err, "一个文件只能有一个 YAML 文档")
	}
	list := document.Content[0]
	if list.Kind != yaml.SequenceNode {
		return Result{}, nil, invalidYAML(nil, "应为问答或套餐的列表，每一项以“- id:”开头")
	}
	c := newCollector()
	var packages []knowledge.QAPackage
	for _, element := range list.Content {
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
			packages = append(packages, pack)
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
	return c.finish(), packages, nil
}

// strictly reads an element whose keys must all be known.
func strictly[T knowledge.Content](element *yaml.Node) (T, error) {
	var content T
	if err := plain(element); err != nil {
		return content, err
	}
	text, err := yaml.Marshal(element)
	if err != nil {
		return content, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&content); err != nil {
		return content, err
	}
	return content, knowledge.Check(content)
}

var errAlias = errors.New("不能用 & 和 * 引用别处的内容")

// plain refuses what text may hide behind: anchors and aliases, and values that are not there.
func plain(node *yaml.Node) error {
	if node.Kind == yaml.AliasNode || node.Anchor != "" {
		return errAlias
	}
	for _, child := range node.Content {
		if err := plain(child); err != nil {
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
	yamlLine     = regexp.MustCompile(`line (\d+)`)
	unknownField = regexp.MustCompile(`field (\S+) not found`)
	wrongType    = regexp.MustCompile("cannot unmarshal (\\S+)(?: `([^`]*)`)? into (\\S+)")
)

func invalidYAML(cause error, message string) error {
	return &fault.Error{Kind: fault.Invalid, Op: "qa.ReadYAML", Code: "yaml_invalid", Message: message + "。", Err: cause}
}

func lineOf(err error) string {
	if at := yamlLine.FindStringSubmatch(err.Error()); at != nil {
		return "（第 " + at[1] + " 行）"
	}
	return ""
}

// elementError says for people what is wrong with an element.
func elementError(err error) string {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return strings.TrimSuffix(fault.MessageOf(err), "。")
	}
	text := err.Error()
	if at := unknownField.FindStringSubmatch(text); at != nil {
		return "多余的键 " + strconv.Quote(at[1]) + "（拼错、重复或不属于这里）"
	}
	if at := wrongType.FindStringSubmatch(text); at != nil {
		return "有一个值的形式不对（" + at[1] + " " + at[2] + "）"
	}
	return "写法有误：" + strings.TrimPrefix(text, "yaml: ")
}
