package editorial

import (
	"reflect"
	"strings"
	"testing"
)

func TestDiffText(t *testing.T) {
	for _, c := range []struct {
		name    string
		was, is string
		runs    []Run
	}{
		{"nothing", "", "", nil},
		{"equal", "一。二。", "一。二。", []Run{{Equal, "一。二。"}}},
		{"added", "", "新的。", []Run{{Insert, "新的。"}}},
		{"withdrawn", "旧的。", "", []Run{{Delete, "旧的。"}}},
		{
			"a number is one word", "减按3%征收增值税。其他不变。", "减按1%征收增值税。其他不变。",
			[]Run{{Equal, "减按"}, {Delete, "3%"}, {Insert, "1%"}, {Equal, "征收增值税。其他不变。"}},
		},
		{
			"a sentence more", "甲纳税人申报。\n乙纳税人缴税。", "甲纳税人申报。\n丙免税。\n乙纳税人缴税。",
			[]Run{{Equal, "甲纳税人申报。\n"}, {Insert, "丙免税。\n"}, {Equal, "乙纳税人缴税。"}},
		},
		{
			"another sentence", "应当自行申报缴纳。尾。", "由扣缴义务人代办手续！尾。",
			[]Run{{Delete, "应当自行申报缴纳。"}, {Insert, "由扣缴义务人代办手续！"}, {Equal, "尾。"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := diffText(c.was, c.is); !reflect.DeepEqual(got, c.runs) {
				t.Errorf("got %q", got)
			}
		})
	}
}

// FuzzDiffText: whatever the texts, the runs give both back, and no two neighbours are of one kind.
func FuzzDiffText(f *testing.F) {
	f.Add("减按3%征收。其他不变。", "减按1%征收；其他不变。\n")
	f.Add("", "\uE000\uFFFD一。")
	f.Add("a.b.c", "。。；")
	f.Add(strings.Repeat("第一条 甲。", 40), strings.Repeat("第一条 乙。", 41))
	f.Fuzz(func(t *testing.T, was, is string) {
		var before, after strings.Builder
		var last RunOp
		for _, run := range diffText(was, is) {
			if run.Text == "" || run.Op == last {
				t.Errorf("run %q after %s", run, last)
			}
			last = run.Op
			if run.Op != Insert {
				before.WriteString(run.Text)
			}
			if run.Op != Delete {
				after.WriteString(run.Text)
			}
		}
		if before.String() != was || after.String() != is {
			t.Errorf("%q to %q gives %q and %q back", was, is, before.String(), after.String())
		}
	})
}
