// Package policy reads what a policy document says of itself: title, number, issuer, region, dates, taxes, annexes, and what it does
// to other documents. Where a file holds several documents it tells them apart.
//
// What it holds to:
//
//   - Nothing is invented. What the text does not state stays empty, however well it is known from elsewhere; a document that is merely
//     cited gives none of its fields.
//   - The patterns are those that the law prescribes for official documents (行政法规制定程序条例, 党政机关公文格式 GB/T 9704):
//     title, 题注, number, salutation, basis, closing article, signature, 附件. None of them names a document.
//   - Each field has evidence: the words, the line, how sure, and why. When two places disagree the one with more authority counts
//     (an order before the closing article, the main part before what is attached), is less sure for it, and a warning tells of both.
//
// Texts are matched without white space and with one form of each bracket (text), because titles run over lines, numbers are spaced
// out and old files have lost their line breaks.
package policy
