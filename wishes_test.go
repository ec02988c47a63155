package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"yueyue/internal/civil"
)

// TestWishes: who asked for a person can be read by whoever runs the program, with the question behind it.
func TestWishes(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir())
	status, stdout, stderr := yueyue(environ, "wishes", "--json")
	if status != 0 || stderr != "" || strings.TrimSpace(stdout) != "[]" {
		t.Errorf("before anybody asked: status %d, %s%s", status, stdout, stderr)
	}
	status, stdout, stderr = yueyue(environ, "ask", "转人工", "--json")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	asked := as[answer](t, reply{200, stdout}, 200)
	if asked.Kind != "handoff" {
		t.Fatalf("转人工 gives %+v", asked)
	}
	today, tomorrow := time.Now(), time.Now().AddDate(0, 0, 1)
	for _, c := range []struct {
		args  []string
		found int
	}{
		{nil, 1},
		{[]string{"--since", string(civil.Of(today.Add(-time.Minute)))}, 1},
		{[]string{"--since", string(civil.Of(tomorrow))}, 0},
	} {
		var wishes []struct {
			ID        string
			AnswerID  string    `json:"answer_id"`
			CreatedAt time.Time `json:"created_at"`
		}
		status, stdout, stderr := yueyue(environ, append([]string{"wishes", "--json"}, c.args...)...)
		if err := json.Unmarshal([]byte(stdout), &wishes); err != nil || status != 0 || stderr != "" || len(wishes) != c.found {
			t.Fatalf("%v: status %d, %v: %s%s", c.args, status, err, stdout, stderr)
		}
		if c.found == 1 && (wishes[0].ID == "" || wishes[0].AnswerID != asked.ID || time.Since(wishes[0].CreatedAt).Abs() > time.Hour) {
			t.Errorf("%v: %+v", c.args, wishes)
		}
		status, stdout, stderr = yueyue(environ, append([]string{"wishes"}, c.args...)...)
		if status != 0 || stderr != "" || strings.Count(stdout, "答复 "+asked.ID) != c.found || strings.Contains(stdout, "yueyue answer") != (c.found > 0) {
			t.Errorf("%v: status %d, %s%s", c.args, status, stdout, stderr)
		}
	}
}
