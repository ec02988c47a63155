package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// batchLimit is the most closures that share one commit. It bounds how long the first of them waits for the last: at about
// 50 µs a closure some 10 ms.
const batchLimit = 256

var errAborted = errors.New("the closure did not return")

// committer owns the one writing connection of SQLite and hands out turns at it. One goroutine begins a transaction, gives
// a turn to everyone who waits, commits once and then acknowledges. A closure runs in the goroutine of its caller, so that a
// panic unwinds where it belongs; the committer's goroutine only waits for it.
type committer struct {
	db    *DB
	conn  *sql.Conn
	limit int
	queue chan *job
	done  chan struct{} // closed when the last turn has been given

	mu     sync.RWMutex // held for reading while a job is put in the queue
	closed bool
}

// job is one waiting closure. Its caller listens on turn until outcome comes; it may get several turns.
type job struct {
	ctx     context.Context //nolint:containedctx // the committer skips a job whose caller has gone
	turn    chan *Tx
	ran     chan error // what the closure returned, after each turn
	outcome chan error // sent once; buffered, because a caller that has gone listens no more
}

func newCommitter(db *DB, conn *sql.Conn, limit int) *committer {
	c := &committer{db: db, conn: conn, limit: limit, queue: make(chan *job, limit), done: make(chan struct{})}
	go c.serve()
	return c
}

// stop lets what waits finish, refuses what comes later and gives the connection back.
func (c *committer) stop() error {
	c.mu.Lock()
	already := c.closed
	c.closed = true
	c.mu.Unlock()
	if !already {
		close(c.queue)
	}
	<-c.done
	if already {
		return nil
	}
	return c.conn.Close()
}

// transact queues fn and waits until it is committed or has failed.
func (c *committer) transact(ctx context.Context, fn func(context.Context, *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return Fault("store.Tx", err)
	}
	j := &job{ctx: ctx, turn: make(chan *Tx), ran: make(chan error), outcome: make(chan error, 1)}
	if err := c.enqueue(ctx, j); err != nil {
		return err
	}
	gone := ctx.Done()
	for {
		select {
		case tx := <-j.turn:
			gone = nil // from here on only the outcome tells whether it is committed
			j.run(tx, fn)
		case err := <-j.outcome:
			return err
		case <-gone:
			return Fault("store.Tx", ctx.Err())
		}
	}
}

func (c *committer) enqueue(ctx context.Context, j *job) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return errClosed
	}
	select {
	case c.queue <- j:
		return nil
	case <-ctx.Done():
		return Fault("store.Tx", ctx.Err())
	}
}

// run uses one turn. The committer hears of it even when fn panics or ends its goroutine.
func (j *job) run(tx *Tx, fn func(context.Context, *Tx) error) {
	err := errAborted
	defer func() {
		tx.end()
		j.ran <- err
	}()
	err = fn(context.WithValue(j.ctx, insideTx{}, true), tx)
}

func (c *committer) serve() {
	defer close(c.done)
	for first := range c.queue {
		again := c.batch(first, c.waiting)
		for _, j := range again { // a neighbour broke the transaction that they shared: now each has its own
			c.batch(j, func() *job { return nil })
		}
	}
}

// waiting is the next job that is already there, or nil.
func (c *committer) waiting() *job {
	select {
	case j := <-c.queue: // nil once the queue is closed and empty
		return j
	default:
		return nil
	}
}

// batch runs first and up to limit-1 further jobs in one transaction and gives each its outcome. When one of them makes the
// database roll the whole transaction back (disk full, input/output error), it returns those that had succeeded before it,
// without an outcome; nothing of them is written.
func (c *committer) batch(first *job, next func() *job) (again []*job) {
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		first.outcome <- Fault("store.Tx", err)
		return nil
	}
	var ran []*job
	for j, n := first, 1; j != nil; n++ {
		broken, err := c.turn(j)
		if err != nil {
			j.outcome <- err
		} else {
			ran = append(ran, j)
		}
		if broken {
			c.clear()
			return ran
		}
		if n == c.limit {
			break
		}
		j = next()
	}
	if len(ran) == 0 {
		c.clear()
		return nil
	}
	err := c.exec("COMMIT")
	if err != nil {
		c.clear()
		err = Fault("store.Tx", fmt.Errorf("commit: %w", err))
	}
	for _, j := range ran {
		j.outcome <- err
	}
	return nil
}

// turn runs one job under a savepoint. broken means that the transaction is gone, with all that ran in it before; the error
// is the job's own, and never nil then.
func (c *committer) turn(j *job) (broken bool, err error) {
	if err := c.exec("SAVEPOINT turn"); err != nil {
		return true, Fault("store.Tx", err)
	}
	tx := &Tx{db: c.db, on: c.conn, detach: true, lost: c.rolledBack}
	select {
	case j.turn <- tx:
		err = <-j.ran
	case <-j.ctx.Done():
		err = Fault("store.Tx", j.ctx.Err())
	}
	if err != nil {
		if undo := c.exec("ROLLBACK TO turn"); undo != nil {
			return true, err
		}
	}
	if release := c.exec("RELEASE turn"); release != nil {
		return true, errors.Join(err, Fault("store.Tx", release))
	}
	return false, err
}

// clear leaves no transaction open.
func (c *committer) clear() {
	if c.rolledBack() {
		return
	}
	if err := c.exec("ROLLBACK"); err != nil {
		c.db.logger.Error("rollback failed", "error", err)
	}
}

// exec runs a statement of the committer's own; it is never interrupted.
func (c *committer) exec(text string) error {
	_, err := c.conn.ExecContext(context.Background(), text)
	return err
}

// rolledBack asks SQLite whether no transaction is open.
func (c *committer) rolledBack() bool {
	var gone bool
	err := c.conn.Raw(func(conn any) error {
		lite, ok := conn.(*sqlite3.SQLiteConn)
		gone = ok && lite.AutoCommit()
		return nil
	})
	return err != nil || gone
}
