package qdrant

import (
	"context"
	"fmt"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// Indexes is a Client as a retriever takes it: one builds at a time. What a new generation replaced is deleted when a program
// builds one and nobody has asked it for a while, because questions may still be asked of it.
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
