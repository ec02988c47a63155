package retriever

import (
	"context"
	"fmt"
	"math"
	"slices"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Index stores units and compares them with questions. It weighs nothing itself: terms come with finished weights, vectors
// with unit length. It is a projection; the database owns the content. Package indextest holds the suite that every Index
// passes. All methods are safe for concurrent use.
type Index interface {
	// Apply makes changes and returns when Search sees them: first Put, then End, then Remove. Repeating a call changes
	// nothing more; units that End and Remove name and the index lacks are passed over. Changes that do not Validate, and
	// vectors of another length than those already held, are refused with fault.Invalid, nothing applied. After another
	// error, repeat the call.
	Apply(ctx context.Context, changes Changes) error

	// Search gives the best n visible units of each leg, best first, equals by ascending id. Words holds units that share a
	// term with the probe, meaning units with a vector (none when the probe has no vector). Every hit carries both scores,
	// whichever leg found it, so the two lists together need no second look. n is 1..1000.
	Search(ctx context.Context, probe Probe, filter Filter, n int) (words, meaning []Hit, err error)

	// Score gives both scores of the named units in the order asked, whoever may see them; unknown ones are left out.
	Score(ctx context.Context, probe Probe, units []UnitID) ([]Hit, error)
}

// CodeIndexGone is the code of an error of an Index that no longer exists where it was kept. The retriever then takes over the
// one that stands now, or builds one.
const CodeIndexGone = "index_gone"

// MaxDepth is the largest n of Index.Search.
const MaxDepth = 1000

// Changes are what an Index is told at once.
type Changes struct {
	Put    []Unit           // replaces a unit of the same id; the last of several wins; the index keeps no slice of it
	End    map[UnitID]int64 // EditionTo to set; 0 takes the end back (a rollback)
	Remove []UnitID
}

// Validate refuses what would make a unit unfindable or poison a sum: an empty id or target, a region that is not six
// digits, a weight or a vector that is negative, infinite or not a number. The error is fault.Invalid.
func (c Changes) Validate() error {
	for i := range c.Put {
		if problem := c.Put[i].problem(); problem != "" {
			return fault.Wrap(fault.Invalid, "retriever.Changes.Validate", fmt.Errorf("unit %q: %s", c.Put[i].ID, problem))
		}
	}
	return nil
}

func (u *Unit) problem() string {
	switch {
	case u.ID == "":
		return "no id"
	case u.Target.Kind == "" || u.Target.ID == "":
		return "no target"
	case !isRegion(u.Region):
		return fmt.Sprintf("region %q is not six digits", u.Region)
	}
	for _, term := range u.Terms {
		if weight := float64(term.Weight); !(weight >= 0) || math.IsInf(weight, 0) {
			return fmt.Sprintf("weight %v of %q", term.Weight, term.Token)
		}
	}
	for _, x := range u.Vector {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return "a vector that is not finite"
		}
	}
	return ""
}

func isRegion(code string) bool {
	if len(code) != 6 {
		return false
	}
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return true
}

// Admits reports whether the asker may see units of a region and an audience.
func (f Filter) Admits(region string, audience knowledge.Audience) bool {
	if f.Audience != "" && audience != "" && audience != f.Audience {
		return false
	}
	if len(f.Regions) == 0 {
		return region == knowledge.National
	}
	return slices.Contains(f.Regions, region)
}

// Current reports whether units of editions from..to (to 0: none yet) are seen in the asker's edition.
func (f Filter) Current(from, to int64) bool {
	return from <= f.Edition && (to == 0 || to > f.Edition)
}
