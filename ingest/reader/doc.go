// Package reader takes files in as they really are and gives their text in blocks: headings, paragraphs, list items, and
// table rows that know their headers.
//
// What it holds to:
//
//   - A file's type is what its bytes are, never what its name says. Only where bytes leave it open (text, Markdown, CSV) does the
//     name decide.
//   - Nothing is invented and nothing is fetched: no formula is calculated, no entity expanded, no link followed.
//   - What a person would not read as part of the text goes: navigation, scripts, running heads, page numbers, hidden sheets. Where
//     that may matter a warning says so.
//   - Every file is read in a child process (Pool, Worker), which is killed when it takes too long or too much memory. A file that
//     hangs, crashes or eats a reader costs one row with a reason, never the program and never the files beside it.
//   - The parent holds one source at a time; an archive's entries come one after another and are never unpacked to disk.
//
// The parent never looks into a file. The child opens it, walks archives, and sends frames: the name of what it is about to read,
// its blocks in parts, then its end or the reason why not. When a child dies, the parent knows from the frames how many sources are
// through, starts another and has it go on behind the one that killed it.
package reader
