package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"yueyue/ingest/qa"
	"yueyue/internal/knowledge"
)

// packages are those that are published with what a run adds to them. A table names its package by title: one of that title is
// extended, else there is a new one behind the others.
type packages struct {
	all     []pack
	byTitle map[string]int
	byID    map[string]int
}

// pack is a package of the run.
type pack struct {
	knowledge.QAPackage
	has       map[knowledge.PairID]bool
	position  int64 // 0: where it stands
	published bool
	touched   bool  // since it was written
	noted     bool  // written, or counted by a dry run
	version   int64 // in the proposal; 0: it is not there
	counted   bool  // its summary counts its pairs
}

func newPackages(published []knowledge.QAPackage) *packages {
	p := &packages{byTitle: map[string]int{}, byID: map[string]int{}}
	for _, one := range published {
		p.add(one).published = true
	}
	return p
}

func (p *packages) add(one knowledge.QAPackage) *pack {
	one.Pairs = slices.Clone(one.Pairs)
	has := make(map[knowledge.PairID]bool, len(one.Pairs))
	for _, id := range one.Pairs {
		has[id] = true
	}
	if _, taken := p.byTitle[one.Title]; !taken {
		p.byTitle[one.Title] = len(p.all)
	}
	p.byID[one.ID] = len(p.all)
	p.all = append(p.all, pack{QAPackage: one, has: has})
	return &p.all[len(p.all)-1]
}

// extend puts the pairs of a table into the package of its title.
func (p *packages) extend(table qa.Package) {
	i, known := p.byTitle[table.Title]
	if !known {
		sum := sha256.Sum256([]byte(qa.Normal(table.Title)))
		made := p.add(knowledge.QAPackage{ID: "package-" + hex.EncodeToString(sum[:6]), Title: table.Title})
		made.position, made.counted = int64(len(p.all)), true
		i = len(p.all) - 1
	}
	one := &p.all[i]
	for _, id := range table.Pairs {
		if !one.has[id] {
			one.has[id] = true
			one.Pairs = append(one.Pairs, id)
			one.touched = true
		}
	}
	if one.counted {
		one.Summary = fmt.Sprintf("%d 个常见问题", len(one.Pairs))
	}
}

// put replaces a package that is given as a whole.
func (p *packages) put(whole knowledge.QAPackage) {
	i, known := p.byID[whole.ID]
	if !known {
		made := p.add(whole)
		made.position, made.touched = int64(len(p.all)), true
		return
	}
	if encoded(p.all[i].QAPackage) != encoded(whole) {
		p.all[i].QAPackage, p.all[i].touched = whole, true
	}
}

// changed are the packages that the run has made or changed since they were written.
func (p *packages) changed() []*pack {
	var changed []*pack
	for i := range p.all {
		if p.all[i].touched {
			changed = append(changed, &p.all[i])
		}
	}
	return changed
}
