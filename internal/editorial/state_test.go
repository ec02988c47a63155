package editorial

import (
	"testing"

	"yueyue/internal/fault"
)

func TestTransitions(t *testing.T) {
	states := []State{Draft, Review, Published, Discarded}
	steps := []Step{Submit, Return, Publish, Discard}
	legal := map[State]map[Step]State{
		Draft:  {Submit: Review, Discard: Discarded},
		Review: {Return: Draft, Publish: Published, Discard: Discarded},
	}
	for _, state := range states {
		if names[state] == "" {
			t.Errorf("%s has no name for people", state)
		}
		for _, step := range steps {
			want, ok := legal[state][step]
			got, err := state.after(step)
			if got != want || ok != (err == nil) || err != nil && (fault.KindOf(err) != fault.Conflict || fault.CodeOf(err) != "state_conflict") {
				t.Errorf("%s by %s: %q, %v, want %q", state, step, got, err, want)
			}
		}
	}
	if len(transitions) != len(states) {
		t.Errorf("%d states in the table, %d are known", len(transitions), len(states))
	}
}
