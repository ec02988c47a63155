package qdrant

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"regexp"
	"strings"

	wire "github.com/qdrant/go-client/qdrant"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

var generationName = regexp.MustCompile(`^[0-9a-z]{1,64}$`)

// suffix is how many random letters, of five bits each, keep two builds of a generation apart.
const suffix = 12

// Build makes an empty collection for a generation (Generation.ID) and vectors of dims dimensions (0: words only), beside the
// one that stands and those that other processes build. It is for this process alone until Stand. An alias that points to
// what is not ours gives fault.Conflict.
func (c *Client) Build(ctx context.Context, generation string, dims int) (*Index, error) {
	const op = "qdrant.Client.Build"
	if !generationName.MatchString(generation) || dims < 0 {
		return nil, fault.Wrap(fault.Invalid, op, fmt.Errorf("generation %q of %d dimensions", generation, dims))
	}
	standing, err := c.target(ctx, op)
	if err != nil {
		return nil, err
	}
	if standing != "" {
		if _, err := c.owned(ctx, op, standing); err != nil {
			return nil, err
		}
	}
	x := &Index{
		client: c, collection: c.config.Alias + "-" + generation + "-" + strings.ToLower(rand.Text()[:suffix]),
		generation: generation, dims: dims, replaces: standing, filled: map[retriever.UnitID]int64{},
	}
	made := c.now().UTC()
	x.lease.filling.Store(true)
	x.lease.until.Store(made.Add(fillingTerm).Unix())
	c.claim(x.collection)
	if err := c.create(ctx, op, x, made); err != nil {
		return nil, err
	}
	filled := x.collection // Stand may change it
	c.beside(func(ctx context.Context) { c.hold(ctx, filled) })
	return x, c.indexFields(ctx, op, x.collection, nil)
}

// Stand makes an index that Build gave the one that the alias points to, in one step; what stood before stays until Clear. It
// refuses one that does not hold all that was put into it (fault.Unavailable, index_incomplete), and gives index_gone for one
// that was deleted. Where another process has meanwhile made the same generation stand, with all that this one holds, the index
// moves there and its own collection is deleted, so that all processes ask one. Nobody may use the index during the call.
func (c *Client) Stand(ctx context.Context, x *Index) error {
	const op = "qdrant.Client.Stand"
	x.writer.Lock()
	defer x.writer.Unlock()
	standing, err := c.target(ctx, op)
	if err != nil || standing == x.collection {
		return err
	}
	if x.filled == nil {
		return fault.Wrap(fault.Invalid, op, fmt.Errorf("an index of generation %s that is not being built", x.generation))
	}
	whole, err := x.whole(ctx)
	if err != nil {
		return err
	}
	if !whole {
		return fault.New(fault.Unavailable, op, "index_incomplete", "新的知识索引不完整，将重新建立。")
	}
	if standing, err = c.target(ctx, op); err != nil {
		return err
	}
	equal, err := c.equal(ctx, op, standing, x)
	if err != nil {
		return err
	}
	if equal {
		if err := c.discard(ctx, op, x.collection); err != nil {
			return err
		}
		x.collection = standing
	} else if err := c.point(ctx, op, x.collection); err != nil {
		return err
	}
	c.disclaim(x.collection)
	x.filled = nil
	x.lease.filling.Store(false)
	x.lease.until.Store(0) // the next question takes it for as long as questions need
	return nil
}

// point moves the alias to a collection. Creating an alias that exists moves it, in one step; to delete it first, in the same
// request, would be two for the server, and who dies or fails between them leaves none.
func (c *Client) point(ctx context.Context, op, to string) error {
	actions := []*wire.AliasOperations{wire.NewAliasCreate(c.config.Alias, to)}
	return c.step(ctx, op, func(ctx context.Context) error { return c.remote.UpdateAliases(ctx, actions) })
}

// whole reports whether the collection holds all that its builder has put, ended as it should be.
func (x *Index) whole(ctx context.Context) (bool, error) {
	lacking := maps.Clone(x.filled)
	err := x.Held(ctx, func(unit retriever.UnitID, editionTo int64) error {
		if to, wanted := lacking[unit]; wanted && to == editionTo {
			delete(lacking, unit)
		}
		return nil
	})
	return len(lacking) == 0, err
}

// equal reports whether a standing collection can take the place of a new one: another process made it stand while the new one
// was built (what stood before is replaced because something is wrong with it), for the same generation, and it lacks nothing.
func (c *Client) equal(ctx context.Context, op, standing string, x *Index) (bool, error) {
	if standing == "" || standing == x.replaces {
		return false, nil
	}
	other, _, err := c.inspect(ctx, op, standing)
	switch code := fault.CodeOf(err); {
	case code == codeGone || code == codeMismatch:
		return false, nil
	case err != nil:
		return false, err
	case other.generation != x.generation || other.dims != x.dims:
		return false, nil
	}
	other.filled = x.filled
	return other.whole(ctx)
}

// Stands reports whether the alias points to an index. One whose collection is no longer there gives index_gone.
func (c *Client) Stands(ctx context.Context, x *Index) (bool, error) {
	const op = "qdrant.Client.Stands"
	standing, err := c.target(ctx, op)
	if err != nil || standing == x.collection {
		return err == nil, err
	}
	_, err = c.owned(ctx, op, x.collection)
	return false, err
}

// Clear deletes the collections of this alias that do not stand and that nobody needs: those that this client built and gave
// up, and those that no process has filled or asked for a while.
func (c *Client) Clear(ctx context.Context) error {
	const op = "qdrant.Client.Clear"
	standing, err := c.target(ctx, op)
	if err != nil {
		return err
	}
	c.disclaim(standing) // it may stand though Stand was never told so
	var names []string
	err = c.step(ctx, op, func(ctx context.Context) (err error) {
		names, err = c.remote.ListCollections(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == standing || !strings.HasPrefix(name, c.config.Alias+"-") {
			continue
		}
		err := c.clear(ctx, op, name)
		if code := fault.CodeOf(err); err != nil && code != codeForeign && code != codeGone {
			return err
		}
	}
	return nil
}

// clear deletes a collection that does not stand, unless it is needed.
func (c *Client) clear(ctx context.Context, op, name string) error {
	info, err := c.owned(ctx, op, name)
	if err != nil {
		return err
	}
	if !c.claimed(name) {
		if leased, err := c.leased(ctx, name, info); err != nil || leased {
			return err
		}
	}
	return c.discard(ctx, op, name)
}

// discard deletes a collection; one that is gone already is fine.
func (c *Client) discard(ctx context.Context, op, name string) error {
	err := c.step(ctx, op, func(ctx context.Context) error {
		problem := c.remote.DeleteCollection(ctx, name)
		if problem == nil {
			return nil
		}
		if exists, err := c.remote.CollectionExists(ctx, name); err == nil && !exists { // the first of two tries had done it
			return nil
		}
		return problem
	})
	if err == nil {
		c.disclaim(name)
	}
	return err
}

func (c *Client) claim(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unstood[name] = true
}

func (c *Client) disclaim(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.unstood, name)
}

func (c *Client) claimed(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unstood[name]
}
