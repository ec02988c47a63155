// Package cut divides the text of a document into passages, each of which is cited by itself.
//
// What it holds to:
//
//   - Nothing is lost and nothing doubled: the passages in order, joined by Join, are the text of the blocks but for white space.
//   - A passage is an article where there are articles, else a numbered part, a question with its answer, some rows of a table, or
//     sentences of 300 to 500 characters. No cut falls inside a sentence unless that sentence alone is longer than a passage may be.
//   - The id of a passage is its place by number (a10, s2-3, t1-5), so that it stays the same when another one is corrected. Where
//     parts are counted anew under each chapter, the chapter stands before (c2-s1). Only paragraphs without any number are counted
//     (p7).
//   - The heading of a 编, 分编, chapter or section belongs to the Path of what stands below it and not to its Text: no article is quoted with
//     the name of its chapter. Another heading belongs to the passage below it. What stands above the first part (title, number,
//     history) is a passage of its own.
//
// A text whose line breaks were lost is divided at its numbers as well: an article begins where a sentence ends and the number is
// the one after the last, which 依照本法第三条 is not.
package cut
