// Package qdrant keeps the index on a Qdrant server, 1.16 or later, so that it outlives the process and several processes
// share it.
//
// # Shape
//
// One collection holds one generation: a named dense vector (meaning, cosine), a named sparse vector (words), and a payload
// with what the filter and the hit need. The sparse weights are finished BM25 weights and the collection has no IDF modifier,
// so the dot product is the words score that the embedded index gives. A collection is named alias-generation-letters, the
// letters drawn anew for each build, and says in its metadata whose it is and when it was made; the alias points to the one that
// stands. A new generation is built aside, then Stand moves the alias in one step and Clear deletes what nobody needs.
//
// # Several processes
//
// A new lexicon makes all running processes build the same generation at once. Each fills a collection of its own, which no
// other writes into, and Stand looks whether the server holds all of it before the alias moves. Who comes later and finds an equal one
// standing goes on with that and deletes its own, so that all ask one. Where the two differ, because one process is an edition
// ahead, the later one stands and the earlier is asked by its own process as before.
//
// Clear leaves alone what another process may be filling, for five minutes after its builder was heard of, and what one may be
// asking, for ten minutes after the last question: each extends a lease that lies beside the units, a builder every minute, however
// long it takes between two writes. A process that crashes again and again while it builds therefore leaves the collections of
// five minutes, not more. What this process built and gave up it deletes at once. The one that loses its collection all the same
// gets index_gone. Tend clears too, so that what was replaced does not lie on the server until somebody builds again.
//
// An Index works on its collection by name, never through the alias: weights and scores belong to a generation, and a question
// weighed for one must not be compared with another. Where the collection is gone, it says so (index_gone), and the caller
// looks up what stands now.
//
// # Search
//
// Both legs go in one batch query, and each asks for the stored vector of the other, so the score that is wanting is computed
// here, from the same state. At depth 100 with 512 dimensions that is 370 kB a question; a second batch, filtered by the ids
// found, would take 30 kB in all and as long (3.9 against 4.2 ms with the server of package qdranttest), but two more searches
// of the server, and a unit could change in between. What both legs found carries the server's scores. Equal scores stand by
// ascending id; which of them the server gives when more are equal than fit is its own choice.
//
// # Names
//
// The id of a point is a UUID of version 5 made from the unit id. A sparse dimension has 32 bits and is the hash of a token,
// so of V tokens about V²/2³³ pairs share one: 29 pairs of 500,000 tokens, 1 token in 8,600. Where a unit holds both, the
// heavier weight stays; where a question holds both, they count together. A score is thus too high by one token's weight at
// most, never too low, and a unit is never lost. That a unit of 200 tokens holds a stranger to a question of 12 has a chance
// of 6 in 10 million.
//
// # Changes
//
// Every write waits until searches see it, and may be repeated: units are put whole, ends are set and units deleted by
// filter, which passes over what is not there. Apply is not atomic for readers; the editions in the units are what makes a
// publish appear at once. What fails because the server cannot be reached is tried again for a moment; what ran out of time
// is not, because the first try may still be under way. Either way an Apply that did not finish says so, and its caller
// repeats it.
//
// # Notes
//
// A collection also carries notes: what its keeper must know to go on after a restart, such as the statistics that its weights
// were made with and how far it has followed the feed. They lie beside the units so that a restored collection is never
// paired with the notes of another.
package qdrant
