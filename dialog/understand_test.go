package dialog

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yueyue/dialog/spelling"
	"yueyue/internal/knowledge"
)

// plainSegmenter folds case and knows no words.
type plainSegmenter struct{}

func (plainSegmenter) Normalize(text string) string {
	return strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(text, "\uFFFD")))
}
func (plainSegmenter) Keywords(string) []string { return nil }

// oneTypo mends 发漂.
type oneTypo struct{}

func (oneTypo) Correct(text string) (string, []spelling.Change) {
	if at := strings.Index(text, "发漂"); at >= 0 {
		return strings.ReplaceAll(text, "发漂", "发票"), []spelling.Change{{From: "发漂", To: "发票"}}
	}
	return text, nil
}

func newUnderstander(t testing.TB) *Understander {
	t.Helper()
	intents, err := LoadIntents(os.DirFS("../data"))
	if err != nil {
		t.Fatal(err)
	}
	regions, err := LoadRegions(os.DirFS("../data"))
	if err != nil {
		t.Fatal(err)
	}
	names := knowledge.NewNames([]knowledge.Synonym{{Official: "增值税专用发票", Everyday: []string{"专票"}}}, strings.ToLower)
	return NewUnderstander(plainSegmenter{}, oneTypo{}, intents, regions, names, []string{"请问", "您好", "谢谢", "我想问一下", "你好"})
}

func TestUnderstand(t *testing.T) {
	u := newUnderstander(t)
	cases := []struct {
		name            string
		q               Question
		searched, topic string
		leans           lean
	}{
		{"plain", Question{Text: "怎么开发票"}, "怎么开发票", "", stands},
		{"courtesy at both ends", Question{Text: "您好，请问怎么开发票？谢谢！"}, "怎么开发票", "", stands},
		{"courtesy twice", Question{Text: "你好你好，我想问一下，请问怎么开发票"}, "怎么开发票", "", stands},
		{"courtesy inside stays", Question{Text: "谢谢两个字怎么开票"}, "两个字怎么开票", "", stands},
		{"typo", Question{Text: "发漂丢了"}, "发票丢了", "", stands},
		{"everyday name", Question{Text: "专票丢了怎么补"}, "增值税专用发票丢了怎么补", "", stands},
		{"percent stays", Question{Text: "征收率是3%"}, "征收率是3%", "", stands},
		{"menu name stays", Question{Text: "在哪里找【去调整】"}, "在哪里找【去调整】", "", stands},
		{"follow-up", Question{Text: "那季度呢？", History: []Turn{{Question: "小规模一个月多少免税"}}}, "那季度呢", "小规模一个月多少免税", clearly},
		{"follow-up of a follow-up", Question{Text: "那年呢", History: []Turn{{Question: "小规模一个月多少免税"}, {Question: "那季度呢"}}}, "那年呢", "小规模一个月多少免税 那季度呢", clearly},
		{"greetings are no topic", Question{Text: "要带什么", History: []Turn{{Question: "怎么注销公司"}, {Question: "谢谢"}}}, "要带什么", "怎么注销公司", maybe},
		{"stands alone", Question{Text: "个人卖房子满两年要交增值税吗", History: []Turn{{Question: "怎么注销公司"}}}, "个人卖房子满两年要交增值税吗", "怎么注销公司", stands},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := u.Understand(c.q, today)
			topic := ""
			if got.Topic != nil {
				topic = got.Topic.Text
			}
			if got.Searched != c.searched || topic != c.topic || got.Leans != c.leans {
				t.Errorf("searched %q in %q leans %v; want %q in %q %v", got.Searched, topic, got.Leans, c.searched, c.topic, c.leans)
			}
		})
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, text := range []string{"", "您好", "请问请问您好请问", "谢谢您好谢谢", "，。！？", "\x00\xff", "2025年2月30日", "财税〔〕号", strings.Repeat("请问", 1000)} {
		f.Add(text, text)
	}
	u := newUnderstander(f)
	f.Fuzz(func(t *testing.T, text, earlier string) {
		got := u.Understand(Question{Text: text, History: []Turn{{Question: earlier}}}, today)
		if !utf8.ValidString(got.Searched) {
			t.Errorf("%q became invalid UTF-8", text)
		}
	})
}
