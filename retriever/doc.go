// Package retriever finds what may answer a question: ranked targets with their absolute scores, and the evidence that a
// confidence can rest on.
//
// The index is a projection of package knowledge. Follow keeps up with the change feed; a unit carries the editions in which
// it is seen, and the edition that questions are asked in moves only when everything that belongs to it is in the index, so
// whoever asks sees all of a publish or nothing of it. What a publish ended leaves the index when nobody asks in an edition
// before it any more. Vectors are kept in the database by the hash of their text: a restart embeds nothing again.
//
// A question takes two legs, words (BM25 over character bigrams and unigrams, statistics frozen per Generation) and meaning
// (cosine of embeddings), joined by Fuse into one absolute score, and beside them the exact lane for document numbers and
// clauses. Units collapse to their target. Region, audience and edition filter; validity never does: deciding which version
// of a rule holds is for package dialog.
package retriever
