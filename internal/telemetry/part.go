package telemetry

// State is how well a part of the program works.
type State string

// The states, best first.
const (
	OK       State = "ok"
	Degraded State = "degraded" // works with less than was configured, for example on words alone
	Failed   State = "failed"   // does not work; the program cannot answer
)

// PartState is what one part says of itself.
type PartState struct {
	Name    string `json:"name"`
	State   State  `json:"state" enum:"ok,degraded,failed"`
	Detail  string `json:"detail,omitempty"` // for people, Chinese; no secrets and no addresses, it is shown to anybody
	Version string `json:"version,omitempty"`
}

// Worst is the state of the whole: that of its worst part, OK when there is none.
func Worst(parts []PartState) State {
	worst := OK
	for _, part := range parts {
		switch part.State {
		case Failed:
			return Failed
		case Degraded:
			worst = Degraded
		}
	}
	return worst
}
