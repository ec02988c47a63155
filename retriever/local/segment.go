package local

import (
	"strings"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/internal/lexicon"
)

// maxUnits is the most that a segment holds: a posting names its unit by 16 bits.
const maxUnits = 1 << 16

// class is what units share that the filter and the target need; a segment has few.
type class struct {
	region   string
	audience knowledge.Audience
	kind     retriever.TargetKind
}

// segment is a fixed set of units, numbered from 0. It never changes.
type segment struct {
	ids     []retriever.UnitID
	targets []string // Target.ID, where possible a part of the id
	where   map[retriever.UnitID]uint16
	classes []class
	class   []uint16 // by unit, index of classes
	from    []int64  // by unit
	latest  int64    // the largest from

	terms    lexicon.Table
	starts   []uint32 // by term, where its postings begin; one more at the end
	postings []uint32 // unit<<16 | weight in steps, ascending within a term
	step     float32

	vectors vectors
}

// assembly puts a segment together, unit by unit.
type assembly struct {
	segment
	classOf map[class]uint16
}

func newAssembly(capacity int) *assembly {
	return &assembly{
		segment: segment{
			ids:     make([]retriever.UnitID, 0, capacity),
			targets: make([]string, 0, capacity),
			where:   make(map[retriever.UnitID]uint16, capacity),
			class:   make([]uint16, 0, capacity),
			from:    make([]int64, 0, capacity),
		},
		classOf: map[class]uint16{},
	}
}

func (a *assembly) add(id retriever.UnitID, target string, c class, from int64) {
	number, known := a.classOf[c]
	if !known {
		number = uint16(len(a.classes))
		a.classOf[c] = number
		a.classes = append(a.classes, c)
	}
	a.where[id] = uint16(len(a.ids))
	a.ids = append(a.ids, id)
	a.targets = append(a.targets, target)
	a.class = append(a.class, number)
	a.from = append(a.from, from)
	a.latest = max(a.latest, from)
}

// names gives copies of a unit's id and target that keep nothing else of the caller's memory alive.
func names(u *retriever.Unit) (retriever.UnitID, string) {
	id := strings.Clone(string(u.ID))
	if at := strings.Index(id, u.Target.ID); at >= 0 {
		return retriever.UnitID(id), id[at : at+len(u.Target.ID)]
	}
	return retriever.UnitID(id), strings.Clone(u.Target.ID)
}

func (s *segment) target(unit int) retriever.Target {
	return retriever.Target{Kind: s.classes[s.class[unit]].kind, ID: s.targets[unit]}
}
