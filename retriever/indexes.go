package retriever

import "context"

// Indexes gives each generation its index.
type Indexes interface {
	// Open gives the index of a generation. kept tells that it holds what was applied to it before, by whatever process; else
	// it is empty.
	Open(ctx context.Context, generation string) (index Index, kept bool, err error)

	// Use makes the index of a generation the one in use. The others may be dropped: nobody asks them from then on.
	Use(ctx context.Context, generation string) error
}

// InMemory gives indexes that live as long as the process.
func InMemory(empty func() Index) Indexes { return inMemory(empty) }

type inMemory func() Index

func (m inMemory) Open(context.Context, string) (Index, bool, error) { return m(), false, nil }

func (m inMemory) Use(context.Context, string) error { return nil }
