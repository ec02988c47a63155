package qdrant

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	wire "github.com/qdrant/go-client/qdrant"

	"yueyue/internal/fault"
)

// The oldest server that keeps metadata with a collection.
const (
	oldestMajor = 1
	oldestMinor = 16
)

// State is what an operator wants to know of the server and the index on it.
type State struct {
	Version    string // of the server, for example 1.18.0
	Alias      string
	Collection string // empty: none stands
	Generation string
	Dims       int           // 0: words only, or none stands
	Units      int           // in the standing collection, seen or not
	Health     string        // as Index.Health says
	RoundTrip  time.Duration // of the smallest request
}

// State asks the server how it is. Beside the errors of Standing it gives fault.Conflict for a server that is too old.
func (c *Client) State(ctx context.Context) (State, error) {
	const op = "qdrant.Client.State"
	state := State{Alias: c.config.Alias}
	for range 2 { // the first may have to connect
		err := c.call(ctx, op, c.config.SearchTimeout, func(ctx context.Context) error {
			began := time.Now()
			reply, err := c.remote.HealthCheck(ctx)
			state.Version, state.RoundTrip = reply.GetVersion(), time.Since(began)
			return err
		})
		if err != nil {
			return state, err
		}
	}
	if !recent(state.Version) {
		return state, fault.New(fault.Conflict, op, "index_version",
			fmt.Sprintf("Qdrant 的版本是 %s，需要 %d.%d 以上。", state.Version, oldestMajor, oldestMinor))
	}
	x, ok, err := c.Standing(ctx)
	if err != nil || !ok {
		return state, err
	}
	state.Collection, state.Generation, state.Dims = x.collection, x.generation, x.dims
	if state.Health, err = x.Health(ctx); err != nil {
		return state, err
	}
	err = c.step(ctx, op, func(ctx context.Context) error {
		count, err := c.remote.Count(ctx, &wire.CountPoints{CollectionName: x.collection, Filter: units(), Exact: wire.PtrOf(true)})
		state.Units = int(count)
		return err
	})
	return state, err
}

// Health says in a word of the server's how the collection is: Green, Yellow (being optimised: what was just filled is searched
// without a graph and takes longer), Grey (waiting for that) or Red.
func (x *Index) Health(ctx context.Context) (string, error) {
	info, err := x.client.owned(ctx, "qdrant.Index.Health", x.collection)
	if err != nil {
		return "", err
	}
	return info.GetStatus().String(), nil
}

// recent reports whether a version is that of the oldest server or newer; one that cannot be read, of a build from source,
// passes.
func recent(version string) bool {
	majorText, rest, found := strings.Cut(version, ".")
	minorText, _, _ := strings.Cut(rest, ".")
	major, err := strconv.Atoi(majorText)
	if !found || err != nil {
		return true
	}
	minor, err := strconv.Atoi(minorText)
	return err != nil || major > oldestMajor || (major == oldestMajor && minor >= oldestMinor)
}
