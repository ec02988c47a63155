package reader

// Format is what the bytes of a file are.
type Format string

// The formats that are read.
const (
	Markdown Format = "markdown"
	Text     Format = "text"
	HTML     Format = "html"
	PDF      Format = "pdf"
	DOCX     Format = "docx"
	DOC      Format = "doc"
	XLSX     Format = "xlsx"
	XLS      Format = "xls"
	CSV      Format = "csv"
	TSV      Format = "tsv"
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	ZIP      Format = "zip"
)

// BlockKind is what a block was in its file.
type BlockKind string

// The kinds of blocks.
const (
	Heading   BlockKind = "heading"
	Paragraph BlockKind = "paragraph"
	ListItem  BlockKind = "list_item"
	Row       BlockKind = "row" // of a table or sheet
)

// Block is a piece of a file's text in reading order. Its strings are valid UTF-8 without markup, control characters or white
// space at either end; white space inside is single spaces, but for the line breaks of Cells.
type Block struct {
	Kind  BlockKind `json:"kind"`
	Level int       `json:"level,omitempty"` // Heading: from 1, the highest; ListItem: depth from 1; else 0
	// Text is what a person reads; never empty. A row's is its cells with their headers, "税率：13%；期间：2024年".
	Text string `json:"text"`
	// Header and Cells belong to a Row and are equally long; an absent header or cell is "". Header is nil where nothing shows one. Lines
	// that were written in a cell stand apart by "\n", paragraphs by "\n\n"; OneLine joins them as Text does.
	Header []string `json:"header,omitempty"`
	Cells  []string `json:"cells,omitempty"`
	Table  int      `json:"table,omitempty"` // Row: which table or sheet of the file, from 1
	Sheet  string   `json:"sheet,omitempty"` // Row: the sheet's name; "" outside workbooks
	Page   int      `json:"page,omitempty"`  // from 1; 0 where the format has no pages
	Line   int      `json:"line,omitempty"`  // line of the source, or row of the sheet, from 1; 0 unknown
	// Continues says that the text goes on from the block before, which was cut only because it is very long.
	Continues bool `json:"continues,omitempty"`
}

// Source is one file, or one entry of an archive.
type Source struct {
	Name     string    `json:"name"` // as given; inside an archive "archive.zip!folder/entry.md"
	Format   Format    `json:"format"`
	Encoding string    `json:"encoding"`        // utf-8, gb18030, utf-16le, utf-16be or a declared one; "binary" for formats that are not text
	Title    string    `json:"title,omitempty"` // what the file's own metadata calls it (HTML title, PDF and Word properties); often empty or wrong
	Blocks   []Block   `json:"blocks"`
	Warnings []string  `json:"warnings,omitempty"` // Chinese, for people: what was left out or looks odd
	Problems []Problem `json:"problems,omitempty"` // what could not be read; Blocks hold the rest
	Hash     string    `json:"hash"`               // SHA-256 of the bytes, hexadecimal; "" where they could not be read
}

// Problem is a part of a file that could not be read.
type Problem struct {
	Line int    `json:"line"` // from 1
	Text string `json:"text"` // Chinese, for people, without a full stop
}
