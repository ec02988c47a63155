// Package indextest is the suite that every retriever.Index passes, so that the embedded index and Qdrant give the same
// answers. Call Run from a test of the implementation.
package indextest
