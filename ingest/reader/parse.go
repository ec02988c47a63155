package reader

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// parser turns bytes into blocks. It belongs to one process and is used by one goroutine at a time.
type parser struct {
	limits Limits
	engine *engine
}

// parse reads one file that is no archive. The source it gives with an error holds what is known of the file.
func (p *parser) parse(ctx context.Context, name string, data []byte) (Source, error) {
	sum := sha256.Sum256(data)
	src := Source{Name: name, Hash: hex.EncodeToString(sum[:]), Encoding: "binary"}
	if len(bytes.TrimSpace(data)) == 0 {
		return src, refuse(CodeEmpty, "文件是空的。")
	}
	if len(bytes.Trim(data, "\x00")) == 0 {
		return src, refuse(CodeEmpty, "文件里只有空字节，可能没有保存或下载完。")
	}
	format, err := sniffBinary(data)
	if err != nil {
		return src, err
	}
	s := newSink(ctx, p.limits)
	if format == "" {
		format, src.Encoding, err = p.text(s, name, data)
	} else {
		err = p.binary(s, format, data)
	}
	src.Format = format
	src.Title, src.Warnings, src.Problems = s.title, s.warnings, s.problems
	if err == nil {
		err = s.err
	}
	switch {
	case ctx.Err() != nil:
		return src, refuseFor(ctx.Err(), CodeTime, "读取超过 %s，已经放弃。", p.limits.Time)
	case err != nil:
		return src, err
	case len(s.blocks) == 0:
		return src, refuse(CodeNoText, "文件里没有可以读取的文字。")
	}
	src.Blocks = s.blocks
	return src, nil
}

func (p *parser) binary(s *sink, format Format, data []byte) error {
	switch format {
	case PDF:
		return p.engine.readPDF(s, data)
	case DOCX:
		return readDOCX(s, data)
	case XLSX:
		return readXLSX(s, data)
	case XLS:
		return readXLS(s, data)
	case DOC:
		return readDOC(s, data)
	default:
		return errors.New("no reader for " + string(format))
	}
}

func (p *parser) text(s *sink, name string, data []byte) (Format, string, error) {
	if !textual(data) {
		return "", "binary", refuse(CodeUnknown, "认不出这是什么文件，里面不是文字。")
	}
	d := decode(data)
	if d.lost > 20 && d.lost*20 > len(d.text)/3 {
		return "", "binary", refuse(CodeUnknown, "认不出文件的编码，里面可能不是文字。")
	}
	d.warn(s)
	if strings.IndexByte(d.text, '\n') < 0 && strings.IndexByte(d.text, '\r') >= 0 { // line breaks of old Macintosh programs
		d.text = strings.ReplaceAll(d.text, "\r", "\n")
	}
	format, err := sniffText(d.text, name)
	if err != nil {
		return "", d.encoding, err
	}
	switch format {
	case HTML:
		readHTML(s, d.text)
	case Markdown:
		readMarkdown(s, d.text)
	case CSV, TSV:
		readCSV(s, d.text, name)
	case JSON:
		err = readJSON(s, d.text)
	case JSONL:
		err = readJSONL(s, d.text)
	default:
		readText(s, d.text)
	}
	return format, d.encoding, err
}

// textual says whether the bytes are text in some encoding.
func textual(data []byte) bool {
	head := data[:min(len(data), 64<<10)]
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) {
		return true
	}
	if order, _ := unmarkedUTF16(data); order != nil {
		return true
	}
	return printable(bytes.ReplaceAll(head, []byte{0}, nil)) && bytes.Count(head, []byte{0})*10 <= len(head)
}
