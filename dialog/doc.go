// Package dialog is 悦悦: it takes a question through understanding, retrieval, decision and composition to a reply.
//
//	Understand  what was typed → what is searched: folding, courtesy stripped, spelling, everyday names, intents, the
//	            period asked about, document numbers, and the thread a follow-up hangs on
//	Retrieve    the ranked candidates of package retriever
//	Decide      one calibrated confidence against thresholds that belong to stated precisions, and the period rule:
//	            answer, suggest, clarify, abstain, handoff or smalltalk
//	Compose     curated text verbatim with citations, validity and notices
//
// Each step is a function of its inputs and tested alone. The decision, with its reasons, is stored with the answer before
// anybody sees it. Nothing here writes policy: what a reply says about tax is the text of a pair or of a passage, or nothing.
package dialog
