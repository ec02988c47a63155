// Package qdranttest is a Qdrant server inside the test process: the part of the gRPC interface that package qdrant uses, with
// exact search instead of a graph. Where the real server is strict, so is it: a write is seen at once only when it was waited
// for, a field that is filtered by must be indexed, a named point that is changed must be there, vectors must fit. What it does
// not know it refuses. It also does what tests need: go away and come back, be slow, fail, tell what it was sent.
package qdranttest
