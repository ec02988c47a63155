// Package handoff is the human side. It takes down who wanted to speak with a person, so that nobody who asked is forgotten.
//
// A wish is written in the transaction that stores the answer to it: whoever was told that her wish is taken down finds it
// there, and an answer that was never given leaves none behind. The package knows nothing of how answers are made; dialog
// declares the one method that it calls, and main joins the two.
package handoff
