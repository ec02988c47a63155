// Package ingest takes files in: it reads them, tells policy documents from tables of questions, compares what they say with the
// current edition, and puts what is new or changed into one proposal, which people review and publish.
//
// What it holds to:
//
//   - Nothing is published here, and a dry run writes nothing at all.
//   - A file that cannot be read costs one row with a reason. It never stops the others.
//   - What has not changed gives no change: neither the file that was read before, byte by byte, nor another file that says the same.
//     Of a changed document only the changed passages are put. What staff wrote into a document by hand (a field without evidence)
//     stands when its file is read again; a warning says so.
//   - Of two files of one run that hold the same document the one read first counts. Files are read by how well their format keeps
//     the structure of a text (Markdown, DOCX, HTML, DOC, text, PDF, tables, archives), then by name; the other file's row says so.
//   - Memory is bounded by single sources, not by the run: one source is understood while the one before it is written, in batches.
//   - The original of everything that is put into a proposal is kept under its hash (Files), an archive as the whole that it came in.
package ingest
