// Package store opens the one database of the program, SQLite in a file or PostgreSQL by DSN, brings its tables up to
// date and runs the SQL of the packages that own them.
//
// One text for both. Every statement is written once, with $1, $2 … for its arguments. SQLite reads $1 as a name and
// numbers names by first appearance, so that "$2, $1" would bind the wrong way round without an error; for SQLite each
// $N is therefore rewritten to ?N. Where the dialects really differ a package keeps a second named statement and chooses by
// Dialect. Columns are TEXT, BIGINT, BOOLEAN, BYTEA and DOUBLE PRECISION; instants are BIGINT microseconds of UTC, civil
// dates TEXT.
//
// All writes go through Tx, and a Tx that returned nil is committed and survives kill -9 and loss of power. The price of
// that promise is one fsync a commit. On SQLite, where there is one writer anyway, Tx queues for a turn at the one writing
// connection: all who wait share one transaction, each under a savepoint of its own, and are acknowledged together after
// its commit (see committer). A closure that fails or panics takes back its own writes only. On PostgreSQL every Tx is a
// transaction of its own at READ COMMITTED; the server groups commits itself.
//
// Rules for a closure given to Tx, on both: it may be run more than once (serialisation failure, deadlock, a neighbour that
// broke the shared transaction), so it changes nothing outside the database but variables that it sets anew; it reads its
// rows to the end before the next statement; a decision that rests on a row is taken after locking that row, by updating it
// or, on PostgreSQL, FOR UPDATE; it calls no other Tx and waits for nothing slow, because on SQLite others wait behind it.
//
// Migrations are numbered from 1 without gaps, only ever go forward, and take one transaction each. A database that a newer
// program migrated is refused.
package store
