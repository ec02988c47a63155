// Package knowledge is the source of truth of what may be said: question and answer pairs, their packages, the curated
// lists, and the editions in which they were published.
//
// Every item (pair, package, trending question, quick link) is kept in versions. A version is seen from the edition that
// brought it, included, to the edition that ended it, excluded; a publish is one transaction that moves one number, so that
// whoever asks sees all of it or nothing. Old versions stay.
//
// Where items come from. The program ships knowledge (LoadSeed) and offers it to the database at every start
// (Repository.Seed). Shipped items are replaced, added and ended as the program is upgraded; an item that staff edited or
// withdrew stays as staff left it, and a newer shipped version of it is offered once, as a Draft. seed_hash is what makes
// that work: the hash of the shipped version that was last seen, whoever wrote the content that is current.
//
// Whoever keeps an index follows Changes from the last seq it has handled and reads Versions of what changed. Changes are
// numbered from 1 without gaps in the order of their commits, because each is written under the row of publication.
package knowledge
