package qdrant

import (
	"context"
	"sync/atomic"
	"time"

	wire "github.com/qdrant/go-client/qdrant"
)

// How long a collection that does not stand is left alone. The time of the processes may differ by a few minutes.
const (
	fillingTerm = 5 * time.Minute  // since its builder was heard of, which it is every pulse
	askedTerm   = 10 * time.Minute // since it was asked or written; processes follow each other, and one may still be building
	pulse       = time.Minute
)

// leaseNote is the key of the note that says until when a collection is left alone, RFC 3339.
const leaseNote = "lease"

// lease is what a process knows of its claim on a collection. It is renewed by half of its time, so that few questions write.
type lease struct {
	until   atomic.Int64 // Unix seconds; 0: unknown
	filling atomic.Bool
}

func (l *lease) term() time.Duration {
	if l.filling.Load() {
		return fillingTerm
	}
	return askedTerm
}

// lapses tells that the lease is to be renewed.
func (x *Index) lapses() bool {
	return x.lease.until.Load() < x.client.now().Add(x.lease.term()/2).Unix()
}

// renew extends the lease where it lapses. Of several calls at once one does.
func (x *Index) renew(ctx context.Context) error {
	known := x.lease.until.Load()
	until := x.client.now().Add(x.lease.term())
	if !x.lapses() || !x.lease.until.CompareAndSwap(known, until.Unix()) {
		return nil
	}
	err := x.noteLease(ctx, until)
	if err != nil {
		x.lease.until.CompareAndSwap(until.Unix(), known)
	}
	return err
}

func (x *Index) noteLease(ctx context.Context, until time.Time) error {
	return x.Note(ctx, leaseNote, []byte(until.UTC().Format(time.RFC3339)))
}

// hold extends the lease of a collection that this client is filling, however long it takes between two writes, until the
// collection stands or is given up. That of a builder who died is thus soon told from that of a slow one.
func (c *Client) hold(ctx context.Context, collection string) {
	beat := time.NewTicker(c.pulse)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		if !c.claimed(collection) {
			return
		}
		x := &Index{client: c, collection: collection}
		_ = x.noteLease(ctx, c.now().Add(fillingTerm)) // the next beat tries again
	}
}

// leased reports whether some process may be filling or asking a collection.
func (c *Client) leased(ctx context.Context, name string, info *wire.CollectionInfo) (bool, error) {
	noted, ok, err := (&Index{client: c, collection: name}).Noted(ctx, leaseNote)
	if err != nil {
		return false, err
	}
	if until, problem := time.Parse(time.RFC3339, string(noted)); ok && problem == nil {
		return c.now().Before(until), nil
	}
	made, problem := time.Parse(time.RFC3339, info.GetConfig().GetMetadata()[madeAtKey].GetStringValue())
	return problem == nil && c.now().Before(made.Add(fillingTerm)), nil
}
