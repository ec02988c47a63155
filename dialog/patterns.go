package dialog

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"
)

// patterns are regular expressions, tried only on a text that holds a character without which they cannot match. Most
// questions hold few of these, and trying every expression at every place of each would cost more than all else that is done
// to understand it. It is immutable.
type patterns struct {
	all    []*regexp.Regexp
	opened map[rune][]int // the expressions that a character lets match
	always []int          // those that need no certain character
}

// compile reads expressions in the syntax of package regexp.
func compile(expressions []string) (patterns, error) {
	p := patterns{opened: map[rune][]int{}}
	for i, expression := range expressions {
		compiled, err := regexp.Compile(expression)
		if err != nil {
			return patterns{}, err
		}
		parsed, err := syntax.Parse(expression, syntax.Perl)
		if err != nil {
			return patterns{}, err
		}
		p.all = append(p.all, compiled)
		needed := needs(parsed)
		if needed == nil {
			p.always = append(p.always, i)
		}
		for _, r := range needed {
			p.opened[r] = append(p.opened[r], i)
		}
	}
	return p, nil
}

// match reports whether any of them matches somewhere in the text.
func (p patterns) match(text string) bool {
	for _, i := range p.always {
		if p.all[i].MatchString(text) {
			return true
		}
	}
	tried := make([]bool, len(p.all))
	for _, r := range text {
		for _, i := range p.opened[r] {
			if !tried[i] && p.all[i].MatchString(text) {
				return true
			}
			tried[i] = true
		}
	}
	return false
}

// matching are those of them that match somewhere in the text.
func (p patterns) matching(text string) []*regexp.Regexp {
	var found []*regexp.Regexp
	for _, expression := range p.all {
		if expression.MatchString(text) {
			found = append(found, expression)
		}
	}
	return found
}

// mostNeeded is the largest class of characters that is listed.
const mostNeeded = 64

// needs gives characters of which every match holds at least one; nil when there are no such.
func needs(re *syntax.Regexp) []rune {
	switch re.Op {
	case syntax.OpLiteral:
		return fewest(re.Rune, func(r rune) []rune { return folds(r, re.Flags&syntax.FoldCase != 0) })
	case syntax.OpCharClass:
		return members(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needs(re.Sub[0])
		}
	case syntax.OpConcat:
		return fewest(re.Sub, needs)
	case syntax.OpAlternate:
		var all []rune
		for _, way := range re.Sub {
			list := needs(way)
			if list == nil {
				return nil
			}
			all = append(all, list...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	return nil
}

// fewest gives the shortest list of any part, all of which must match: the characters that are met least often, if all are
// equally frequent.
func fewest[T any](parts []T, of func(T) []rune) []rune {
	var shortest []rune
	for _, part := range parts {
		if list := of(part); list != nil && (shortest == nil || len(list) < len(shortest)) {
			shortest = list
		}
	}
	return shortest
}

// folds are the characters that a literal stands for.
func folds(r rune, anyCase bool) []rune {
	all := []rune{r}
	for other := unicode.SimpleFold(r); anyCase && other != r; other = unicode.SimpleFold(other) {
		all = append(all, other)
	}
	return all
}

// members are the characters of a class, given as pairs of first and last; nil when there are too many.
func members(ranges []rune) []rune {
	var all []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(all) == mostNeeded {
				return nil
			}
			all = append(all, r)
		}
	}
	return all
}
