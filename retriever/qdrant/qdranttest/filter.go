package qdranttest

import (
	"slices"
	"strings"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// passing are the points that a filter lets through, by ascending id.
func (c *collection) passing(filter *wire.Filter) ([]*stored, error) {
	if len(filter.GetShould())+len(filter.GetMustNot()) > 0 || filter.GetMinShould() != nil {
		return nil, status.Error(codes.Unimplemented, "only must is known")
	}
	var tests []func(*stored) bool
	for _, condition := range filter.GetMust() {
		test, err := c.test(condition)
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	var passed []*stored
	for _, p := range c.points {
		if !slices.ContainsFunc(tests, func(test func(*stored) bool) bool { return !test(p) }) {
			passed = append(passed, p)
		}
	}
	slices.SortFunc(passed, func(a, b *stored) int { return strings.Compare(a.id.GetUuid(), b.id.GetUuid()) })
	return passed, nil
}

// test reads a condition. A field must have an index of the kind that the condition needs, as in strict mode.
func (c *collection) test(condition *wire.Condition) (func(*stored) bool, error) {
	if ids := condition.GetHasId(); ids != nil {
		named := map[string]bool{}
		for _, id := range ids.GetHasId() {
			named[id.GetUuid()] = true
		}
		return func(p *stored) bool { return named[p.id.GetUuid()] }, nil
	}
	field := condition.GetField()
	key := field.GetKey()
	kind := c.schema[key].GetDataType()
	switch words, within := field.GetMatch().GetKeywords(), field.GetRange(); {
	case words != nil && kind == wire.PayloadSchemaType_Keyword:
		return func(p *stored) bool {
			value, is := p.payload[key].GetKind().(*wire.Value_StringValue)
			return is && slices.Contains(words.GetStrings(), value.StringValue)
		}, nil
	case within != nil && kind == wire.PayloadSchemaType_Integer:
		return func(p *stored) bool {
			value, is := p.payload[key].GetKind().(*wire.Value_IntegerValue)
			return is && inside(within, float64(value.IntegerValue))
		}, nil
	case words != nil || within != nil:
		return nil, bad("Index required but not found for %q", key)
	}
	return nil, status.Error(codes.Unimplemented, "condition")
}

func inside(r *wire.Range, x float64) bool {
	return (r.Lt == nil || x < *r.Lt) && (r.Lte == nil || x <= *r.Lte) && (r.Gt == nil || x > *r.Gt) && (r.Gte == nil || x >= *r.Gte)
}
