// Package eval measures retrieval on query sets in the BEIR layout: it builds an index of its own from a set's passages,
// asks every query the way the program asks, and scores the ranking against the relevance judgements.
//
// A set is a folder with corpus.jsonl or corpus.jsonl.gz ({"id", "title", "text"}), queries.jsonl ({"id", "text"}) and
// qrels.tsv (query TAB passage TAB relevance, after an optional heading). "_id" is read for "id", as in BEIR itself.
//
// A passage is indexed as title and text in one unit. Ids take no part in ranking: units are numbered, in an order
// that is shuffled so that ties tell nothing about where in the file a passage stood.
package eval
