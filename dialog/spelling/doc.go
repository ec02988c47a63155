// Package spelling mends what taxpayers mistype before a question is searched: pinyin left in latin letters
// (zengzhishui), characters that sound like the right ones (曾值税), and typos (小规纳税人). It runs on every question, so
// a right question must come back as it is: where the evidence is not clear, the text stays, and retrieval copes.
//
// # Evidence
//
// Three sources speak for a text as it stands: the vocabulary (terms of the tax dictionary and words of the known
// questions), the ordinary dictionary, and the model, which knows from the known questions what stands beside what.
// A correction aims at a vocabulary entry and must make its surroundings more probable under the model, by a margin that
// pays for the slip and grows as the entry gets shorter. Invariants, whatever the margin:
//
//   - A known question is never changed: between neighbours that the knowledge has just so, every character is locked and
//     no junction is weak.
//   - Digits and Chinese numerals, the unit after a digit, and the head of a document number stay.
//   - A term that stands in the text stays, and so do accepted variants (查帐, 代扣代交).
//   - What turns a term into its opposite is no slip: a missing or added 非, 不, 未, 免 …
//   - Characters after a surname may be a name; latin words that are not pinyin throughout stay.
//
// # Parts
//
// latin, lattice and pinyin read latin letters: a Viterbi search over the syllable lattice with entries and single
// characters. readings, trie and homophone find entries by sound; syllables that speakers from Anhui do not tell apart
// (zh and z, n and l, ing and in) count as nearly alike. neighbourhood and typo find terms within one edit by symmetric
// deletion (SymSpell). sentence holds what is known of one text, mend chooses among the candidates.
//
// # Figures
//
// The margins were chosen on the shipped knowledge with each fifth of the pairs held out in turn, and on 57,718 foreign
// texts (questions to the tax hotline, chats, statutes). Then: of slips in sentences whose pair was held out, 85% of the
// homophones, 86% of the transpositions, 50% of the omissions and 99% of the terms in pinyin were restored and .1% made into
// something else; 1 of 2,883 right sentences held out and 5 of the foreign texts were changed. TestRestoration and
// TestForeignTextStays print the figures of today. Half of the omissions stay because what is left makes sense by itself
// (出口税 for 出口退税). A question of 30 characters takes 20 µs, one in pinyin 150 µs (5,000 terms, one core).
package spelling
