package qa

import (
	"fmt"
	"slices"
	"strings"

	"yueyue/internal/knowledge"
)

// Read makes pairs of the tables of one file.
func Read(tables []Table, o Options) Result {
	c := newCollector()
	for _, t := range tables {
		where := ""
		if t.sheet != "" {
			where = "工作表“" + t.sheet + "”"
		}
		if len(t.strange) > 0 {
			c.result.Warnings = append(c.result.Warnings, where+"没有读取这些列："+strings.Join(t.strange, "、"))
		}
		if len(t.twice) > 0 {
			c.result.Warnings = append(c.result.Warnings, where+"有几列意思相同，只读取了第一列，没有读取："+strings.Join(t.twice, "、"))
		}
		for _, block := range t.rows {
			if _, again := readHeader(block.Cells); again {
				continue // the header once more, as on each printed page
			}
			r := reading{columns: t.of(block), cells: block.Cells, place: Place{t.sheet, block.Line}}
			pair := r.pair(o)
			category := oneLine(r.cell(Category))
			if category == "" {
				category = t.title(o)
			}
			c.add(pair, r.place, r.name(Question), category, r.problems)
		}
	}
	return c.finish()
}

// collector puts rows together: periods of one pair, packages, and what is said twice.
type collector struct {
	result   Result
	at       map[knowledge.PairID]int    // place in Pairs
	asked    map[string]knowledge.PairID // by what makes a StableID
	answered map[knowledge.PairID][]Place
	packages map[string]int
	packed   map[packed]bool
}

// packed is a pair in a package.
type packed struct {
	title string
	id    knowledge.PairID
}

func newCollector() *collector {
	return &collector{
		at: map[knowledge.PairID]int{}, asked: map[string]knowledge.PairID{}, answered: map[knowledge.PairID][]Place{}, packages: map[string]int{},
		packed: map[packed]bool{},
	}
}

// add takes one pair that was read, unless something is wrong with it.
func (c *collector) add(pair knowledge.QAPair, place Place, column, category string, problems []Problem) {
	if len(problems) > 0 {
		c.result.Problems = append(c.result.Problems, problems...)
		return
	}
	same := StableID(pair)
	id, known := c.asked[same]
	if known && id != pair.ID && pair.ID != knowledge.PairID(same) {
		c.result.Problems = append(c.result.Problems, Problem{
			place, column, fmt.Sprintf("问题与%s相同，编号却不同（%s 和 %s）", c.answered[id][0], pair.ID, id),
		})
		return
	}
	if !known {
		id = pair.ID
	}
	i, exists := c.at[id]
	if !exists {
		c.at[id] = len(c.result.Pairs)
		c.asked[same] = id
		c.answered[id] = []Place{place}
		c.result.Pairs = append(c.result.Pairs, pair)
		c.result.Places = append(c.result.Places, place)
		c.pack(category, id)
		return
	}
	if problem := c.extend(&c.result.Pairs[i], pair, place, column); problem == nil {
		c.pack(category, id)
	} else if problem.Text != "" {
		c.result.Problems = append(c.result.Problems, *problem)
	}
}

// extend adds the answer of a row to a pair that is there: as a further period. A row that says the same is noted as a duplicate, one
// that says something else for the same time is a problem; the one without text is no problem.
func (c *collector) extend(to *knowledge.QAPair, pair knowledge.QAPair, place Place, column string) *Problem {
	first := c.answered[to.ID][0]
	answer := pair.Answers[0]
	switch {
	case Normal(pair.Question) != Normal(to.Question):
		return &Problem{place, column, fmt.Sprintf("编号 %s 已用于%s的另一个问题", to.ID, first)}
	case pair.Region != to.Region || pair.Audience != to.Audience || pair.Kind != to.Kind:
		return &Problem{place, column, fmt.Sprintf("与%s编号相同，但地区、适用对象或类型不同", first)}
	}
	for i, other := range to.Answers {
		if !Meet(answer, other) {
			continue
		}
		at := c.answered[to.ID][i]
		if answer.Text == other.Text && answer.EffectiveFrom == other.EffectiveFrom && answer.EffectiveTo == other.EffectiveTo {
			c.result.Duplicates = append(c.result.Duplicates, Problem{place, column, "与" + at.String() + "重复"})
			return &Problem{}
		}
		return &Problem{place, column, fmt.Sprintf("与%s是同一个问题，有效期重叠而答案不同", at)}
	}
	before := 0 // newest first
	for before < len(to.Answers) && to.Answers[before].EffectiveFrom > answer.EffectiveFrom {
		before++
	}
	to.Answers = slices.Insert(to.Answers, before, answer)
	c.answered[to.ID] = slices.Insert(c.answered[to.ID], before, place)
	asked := map[string]bool{Normal(to.Question): true}
	for _, similar := range to.Similar {
		asked[Normal(similar)] = true
	}
	for _, similar := range pair.Similar {
		if !asked[Normal(similar)] {
			asked[Normal(similar)] = true
			to.Similar = append(to.Similar, similar)
		}
	}
	return nil
}

// Meet reports whether two answers hold on one day.
func Meet(a, b knowledge.Answer) bool {
	before := func(a, b knowledge.Answer) bool {
		return a.EffectiveTo != "" && b.EffectiveFrom != "" && a.EffectiveTo < b.EffectiveFrom
	}
	return !before(a, b) && !before(b, a)
}

// pack puts a pair into a package.
func (c *collector) pack(title string, id knowledge.PairID) {
	if title == "" || c.packed[packed{title, id}] {
		return
	}
	c.packed[packed{title, id}] = true
	i, ok := c.packages[title]
	if !ok {
		i = len(c.result.Packages)
		c.packages[title] = i
		c.result.Packages = append(c.result.Packages, Package{Title: title})
	}
	c.result.Packages[i].Pairs = append(c.result.Packages[i].Pairs, id)
}

// finish looks for questions that two pairs answer.
func (c *collector) finish() Result {
	type people struct {
		question, region string
		audience         knowledge.Audience
	}
	asked := map[people]int{}
	for i, pair := range c.result.Pairs {
		asked[people{Normal(pair.Question), pair.Region, pair.Audience}] = i
	}
	for i, pair := range c.result.Pairs {
		for _, similar := range pair.Similar {
			key := people{Normal(similar), pair.Region, pair.Audience}
			other, taken := asked[key]
			if !taken {
				asked[key] = i
			} else if other != i {
				c.result.Duplicates = append(c.result.Duplicates, Problem{
					Place: c.result.Places[i], Text: fmt.Sprintf("相似问题“%s”也是%s的问法", similar, c.result.Places[other]),
				})
			}
		}
	}
	return c.result
}
