package spelling

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func TestCorrections(t *testing.T) {
	c := frozenCorrector(t)
	var table map[Reason]map[string]string
	if err := readYAML("testdata/corrections.yaml", &table); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for reason, corrections := range table {
		for typed, meant := range corrections {
			rows++
			got, changes := c.Correct(typed)
			if got != meant {
				t.Errorf("%s: %s became %s, want %s", reason, typed, got, meant)
				continue
			}
			for _, change := range changes {
				if change.Reason != reason {
					t.Errorf("%s: %s was changed for another reason: %+v", reason, typed, change)
				}
			}
			if again, more := c.Correct(got); again != got {
				t.Errorf("%s: %s is changed once more: %+v", reason, got, more)
			}
		}
	}
	if rows < 80 {
		t.Errorf("the table has %d rows, want at least 80", rows)
	}
}

func TestRightQuestionsStay(t *testing.T) {
	c := frozenCorrector(t)
	questions, err := readLines("testdata/right.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(questions) < 150 {
		t.Errorf("the list has %d questions, want at least 150", len(questions))
	}
	for _, question := range questions {
		if got, changes := c.Correct(question); got != question || len(changes) > 0 {
			t.Errorf("%s became %s: %+v", question, got, changes)
		}
	}
}

// Without a dictionary of the language the vocabulary and the phrases alone must keep nearly all right questions.
func TestRightQuestionsWithoutDictionary(t *testing.T) {
	k := shippedKnowledge(t)
	k.known = nil
	c := k.corrector(0, 0)
	questions, err := readLines("testdata/right.txt")
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, question := range questions {
		if got, _ := c.Correct(question); got != question {
			wrong++
		}
	}
	if wrong > len(questions)/50 {
		t.Errorf("%d of %d right questions were changed, want at most 2%%", wrong, len(questions))
	}
}

func TestKnownQuestionsStay(t *testing.T) {
	k := shippedKnowledge(t)
	c := k.corrector(0, 0)
	for _, list := range k.phrases {
		for _, phrase := range list {
			if got, changes := c.Correct(phrase); got != phrase || len(changes) > 0 {
				t.Errorf("%s became %s: %+v", phrase, got, changes)
			}
		}
	}
}

func TestChanges(t *testing.T) {
	c := frozenCorrector(t)
	tests := map[string]struct {
		text, want string
		changes    []Change
	}{
		"several": {
			"😀曾值税和geshui，印花睡怎么报", "😀增值税和个税，印花税怎么报",
			[]Change{{"曾值税", "增值税", 1, Homophone}, {"geshui", "个税", 5, Pinyin}, {"印花睡", "印花税", 12, Homophone}},
		},
		"omission":         {"小规纳税人免税吗", "小规模纳税人免税吗", []Change{{"小规纳税人", "小规模纳税人", 0, Typo}}},
		"part of a word":   {"请问发piao怎么开", "请问发票怎么开", []Change{{"piao", "票", 3, Pinyin}}},
		"invalid bytes":    {"\xff曾值税怎么交", "\uFFFD增值税怎么交", []Change{{"曾值税", "增值税", 1, Homophone}}},
		"empty":            {"", "", nil},
		"nothing but dots": {"。。。", "。。。", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, changes := c.Correct(test.text)
			if got != test.want || !reflect.DeepEqual(changes, test.changes) {
				t.Errorf("got %s %+v, want %s %+v", got, changes, test.want, test.changes)
			}
		})
	}
}

func TestLongTextStays(t *testing.T) {
	c := frozenCorrector(t)
	slip := "发漂怎么开"
	short := strings.Repeat("。", maxRunes-len([]rune(slip))) + slip
	if got, _ := c.Correct(short); got == short {
		t.Errorf("a slip at the end of %d characters was left", maxRunes)
	}
	if got, changes := c.Correct("。" + short); got != "。"+short || changes != nil {
		t.Errorf("a text of %d characters was changed", maxRunes+1)
	}
}

func TestConcurrentUse(t *testing.T) {
	c := frozenCorrector(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, _ := c.Correct("曾值税怎么交，geshui怎么退"); got != "增值税怎么交，个税怎么退" {
					t.Errorf("got %s", got)
				}
			}
		})
	}
	wg.Wait()
}

func ExampleCorrector_Correct() {
	c := New(
		[]string{"增值税", "发票", "小规模纳税人"},
		[]string{"小规模纳税人要交增值税吗", "增值税怎么交", "发票怎么开", "发票丢了怎么办"},
		nil,
	)
	text, changes := c.Correct("xiaoguimo nashuiren的曾值税怎么交")
	fmt.Println(text)
	for _, change := range changes {
		fmt.Println(change.At, change.From, "→", change.To, change.Reason)
	}
	// Output:
	// 小规模纳税人的增值税怎么交
	// 0 xiaoguimo nashuiren → 小规模纳税人 pinyin
	// 20 曾值税 → 增值税 homophone
}
