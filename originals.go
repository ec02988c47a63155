package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"yueyue/api"
	"yueyue/ingest"
	"yueyue/ingest/reader"
	"yueyue/internal/fault"
)

// originals gives the files that documents were read from; api.Originals.
type originals struct {
	files  *ingest.Files
	pool   *reader.Pool
	folder string // for copies that a worker reads
}

// textShown is how much text of an original is shown, in bytes.
const textShown = 2 << 20

// Open gives the bytes of a hash with the name of the file.
func (o *originals) Open(_ context.Context, hash string) (io.ReadSeekCloser, string, error) {
	known, err := o.files.Original(hash)
	if err != nil {
		return nil, "", err
	}
	file, err := o.files.Open(hash)
	return file, fileOf(known.Name), err
}

// fileOf is the last part of a name; that of an archive's entry is behind the archive's.
func fileOf(name string) string {
	return filepath.Base(filepath.FromSlash(name[strings.LastIndexByte(name, '!')+1:]))
}

// Text reads an original again, as it was read when it was taken in.
func (o *originals) Text(ctx context.Context, hash string) (api.SourceText, error) {
	const op = "main.originals"
	known, err := o.files.Original(hash)
	if err != nil {
		return api.SourceText{}, err
	}
	file, err := o.files.Open(hash)
	if err != nil {
		return api.SourceText{}, err
	}
	defer file.Close()
	text := api.SourceText{Name: fileOf(known.Name), Format: known.Format, Encoding: known.Encoding}
	if known.Format == "yaml" { // questions and answers, which no worker reads
		return lines(text, file)
	}
	if err := os.MkdirAll(o.folder, 0o750); err != nil {
		return api.SourceText{}, fault.Wrap(fault.Unavailable, op, err)
	}
	copied, err := os.CreateTemp(o.folder, "original-*"+filepath.Ext(text.Name))
	if err != nil {
		return api.SourceText{}, fault.Wrap(fault.Unavailable, op, err)
	}
	defer os.Remove(copied.Name())
	defer copied.Close()
	if _, err := io.Copy(copied, file); err != nil {
		return api.SourceText{}, fault.Wrap(fault.Unavailable, op, err)
	}
	shown := 0
	for source, err := range o.pool.Read(ctx, text.Name, copied.Name()) {
		if err != nil {
			return api.SourceText{}, err
		}
		text.Warnings = append(text.Warnings, source.Warnings...)
		for _, block := range source.Blocks {
			if shown += len(block.Text); shown > textShown {
				text.Truncated = true
				return text, nil
			}
			text.Blocks = append(text.Blocks, api.SourceLine{
				Kind: string(block.Kind), Level: block.Level, Text: block.Text, Cells: block.Cells, Line: block.Line, Page: block.Page,
			})
		}
	}
	return text, nil
}

// lines shows a text as it is.
func lines(text api.SourceText, from io.Reader) (api.SourceText, error) {
	limited := &io.LimitedReader{R: from, N: textShown}
	scanner := bufio.NewScanner(limited)
	scanner.Buffer(nil, textShown+1)
	for number := 1; scanner.Scan(); number++ {
		text.Blocks = append(text.Blocks, api.SourceLine{Kind: string(reader.Paragraph), Text: strings.ToValidUTF8(scanner.Text(), "�"), Line: number})
	}
	text.Truncated = limited.N == 0
	return text, fault.Wrap(fault.Unavailable, "main.originals", scanner.Err())
}
