package eval

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"yueyue/internal/fault"
)

// Ranking is what was found for one query, best first.
type Ranking struct {
	Query    string
	Passages []Scored
}

// Scored is a passage with its fused score.
type Scored struct {
	ID    string
	Score float64
}

// WriteRun writes rankings as a TREC run file: query, Q0, passage, place from 1, score, name of the system. Ids with white
// space do not fit the format and are refused (fault.Invalid).
func WriteRun(w io.Writer, rankings []Ranking) error {
	const op = "eval.WriteRun"
	out := bufio.NewWriter(w)
	for _, ranking := range rankings {
		for i, passage := range ranking.Passages {
			for _, id := range [2]string{ranking.Query, passage.ID} {
				if id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x85 || r == 0xa0 || r == 0x3000 }) {
					return fault.Wrap(fault.Invalid, op, fmt.Errorf("id %q does not fit a run file", id))
				}
			}
			fmt.Fprintf(out, "%s Q0 %s %d %.9f yueyue\n", ranking.Query, passage.ID, i+1, passage.Score)
		}
	}
	if err := out.Flush(); err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	return nil
}

func byQuery(rankings []Ranking) map[string][]string {
	passages := make(map[string][]string, len(rankings))
	for _, ranking := range rankings {
		ids := make([]string, len(ranking.Passages))
		for i, passage := range ranking.Passages {
			ids[i] = passage.ID
		}
		passages[ranking.Query] = ids
	}
	return passages
}
