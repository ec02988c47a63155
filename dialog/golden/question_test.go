package golden

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/internal/knowledge"
)

func folder(text string) fstest.MapFS {
	return fstest.MapFS{
		"golden/spoken.yaml": {Data: []byte("- {id: spoken-1, question: 怎么开票, pairs: [inv-issue]}\n")},
		"golden/story.yaml":  {Data: []byte(text)},
	}
}

func TestLoad(t *testing.T) {
	got, err := Load(folder(`
- id: story-1
  question: 那季度呢
  history: [小规模多少免税]
  as_of: 2025-06-30
  region: "340100"
  audience: enterprise
  pairs: [vat-threshold, vat-period]
  figures: ["30万"]
  expect: [answer, suggest]
  held_out: true
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Question{
		{Style: "spoken", ID: "spoken-1", Text: "怎么开票", Pairs: []knowledge.PairID{"inv-issue"}},
		{
			Style: "story", ID: "story-1", Text: "那季度呢", History: []string{"小规模多少免税"}, AsOf: "2025-06-30", Region: "340100",
			Audience: knowledge.Enterprise, Pairs: []knowledge.PairID{"vat-threshold", "vat-period"}, Figures: []string{"30万"},
			Expect: []dialog.Kind{dialog.Answer, dialog.Suggest}, HeldOut: true,
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	asked := got[1].Asked()
	if asked.Text != "那季度呢" || asked.AsOf != "2025-06-30" || asked.Region != "340100" || asked.Audience != knowledge.Enterprise ||
		len(asked.History) != 1 || asked.History[0].Question != "小规模多少免税" {
		t.Errorf("asked as %+v", asked)
	}
	if got, err := Load(folder("")); err != nil || len(got) != 1 {
		t.Errorf("an empty file: %d questions, %v", len(got), err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"no list":             {"id: x", "story.yaml"},
		"an unknown field":    {"- {id: x, question: 问, answer: y}", "answer"},
		"no id":               {"- {question: 问}", `question 1 (""): no id`},
		"no question":         {"- {id: x}", `question 1 ("x"): no id or no question`},
		"an unknown kind":     {"- {id: x, question: 问, expect: [anser]}", `"anser"`},
		"an unknown audience": {"- {id: x, question: 问, audience: firm}", `"firm"`},
		"an impossible date":  {"- {id: x, question: 问, as_of: 2025-02-30}", "2025-02-30"},
		"an id twice":         {"- {id: x, question: 问}\n- {id: x, question: 答}", "golden/story.yaml: x stands in golden/story.yaml too"},
		"an id of another":    {"- {id: spoken-1, question: 问}", "golden/story.yaml: spoken-1 stands in golden/spoken.yaml too"},
	} {
		if _, err := Load(folder(c.text)); err == nil || !strings.Contains(err.Error(), "golden/story.yaml") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want the file and %q", name, err, c.says)
		}
	}
}

func TestShippedQuestionsLoad(t *testing.T) {
	questions, err := Load(data.FS)
	if err != nil || len(questions) < 400 {
		t.Errorf("%d questions, %v", len(questions), err)
	}
}
