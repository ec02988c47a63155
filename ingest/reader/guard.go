package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
)

// guard reads an unpacked stream under the limits on size and ratio.
type guard struct {
	ctx    context.Context
	r      io.Reader
	packed int64
	read   int64
	limits Limits
}

const fair = 1 << 20 // below it any ratio will do

func (g *guard) Read(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := g.r.Read(p)
	g.read += int64(n)
	if g.read > fair && g.read/g.limits.Ratio > g.packed {
		return 0, refuse(CodeBomb, "压缩比超过 %d 倍，像是“压缩炸弹”，没有解开。", g.limits.Ratio)
	}
	if g.read > g.limits.Size {
		return 0, refuse(CodeTooLarge, "解开后超过单个文件 %s 的上限，请拆分后再导入。", bytesOf(g.limits.Size))
	}
	return n, err
}

// parts is an Office document: a zip of XML parts.
type parts struct {
	s     *sink
	files map[string]*zip.File
	total int64
}

func openParts(s *sink, data []byte) (*parts, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuseFor(err, CodeBroken, "文件已损坏，打不开。")
	}
	p := &parts{s: s, files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		if name := partName(f); p.files[name] == nil {
			p.files[name] = f
		}
	}
	return p, nil
}

// partName is the name of a part; some programs write it with the other slash.
func partName(f *zip.File) string { return strings.ReplaceAll(f.Name, "\\", "/") }

// wordBody is what the text of a Word document is called; some programs number it.
var wordBody = regexp.MustCompile(`^word/document\d*\.xml$`)

// body is the name of the part that holds the text of a Word document.
func (p *parts) body() string {
	const usual = "word/document.xml"
	if p.files[usual] != nil {
		return usual
	}
	for name := range p.files {
		if wordBody.MatchString(name) {
			return name
		}
	}
	return usual
}

// xmlEncoding is what a part says of its encoding.
var xmlEncoding = regexp.MustCompile(`^(<\?xml[^>]*?)\s+encoding="[^"]*"`)

// read gives one part, nil where there is none. A part that defines a document type is refused: no Office program writes one, and it
// is what entity attacks need.
func (p *parts) read(name string) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuseFor(err, CodeBroken, "文件已损坏，里面的内容解不开。")
	}
	defer r.Close()
	data, err := io.ReadAll(&guard{ctx: p.s.ctx, r: r, packed: int64(f.CompressedSize64), limits: p.s.limits})
	if err != nil {
		if isRefusal(err) || errors.Is(err, p.s.ctx.Err()) {
			return nil, err
		}
		return nil, refuseFor(err, CodeBroken, "文件已损坏，里面的内容解不开。")
	}
	if p.total += int64(len(data)); p.total > 2*p.s.limits.Size {
		return nil, refuse(CodeTooLarge, "解开后超过 %s 的上限，请拆分后再导入。", bytesOf(2*p.s.limits.Size))
	}
	if wide := decode(data[:min(len(data), 64)]); strings.HasPrefix(wide.encoding, "utf-16") {
		data = xmlEncoding.ReplaceAll([]byte(decode(data).text), []byte("$1"))
	}
	if bytes.Contains(data, []byte("<!DOCTYPE")) || bytes.Contains(data, []byte("<!ENTITY")) {
		return nil, refuse(CodeUnsafe, "文件里定义了 XML 实体，正常的 Office 文档不会有，为安全起见没有读取。")
	}
	return data, nil
}
