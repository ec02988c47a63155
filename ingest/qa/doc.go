// Package qa makes question-and-answer pairs of tables and of files in the format of data/.
//
// What it holds to:
//
//   - A table is one of questions when a row of it names a column of questions and a column of answers. Rows above that row are
//     titles and notes; columns that nobody knows are passed over, and a warning names them. A table from the clipboard is a file like
//     any other.
//   - Each row becomes a pair, a further period of a pair, or a Problem that names sheet, row and column. One bad row never costs
//     another one.
//   - An answer with a source is policy and one without needs a word of its author: it is taken only where the column 类型 says guide.
//     What a taxpayer reads as a rule without source would be a rule that nobody can check.
//   - Nothing is guessed. A date that is not whole, a region that nobody knows and an audience that is neither is a Problem.
//   - A row may give its id. Numbers that only count the rows are no ids. Without one the id is "qa-" and 12 hexadecimal digits over
//     letters and digits of the question with region and audience: the same question read again, from whatever file, is the same pair.
//   - Rows of the same id, or of the same question for the same people, are periods of one pair when their validities are apart,
//     and twice the same otherwise.
package qa
