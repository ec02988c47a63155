package policy_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
)

// lines that repeat what patterns look for, without an end of a sentence.
var endless = map[string]string{
	"dates in force":    "本法自2020年1月1日起施行，",
	"from issue":        "本法自发布之日起施行，",
	"dates, no comma":   "本法自2020年1月1日起施行",
	"issue, no comma":   "本法自公布之日起施行",
	"periods":           "本公告执行至2027年12月31日，",
	"repeals":           "《某办法》同时废止，",
	"clauses repealed":  "《某办法》第三条停止执行",
	"numbers":           "财税〔2018〕103号、",
	"bases":             "根据《某法》制定本办法，",
	"annexes":           "附件：1.某表",
	"opened quotes":     "“本法自2020年1月1日起施行",
	"validity in years": "本办法有效期五年，",
	"signatures":        "国家税务总局2020年1月1日",
	"deleted clauses":   "删去第三条，",
	"brackets":          "《（",
	"attached":          "本法所附《某表》、",
	"years":             "2020年",
	"announcements":     "公告2018年第28号予以废止，",
	"lists of repeals":  "予以废止：",
	"quoted deletions":  "“删去第",
	"annexes by line":   "附件：某表\n",
	"press":             "新华社北京1月1日电",
	"published again":   "《某法》根据本决定作相应修改，重新公布",
}

// spent is the processor time that the test has taken so far: other programs on the machine do not count.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// A line of any length costs time in proportion to it.
func TestEndlessLines(t *testing.T) {
	for name, line := range endless {
		t.Run(name, func(t *testing.T) {
			source := reader.Source{Blocks: blocks("关于某法的决定\n决定对《某法》作如下修改：\n" + strings.Repeat(line, (1<<20)/len(line)))}
			began := spent(t)
			policy.Recognise(source)
			if took := spent(t) - began; took > 5*time.Second { // a tenth to a third of a second; a square takes 5 to 110
				t.Errorf("1 MB took %v", took)
			} else {
				t.Log(took)
			}
		})
	}
}
