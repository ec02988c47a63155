package qdrant

import (
	"context"
	"fmt"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// Indexes is a Client as a retriever takes it: one builds at a time. What a new generation replaced, and what a builder that died
// has left, is deleted when a program builds or tends and nobody has asked or filled it for a while.
type Indexes struct{ Client *Client }

var (
	_ retriever.Indexes = Indexes{}
	_ retriever.Lasting = (*Index)(nil)
)

// Standing implements retriever.Indexes.
func (s Indexes) Standing(ctx context.Context) (retriever.Lasting, error) {
	x, ok, err := s.Client.Standing(ctx)
	if err != nil || !ok {
		return nil, err
	}
	return x, nil
}

// Build implements retriever.Indexes.
func (s Indexes) Build(ctx context.Context, generation string, dims int) (retriever.Index, error) {
	if err := s.Client.Clear(ctx); err != nil {
		return nil, err
	}
	x, err := s.Client.Build(ctx, generation, dims)
	if err != nil {
		return nil, err
	}
	return x, nil
}

// Stand implements retriever.Indexes. The index must come from Build.
func (s Indexes) Stand(ctx context.Context, index retriever.Index) error {
	x, ok := index.(*Index)
	if !ok {
		return fault.Wrap(fault.Invalid, "qdrant.Indexes.Stand", fmt.Errorf("%T", index))
	}
	return s.Client.Stand(ctx, x)
}

// Tend implements retriever.Indexes. The index must come from Build or Standing.
func (s Indexes) Tend(ctx context.Context, index retriever.Index) (standing bool, err error) {
	x, ok := index.(*Index)
	if !ok {
		return false, fault.Wrap(fault.Invalid, "qdrant.Indexes.Tend", fmt.Errorf("%T", index))
	}
	if standing, err = s.Client.Stands(ctx, x); err != nil {
		return false, err
	}
	return standing, s.Client.Clear(ctx)
}
