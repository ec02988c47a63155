package editorial

import "yueyue/internal/fault"

// State is where a proposal stands.
type State string

// The states.
const (
	Draft     State = "draft"     // items change
	Review    State = "review"    // waits for the reviewer, nothing changes
	Published State = "published" // is an edition
	Discarded State = "discarded" // never was one
)

// Step is what moves a proposal from one state to another.
type Step string

// The steps.
const (
	Submit  Step = "submit"
	Return  Step = "return"
	Publish Step = "publish"
	Discard Step = "discard"
)

// transitions are all legal steps: from a state, by a step, to a state.
var transitions = map[State]map[Step]State{
	Draft:     {Submit: Review, Discard: Discarded},
	Review:    {Return: Draft, Publish: Published, Discard: Discarded},
	Published: {},
	Discarded: {},
}

// names are the states for people.
var names = map[State]string{Draft: "草稿", Review: "待审核", Published: "已发布", Discarded: "已作废"}

// after is the state that a step leads to; fault.Conflict when there is none.
func (s State) after(step Step) (State, error) {
	next, ok := transitions[s][step]
	if !ok {
		return "", fault.New(fault.Conflict, "editorial."+string(step), "state_conflict", "这份草案"+names[s]+"，不能这样操作。")
	}
	return next, nil
}
