package policy_test

import (
	"strings"
	"testing"

	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
)

func FuzzRecognise(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.Text)
		f.Add(strings.ReplaceAll(s.Text, "\n", ""))
	}
	f.Add("国务院令第\x00号《")
	f.Add("第一条第一条（（（》》》“附件：1.2.")
	f.Fuzz(func(t *testing.T, text string) {
		in := blocks(text)
		var out []reader.Block
		for _, r := range policy.Recognise(reader.Source{Blocks: in}) {
			out = append(out, r.Blocks...)
			for _, e := range r.Document.Evidence {
				if e.Sure < 0 || e.Sure > 1 {
					t.Errorf("%s is %v sure", e.Field, e.Sure)
				}
			}
		}
		if len(out) != len(in) {
			t.Fatalf("%d blocks in, %d out", len(in), len(out))
		}
		for i := range in {
			if in[i].Text != out[i].Text {
				t.Fatalf("block %d is %q, was %q", i, out[i].Text, in[i].Text)
			}
		}
	})
}

// A source is divided only where several documents with numbers of their own begin; what is attached to one stays with it.
func TestDocumentsOfOneSource(t *testing.T) {
	notice := func(n string) string {
		return "国家税务总局关于第" + n + "项工作的通知\n税总发〔2019〕" + n + "号\n各省税务局：\n现将有关工作通知如下。\n国家税务总局\n2019年3月" + n + "日\n"
	}
	press := strings.Repeat("有关负责人表示，将继续优化服务，让纳税人更加便利。", 60) + "（记者 某某）"
	for _, c := range []struct {
		name, text string
		titles     []string
	}{
		{"two notices", notice("11") + notice("12"), []string{"国家税务总局关于第11项工作的通知", "国家税务总局关于第12项工作的通知"}},
		{"one notice and a press report", notice("11") + press, []string{"国家税务总局关于第11项工作的通知"}},
		{
			"press reports among notices", notice("11") + "新华社北京3月1日电（记者 某某）" + press + "\n" + press + "\n" + notice("12"),
			[]string{"国家税务总局关于第11项工作的通知", "", "", "国家税务总局关于第12项工作的通知"},
		},
		{
			"an order after an order", "国家税务总局令第50号\n《甲办法》已经通过，现予公布，自2020年1月1日起施行。\n局长：王某某\n2019年12月1日\n甲办法\n第一条 为了管理，制定本办法。\n第二条 本办法自2020年1月1日起施行。\n" +
				press + "\n国家税务总局令第51号\n现公布《乙规定》，自2021年1月1日起施行。\n局长：王某某\n2020年12月1日\n乙规定\n第一条 为了管理，制定本规定。\n",
			[]string{"甲办法", "", "乙规定"},
		},
		{"a notice attached to a notice", notice("11") + "附件\n" + notice("12"), []string{"国家税务总局关于第11项工作的通知"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range policy.Recognise(reader.Source{Blocks: blocks(c.text)}) {
				got = append(got, r.Document.Title)
			}
			if strings.Join(got, "|") != strings.Join(c.titles, "|") {
				t.Errorf("documents are %q, want %q", got, c.titles)
			}
		})
	}
}

// A document keeps its id when it is read from another file, without line breaks, or with a corrected article.
func TestDocumentID(t *testing.T) {
	id := func(text string) string {
		return string(policy.Recognise(reader.Source{Blocks: blocks(text)})[0].Document.ID)
	}
	all := samples(t)
	seen := map[string]string{}
	for _, s := range all {
		if other, taken := seen[id(s.Text)]; taken {
			t.Errorf("%q and %q have one id", s.Name, other)
		}
		seen[id(s.Text)] = s.Name
		if s.Flat && id(strings.ReplaceAll(s.Text, "\n", "")) != id(s.Text) {
			t.Errorf("%q has another id without its line breaks", s.Name)
		}
	}
	first := id(all[0].Text)
	if corrected := id(strings.Replace(all[0].Text, "可以申请减征房产税", "可以申请免征房产税", 1)); corrected != first {
		t.Errorf("a corrected text has id %s, was %s", corrected, first)
	}
	order := all[2].Text
	if id(order) == id(strings.NewReplacer("国家税务总局令", "财政部令", "国家税务总局局长", "部长").Replace(order)) {
		t.Error("orders of two ministries with one number have one id")
	}
}

func BenchmarkRecognise(b *testing.B) {
	var text strings.Builder
	for text.Len() < 200_000 {
		for _, s := range samples(b) {
			if s.Warning == "" {
				text.WriteString(s.Text)
			}
		}
	}
	in := reader.Source{Blocks: blocks(text.String())}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		policy.Recognise(in)
	}
}
