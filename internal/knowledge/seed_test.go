package knowledge_test

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// shipped is a small seed that is right.
func shipped() map[string]string {
	return map[string]string{
		"pairs/vat.yaml": `- id: vat-threshold
  kind: policy
  question: 小规模纳税人月销售额多少可以免征增值税？
  similar: [季度30万免税吗, 起征点是多少]
  aliases: [起征点, 12366]
  audience: enterprise
  region: 340000
  unconfirmed: true
  review_by: 2027-12-31
  answers:
    - effective_from: 2026-01-01
      effective_to: 2027-12-31
      text: |
        **10万元。**

        - 按季30万元
      citations:
        - title: 增值税法
          document_number: 财政部 税务总局公告2026年第10号
          clause: 第二十三条
          url: https://fgk.chinatax.gov.cn/zcfgk/c1/content.html
    - effective_to: 2025-12-31
      text: 此前也是10万元。
      citations:
        - title: 公告2023年第1号
          url: http://beijing.chinatax.gov.cn/1.html
`,
		"pairs/etax.yaml": `- id: etax-login
  kind: guide
  question: 怎么登录电子税务局？
  answers:
    - text: 打开登录页。
`,
		"packages.yaml":     "- id: start\n  title: 新办企业\n  summary: 头一个月\n  pairs: [etax-login, vat-threshold]\n",
		"trending.yaml":     "- id: hot\n  question: 卖10万要交税吗？\n  pair: vat-threshold\n",
		"quick-links.yaml":  "- id: verify\n  title: 查验\n  description: 查发票\n  url: https://inv-veri.chinatax.gov.cn\n  group: 查询\n",
		"dictionary.yaml":   "terms: [起征点, A105000, 12366]\n",
		"synonyms.yaml":     "- official: 增值税专用发票\n  everyday: [专票, 增票]\n",
		"stop-phrases.yaml": "- 请问一下\n- 您好\n",
	}
}

func folder(files map[string]string) fs.FS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestLoadSeed(t *testing.T) {
	seed, err := knowledge.LoadSeed(folder(shipped()))
	if err != nil {
		t.Fatal(err)
	}
	if len(seed.Pairs) != 2 || len(seed.Packages) != 1 || len(seed.Trending) != 1 || len(seed.QuickLinks) != 1 {
		t.Fatalf("got %+v", seed)
	}
	pair := seed.Pairs[1] // the files by name, each in its own order
	answer := pair.Answers[0]
	for _, c := range []struct{ what, got, want string }{
		{"id", string(pair.ID), "vat-threshold"},
		{"number as text", pair.Region, "340000"},
		{"number in a list", pair.Aliases[1], "12366"},
		{"date", string(pair.ReviewBy), "2027-12-31"},
		{"period", string(answer.EffectiveTo), "2027-12-31"},
		{"text", answer.Text, "**10万元。**\n\n- 按季30万元"},
		{"clause", answer.Citations[0].Clause, "第二十三条"},
		{"package", string(seed.Packages[0].Pairs[0]), "etax-login"},
		{"trending", string(seed.Trending[0].Pair), "vat-threshold"},
		{"link", seed.QuickLinks[0].URL, "https://inv-veri.chinatax.gov.cn"},
		{"terms", strings.Join(seed.Terms, " "), "起征点 A105000 12366"},
		{"synonyms", seed.Synonyms[0].Official + strings.Join(seed.Synonyms[0].Everyday, " "), "增值税专用发票专票 增票"},
		{"stop phrases", strings.Join(seed.StopPhrases, " "), "请问一下 您好"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %q", c.what, c.got)
		}
	}
	if !pair.Unconfirmed || seed.Pairs[0].Unconfirmed {
		t.Error("unconfirmed was read wrongly")
	}
}

func TestLoadSeedRefuses(t *testing.T) {
	const vat, guide = "pairs/vat.yaml", "pairs/etax.yaml"
	for _, c := range []struct {
		name      string
		file      string
		old, text string // old is replaced by text; empty: the file is text
		want      string // file:line and a part of the sentence
	}{
		{"no YAML", vat, "", "- id: [", "pairs/vat.yaml:1: 不是有效的 YAML"},
		{"a tab", vat, "  kind: policy", "\tkind: policy", "pairs/vat.yaml:2: 不是有效的 YAML"},
		{"empty", guide, "", "", "pairs/etax.yaml:1: 文件是空的"},
		{"comments only", guide, "", "# nothing yet\n", "pairs/etax.yaml:1: 文件是空的"},
		{"an empty document", guide, "", "---\n", "pairs/etax.yaml:2: 应为列表"},
		{"two documents", guide, "", "- id: a\n---\n- id: b\n", "pairs/etax.yaml:2: 一个文件只能有一个 YAML 文档"},
		{"a mapping for a list", guide, "", "id: a\n", "pairs/etax.yaml:1: 应为列表"},
		{"a text for a mapping", guide, "", "- a\n", "pairs/etax.yaml:1: [0] 应为“键: 值”"},
		{"an alias", guide, "", "- &a\n  id: a\n- *a\n", "pairs/etax.yaml:3: [1] 应为“键: 值”"},
		{"a merge", guide, "  kind: guide", "  <<: {kind: guide}", `pairs/etax.yaml:2: [0].? 多余的键 "<<"`},
		{"an unknown key", vat, "  audience: enterprise", "  audiense: enterprise", `pairs/vat.yaml:6: [0].? 多余的键 "audiense"`},
		{"a key twice", vat, "  region: 340000", "  kind: guide", `pairs/vat.yaml:7: [0].? 多余的键 "kind"`},
		{"an unknown key deep inside", vat, "          clause:", "          claus:", `pairs/vat.yaml:20: [0].answers[0].citations[0].? 多余的键 "claus"`},
		{"null", vat, "  region: 340000", "  region:", "pairs/vat.yaml:7: [0].region 应为文字"},
		{"a list for a text", vat, "  region: 340000", "  region: [1]", "pairs/vat.yaml:7: [0].region 应为文字"},
		{"not a truth", vat, "unconfirmed: true", "unconfirmed: yes", "pairs/vat.yaml:8: [0].unconfirmed 应为 true 或 false"},
		{"an id of another form", guide, "id: etax-login", "id: 登录", "pairs/etax.yaml:1: [0].id 编号"},
		{"no id", guide, "- id: etax-login\n  kind", "- kind", "pairs/etax.yaml:1: [0].id 编号"},
		{"an id twice", guide, "id: etax-login", "id: vat-threshold", "pairs/vat.yaml:1: [0].id 编号 \"vat-threshold\" 已用于 pairs/etax.yaml:1"},
		{"an unknown kind", guide, "kind: guide", "kind: rule", "pairs/etax.yaml:2: [0].kind 类型"},
		{"no question", guide, "  question: 怎么登录电子税务局？\n", "", "pairs/etax.yaml:1: [0].question 不能为空"},
		{"an empty question", guide, "怎么登录电子税务局？", `""`, "pairs/etax.yaml:3: [0].question 不能为空"},
		{"a line break in a question", guide, "怎么登录电子税务局？", `"怎么\n登录"`, "pairs/etax.yaml:3: [0].question 含有控制字符"},
		{"a control character", guide, "打开登录页。", `"打开\x07"`, "pairs/etax.yaml:5: [0].answers[0].text 含有控制字符"},
		{"an empty similar question", vat, "起征点是多少]", "'']", "pairs/vat.yaml:4: [0].similar[1] 不能为空"},
		{"a similar question twice", vat, "起征点是多少]", "季度３０万，免税吗？]", "pairs/vat.yaml:4: [0].similar[1] 与本条的另一个问法相同"},
		{"an alias twice", vat, "12366]", "起征点]", "pairs/vat.yaml:5: [0].aliases[1] 重复：起征点"},
		{"a question of another pair", guide, "怎么登录电子税务局？", "起征点，是多少", "pairs/vat.yaml:4: [0].similar[1] 问题与 etax-login 重复"},
		{"an unknown audience", vat, "audience: enterprise", "audience: company", "pairs/vat.yaml:6: [0].audience 适用对象"},
		{"an unknown region", vat, "340000", "安徽", "pairs/vat.yaml:7: [0].region 地区"},
		{"a bad review date", vat, "review_by: 2027-12-31", "review_by: 2027-02-30", "pairs/vat.yaml:9: [0].review_by 日期"},
		{"a bad date", vat, "effective_from: 2026-01-01", "effective_from: 2026/1/1", "pairs/vat.yaml:11: [0].answers[0].effective_from 日期"},
		{"a period that ends first", vat, "effective_from: 2026-01-01", "effective_from: 2028-01-01", "pairs/vat.yaml:12: [0].answers[0].effective_to 有效期止于开始之前"},
		{"periods that touch", vat, "effective_to: 2025-12-31", "effective_to: 2026-01-01", "pairs/vat.yaml:22: [0].answers[1] 有效期应从新到旧"},
		{"periods in the wrong order", vat, "effective_to: 2025-12-31", "effective_from: 2028-01-01", "pairs/vat.yaml:22: [0].answers[1] 有效期应从新到旧"},
		{"an open period over another", vat, "effective_from: 2026-01-01\n      ", "", "pairs/vat.yaml:21: [0].answers[1] 有效期应从新到旧"},
		{"no answers", guide, "  answers:\n    - text: 打开登录页。\n", "", "pairs/etax.yaml:1: [0].answers 至少要有一个答复"},
		{"an empty text", guide, "打开登录页。", `" "`, "pairs/etax.yaml:5: [0].answers[0].text 不能为空"},
		{"a guide with citation", guide, "打开登录页。", "打开。\n      citations: [{title: 某公告}]", "pairs/etax.yaml:6: [0].answers[0].citations 操作指引"},
		{"a policy without citation", guide, "kind: guide", "kind: policy", "pairs/etax.yaml:5: [0].answers[0] 政策类"},
		{"a citation without title", vat, "title: 增值税法", "title: ''", "pairs/vat.yaml:18: [0].answers[0].citations[0].title 不能为空"},
		{"plain http", vat, "http://beijing.chinatax.gov.cn", "http://example.com", "pairs/vat.yaml:26: [0].answers[1].citations[0].url 地址"},
		{"a host that only looks official", vat, "http://beijing.chinatax.gov.cn", "http://gov.cn.example.com", "pairs/vat.yaml:26: [0].answers[1].citations[0].url 地址"},
		{"a script", vat, "http://beijing.chinatax.gov.cn/1.html", "javascript:alert(1)", "pairs/vat.yaml:26: [0].answers[1].citations[0].url 地址"},
		{"another file among the pairs", "pairs/notes.txt", "", "x", "pairs/notes.txt:1: 这里只能放 .yaml 文件"},
		{"a package without pairs", "packages.yaml", "pairs: [etax-login, vat-threshold]", "pairs: []", "packages.yaml:4: [0].pairs 至少要有一个问答"},
		{"a pair twice in a package", "packages.yaml", "vat-threshold]", "etax-login]", "packages.yaml:4: [0].pairs[1] 重复：etax-login"},
		{"an unknown pair in a package", "packages.yaml", "vat-threshold]", "nothing]", `packages.yaml:4: [0].pairs[1] 没有编号为 "nothing" 的问答`},
		{"a package without summary", "packages.yaml", "  summary: 头一个月\n", "", "packages.yaml:1: [0].summary 不能为空"},
		{"a package twice", "packages.yaml", "", strings.Repeat("- id: start\n  title: 新\n  summary: 头\n  pairs: [etax-login]\n", 2), `packages.yaml:5: [1].id 编号 "start" 已用于 packages.yaml:1`},
		{"an unknown pair in the hot questions", "trending.yaml", "pair: vat-threshold", "pair: nothing", `trending.yaml:3: [0].pair 没有编号为 "nothing" 的问答`},
		{"a hot question twice", "trending.yaml", "pair: vat-threshold\n", "pair: vat-threshold\n- id: hot2\n  question: 卖10万，要交税吗\n  pair: vat-threshold\n", "trending.yaml:5: [1].question 问题重复"},
		{"a link over plain http", "quick-links.yaml", "https://", "http://", "quick-links.yaml:4: [0].url 地址"},
		{"a link without group", "quick-links.yaml", "  group: 查询\n", "", "quick-links.yaml:1: [0].group 不能为空"},
		{"a term twice", "dictionary.yaml", "12366]", "起征点]", "dictionary.yaml:1: terms[2] 重复：起征点"},
		{"an empty term", "dictionary.yaml", "12366]", "'']", "dictionary.yaml:1: terms[2] 不能为空"},
		{"a synonym without everyday form", "synonyms.yaml", "everyday: [专票, 增票]", "everyday: []", "synonyms.yaml:1: [0] official 和 everyday 都要写"},
		{"an everyday form of two terms", "synonyms.yaml", "", "- official: 甲\n  everyday: [丙]\n- official: 乙\n  everyday: [丙]\n", `synonyms.yaml:4: [1].everyday[0] "丙" 已经指向 "甲"`},
		{"a term that means itself", "synonyms.yaml", "增票]", "增值税专用发票]", `synonyms.yaml:2: [0].everyday[1] "增值税专用发票" 已经指向 "增值税专用发票"`},
		{"a term explained twice", "synonyms.yaml", "", "- official: 甲\n  everyday: [丙]\n- official: 甲\n  everyday: [丁]\n", "synonyms.yaml:3: [1].official 重复：甲"},
		{"a stop phrase twice", "stop-phrases.yaml", "您好", "请问一下", "stop-phrases.yaml:2: [1] 重复：请问一下"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := shipped()
			switch {
			case c.old == "":
				files[c.file] = c.text
			case !strings.Contains(files[c.file], c.old):
				t.Fatalf("%s does not contain %q", c.file, c.old)
			default:
				files[c.file] = strings.Replace(files[c.file], c.old, c.text, 1)
			}
			_, err := knowledge.LoadSeed(folder(files))
			if fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestLoadSeedWantsEveryFile(t *testing.T) {
	for name := range maps.Keys(shipped()) {
		if strings.HasPrefix(name, "pairs/") {
			continue
		}
		files := shipped()
		delete(files, name)
		if _, err := knowledge.LoadSeed(folder(files)); err == nil || !strings.Contains(err.Error(), name+":1: 读不到文件") {
			t.Errorf("without %s: %v", name, err)
		}
	}
	if _, err := knowledge.LoadSeed(folder(nil)); err == nil || !strings.Contains(err.Error(), "pairs:1: 读不到目录") {
		t.Errorf("an empty folder: %v", err)
	}
	_, err := knowledge.LoadSeed(folder(map[string]string{"pairs/vat.yaml": "[]"}))
	if err == nil || !strings.Contains(err.Error(), "pairs:1: 没有一条问答") {
		t.Errorf("no pairs: %v", err)
	}
}

// TestLoadSeedReportsAll: one run shows all that is wrong.
func TestLoadSeedReportsAll(t *testing.T) {
	files := shipped()
	files["pairs/etax.yaml"] = strings.Replace(files["pairs/etax.yaml"], "kind: guide", "kind: rule\n  colour: red", 1)
	files["trending.yaml"] = strings.Replace(files["trending.yaml"], "vat-threshold", "nothing", 1)
	files["dictionary.yaml"] = "words: []\n"
	_, err := knowledge.LoadSeed(folder(files))
	for _, want := range []string{"pairs/etax.yaml:2:", "pairs/etax.yaml:3:", "trending.yaml:3:", "dictionary.yaml:1:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is missing in %v", want, err)
		}
	}
}

func TestShippedKnowledgeLoads(t *testing.T) {
	seed, err := knowledge.LoadSeed(os.DirFS("../../data"))
	if err != nil {
		t.Fatal(err)
	}
	if len(seed.Pairs) == 0 || len(seed.Packages) == 0 || len(seed.Trending) == 0 || len(seed.QuickLinks) == 0 || len(seed.Terms) == 0 {
		t.Error("something is empty")
	}
}

var errorLine = regexp.MustCompile(`^(pairs|[a-z/-]+\.(yaml|txt)):[1-9][0-9]*: .`)

// FuzzLoadSeed: no file makes the loader panic, what it refuses it refuses line by line, and what it takes can be published.
func FuzzLoadSeed(f *testing.F) {
	for name, text := range shipped() {
		f.Add(name, text)
	}
	for _, text := range []string{"", "- *a", "&a [*a]", "? {a: b}\n: c", "- !!binary x", "[[[[[[", "\xff", "- id: !!null", "a: &a {b: *a}", "%YAML 9.9\n---\n", "- - -", "!!map []"} {
		f.Add("pairs/etax.yaml", text)
		f.Add("dictionary.yaml", text)
	}
	names := map[string]bool{}
	for name := range shipped() {
		names[name] = true
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		if !names[name] {
			name = "pairs/vat.yaml"
		}
		files := shipped()
		files[name] = text
		seed, err := knowledge.LoadSeed(folder(files))
		if (seed == nil) != (err != nil) {
			t.Fatalf("seed %v with error %v", seed, err)
		}
		if err != nil {
			for line := range strings.SplitSeq(strings.TrimPrefix(err.Error(), "knowledge.LoadSeed: knowledge_invalid: "), "\n") {
				if !errorLine.MatchString(line) {
					t.Fatalf("%q names no file and line", line)
				}
			}
			return
		}
		for _, pair := range seed.Pairs {
			if err := knowledge.Check(pair); err != nil {
				t.Fatalf("loaded, but %v", err)
			}
			if len(pair.Answers) == 0 {
				t.Fatalf("%s has no answer", pair.ID)
			}
		}
	})
}
