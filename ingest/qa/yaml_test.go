package qa

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"yueyue/data"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

func TestReadYAMLReadsWhatIsShipped(t *testing.T) {
	seed, err := knowledge.LoadSeed(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(data.FS, "pairs/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var pairs []knowledge.QAPair
	for _, file := range append(files, "packages.yaml") {
		text, err := fs.ReadFile(data.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		if !IsYAML(string(text[:min(len(text), 4096)])) {
			t.Errorf("%s is not seen to be YAML", file)
		}
		got, packages, err := ReadYAML(t.Context(), text)
		if err != nil || len(got.Problems) > 0 {
			t.Fatalf("%s: %v %v", file, err, got.Problems)
		}
		pairs = append(pairs, got.Pairs...)
		if file == "packages.yaml" && !reflect.DeepEqual(packages, seed.Packages) {
			t.Error("the packages differ from those that the program ships")
		}
	}
	if len(pairs) != len(seed.Pairs) {
		t.Fatalf("%d pairs, %d are shipped", len(pairs), len(seed.Pairs))
	}
	for i, pair := range pairs {
		mine, _ := knowledge.Encode(pair)
		shipped, _ := knowledge.Encode(seed.Pairs[i])
		if mine != shipped {
			t.Fatalf("%s differs from what the program ships:\n%s\n%s", pair.ID, mine, shipped)
		}
	}
}

func TestReadYAMLCostsOnlyWhatIsWrong(t *testing.T) {
	const text = `- id: a
  kind: guide
  question: 怎么开票
  answers: [{text: 点开票}]
- id: b
  kind: guide
  question: 怎么退票
  replies: [{text: 点退票}]
- id: c
  kind: policy
  question: 税率多少
  answers: [{text: 13%}]
- id: a
  kind: guide
  question: 怎么作废
  answers: [{text: 点作废}]
- &x
  id: d
  kind: guide
  question: 怎么查
  answers: [{text: 点查询}]
- id: e
  kind: guide
  question: 怎么改
  answers: [{text: 点修改}]
`
	got, _, err := ReadYAML(t.Context(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "pairs", shown(got.Pairs), []string{"a 怎么开票 @ guide: 点开票 [..]", "e 怎么改 @ guide: 点修改 [..]"})
	var problems []string
	for _, p := range got.Problems {
		problems = append(problems, p.Error())
	}
	compare(t, "problems", problems, []string{
		"第 5 行：多余的键 \"replies\"（拼错、重复或不属于这里）",
		"第 9 行：pair c：answers[0] 政策类（policy）的答复至少要有一条依据",
		"第 13 行：编号 a 已用于第 1 行",
		"第 17 行：不能用 & 和 * 引用别处的内容",
	})
}

func TestReadYAMLRefusesWhatIsNoList(t *testing.T) {
	for name, text := range map[string]string{
		"a mapping": "id: a\n", "two documents": "- id: a\n---\n- id: b\n", "no YAML": "- [\n", "nothing": "", "a bomb": "- &a [x, x]\n- *a\n- {",
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := ReadYAML(t.Context(), []byte(text)); fault.CodeOf(err) != "yaml_invalid" || !strings.HasSuffix(fault.MessageOf(err), "。") {
				t.Errorf("%v", err)
			}
		})
	}
}

// within reads a text and fails where that takes more memory, over all, than its parts may.
func within(t *testing.T, text []byte) (Result, []knowledge.QAPackage, error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, packages, err := ReadYAML(t.Context(), text)
	runtime.ReadMemStats(&after)
	if took, may := after.TotalAlloc-before.TotalAlloc, uint64(16<<20+64*len(text)+4096*min(parts(text), maxParts)); took > may {
		t.Errorf("%d MB for %d bytes of %d parts", took>>20, len(text), parts(text))
	}
	return got, packages, err
}

// A small file must not cost what its size does not show.
func TestReadYAMLIsBounded(t *testing.T) {
	const many = maxParts - 50
	for name, c := range map[string]struct{ text, problem string }{
		"lists in a list":    {"- id: [" + strings.Repeat("[],", many/2) + "]\n", "第 1 行：\"id\"的值形式不对（第 1 行）"},
		"keys without end":   {"- {" + strings.Repeat("a,", many) + "}\n", "第 1 行：多余的键 \"a\"（拼错、重复或不属于这里）"},
		"one key many times": {"- id: b\n  " + strings.Repeat("id: b\n  ", many-2), "第 1 行：多余的键 \"id\"（拼错、重复或不属于这里）"},
		"a mapping for text": {"- id: a\n  question: {" + strings.Repeat("a,", many) + "}\n", "第 1 行：\"question\"的值形式不对（第 2 行）"},
		"deep":               {"- id: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "第 1 行：\"id\"的值形式不对（第 1 行）"},
		"deep elements":      {strings.Repeat("- ", 9000), "第 1 行：应为“键: 值”的形式"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := within(t, []byte(c.text))
			if err != nil || len(got.Problems) != 1 || got.Problems[0].Error() != c.problem {
				t.Errorf("%v, %.300v", err, got.Problems)
			}
		})
	}
	got, _, err := within(t, []byte("- id: a\n  answers: ["+strings.Repeat("{},", many/2)+"]\n"))
	if err != nil || len(got.Problems) != 1 || len(got.Problems[0].Error()) > 2000 {
		t.Errorf("%v, %d problems", err, len(got.Problems))
	}
	if _, _, err := within(t, []byte("- id: ["+strings.Repeat("[],", 16<<20/3)+"]\n")); fault.CodeOf(err) != "yaml_too_large" {
		t.Errorf("16 MiB of lists: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ReadYAML(ctx, []byte("- id: a\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A list that is longer than what is parsed at once is read all the same, each problem with its line.
func TestReadYAMLReadsLongLists(t *testing.T) {
	var text strings.Builder
	text.WriteString("# 很长的清单\n")
	const many = 12_000
	for i := range many {
		answer := "点开票"
		if i%3000 == 2999 {
			answer = "''\n  extra: 1"
		}
		fmt.Fprintf(&text, "- id: p%d\n  kind: guide\n  question: 第%d种票怎么开\n  similar: [怎么开%d, 如何开%d, 去哪开%d]\n  answers:\n    - text: %s\n", i, i, i, i, i, answer)
	}
	if parts([]byte(text.String())) < maxParts {
		t.Fatal("not longer than what is parsed at once")
	}
	got, _, err := ReadYAML(t.Context(), []byte(text.String()))
	if err != nil || len(got.Pairs) != many-4 || len(got.Problems) != 4 {
		t.Fatalf("%v, %d pairs, %d problems", err, len(got.Pairs), len(got.Problems))
	}
	if line := 2 + 6*11999 + 3; got.Problems[3].Row != line {
		t.Errorf("line %d, want %d", got.Problems[3].Row, line)
	}
	lines := strings.SplitAfter(text.String(), "\n")
	lines[6*11500] = "  kind: [\n"
	if _, _, err := ReadYAML(t.Context(), []byte(strings.Join(lines, ""))); fault.CodeOf(err) != "yaml_invalid" || !strings.Contains(fault.MessageOf(err), "第 690") {
		t.Errorf("%v %s", err, fault.MessageOf(err))
	}
	if _, _, err := ReadYAML(t.Context(), []byte(text.String()+"---\n- id: z\n")); fault.CodeOf(err) != "yaml_invalid" {
		t.Errorf("two documents: %v", err)
	}
}

func FuzzReadYAML(f *testing.F) {
	f.Add([]byte("- id: a\n  kind: guide\n  question: 怎么开票\n  answers: [{text: 点开票}]\n"))
	f.Add([]byte("[{\"id\":\"a\",\"answers\":[]}]"))
	f.Add([]byte("- &a [*a]\n- {pairs: [x], id: }\n"))
	f.Add([]byte("- id: [[],[],[[]],{a,b}]\n- ? {}\n  : - - []\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, packages, err := within(t, text)
		if err != nil {
			return
		}
		for _, pair := range got.Pairs {
			if err := knowledge.Check(pair); err != nil {
				t.Error(err)
			}
		}
		for _, pack := range packages {
			if err := knowledge.Check(pack); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("问题|答案|依据|生效日期|失效日期|相似问题|类型", "怎么开|点开票|《甲法》第一条|2024-01-01|长期|1. 如何开；开票？开具|", "怎么退|点|||||guide")
	f.Add("question|answer|id|audience", "a|b|c|企业", "a|b|d|自然人")
	f.Fuzz(func(t *testing.T, header, one, two string) {
		tables, _ := Split(sheet("表", header, one, two, one))
		got := Read(tables, Options{Title: "题", Region: regions})
		seen := map[knowledge.PairID]bool{}
		for _, pair := range got.Pairs {
			if err := knowledge.Check(pair); err != nil {
				t.Error(err)
			}
			if seen[pair.ID] {
				t.Errorf("%s twice", pair.ID)
			}
			seen[pair.ID] = true
		}
		if len(tables) > 0 && len(got.Pairs) == 0 && len(got.Problems) == 0 && len(tables[0].rows) > 0 {
			if _, again := readHeader(tables[0].rows[0].Cells); !again {
				t.Error("rows became neither pairs nor problems")
			}
		}
	})
}

func TestReadYAMLReadsJSON(t *testing.T) {
	const text = "[\n  {\"id\": \"a\", \"kind\": \"guide\", \"question\": \"怎么开票\", \"answers\": [{\"text\": \"点开票。\\n再点提交。\"}]}\n]\n"
	if !IsYAML(text) || IsYAML(`[{"question": "怎么开票", "answer": "点开票"}]`) || IsYAML("- 第一条\n- 第二条\n") {
		t.Error("pairs with their answers are not told from other lists")
	}
	got, _, err := ReadYAML(t.Context(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "pairs", shown(got.Pairs), []string{"a 怎么开票 @ guide: 点开票。¶再点提交。 [..]"})
}
