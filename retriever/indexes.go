package retriever

import "context"

// Indexes gives each generation its index. A server that keeps them serves one program; several processes of that program may
// share it.
type Indexes interface {
	// Standing gives the index that an earlier process left in use, or nil.
	Standing(ctx context.Context) (Lasting, error)

	// Build gives an empty index for a generation, beside the one that stands. dims is the length of vectors; 0: words only.
	Build(ctx context.Context, generation string, dims int) (Index, error)

	// Stand makes an index that Build gave the one in use. The one before it may still be asked for a moment.
	Stand(ctx context.Context, index Index) error

	// Tend reports whether an index is the one in use, and clears away what nobody needs. One that is no longer there is an error
	// of code CodeIndexGone.
	Tend(ctx context.Context, index Index) (standing bool, err error)
}

// Lasting is an index that outlives the process. A unit's content never changes under its id, so whoever knows which units it
// should hold can make it so.
type Lasting interface {
	Index

	// Generation names what the index was built for.
	Generation() string

	// Held gives every unit with its EditionTo (0: none), seen or not, in no particular order. An error of do ends it.
	Held(ctx context.Context, do func(unit UnitID, editionTo int64) error) error

	// Note keeps bytes with the index, in place of what was kept under the key; Noted gives them, ok false when there are none.
	Note(ctx context.Context, key string, data []byte) error
	Noted(ctx context.Context, key string) (data []byte, ok bool, err error)
}

// statisticsNote is the key under which a Lasting keeps the frozen statistics of its generation.
const statisticsNote = "statistics"

// InMemory gives indexes that live as long as the process.
func InMemory(empty func() Index) Indexes { return inMemory(empty) }

type inMemory func() Index

func (inMemory) Standing(context.Context) (Lasting, error) { return nil, nil } //nolint:nilnil // none is an answer here

func (m inMemory) Build(context.Context, string, int) (Index, error) { return m(), nil }

func (inMemory) Stand(context.Context, Index) error { return nil }

func (inMemory) Tend(context.Context, Index) (bool, error) { return true, nil }
